import { describe, expect, it } from 'vitest'
import { createClient as monotonicClockOnly } from '../../../conformance/broken/monotonic-clock-only.js'
import { createClient as noRefresh } from '../../../conformance/broken/no-refresh.js'
import { createClient as ownClock } from '../../../conformance/broken/own-clock-against-expiry-claim.js'
import { createClient as lastSecond } from '../../../conformance/broken/refresh-in-the-last-second.js'
import { createClient as wallClockOnly } from '../../../conformance/broken/wall-clock-only.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import { measureEnvelope } from '../../../conformance/envelope/measure.js'
import { PLAN_STRAINS, planProbe } from '../../../conformance/envelope/plan-strains.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'
import type { ControllerKind } from '../../../simulator/index.js'

/** A probe takes some 50 ms, on a busy machine several times that. */
const TEST_LIMIT_MS = 240_000

/** What a client survives of some strains: the largest value survived, and the smallest one that is not. */
async function limits(controller: ControllerKind, createClient: CreateClient, ...names: string[]) {
  const envelope = await measureEnvelope({
    controller,
    time: '',
    strains: PLAN_STRAINS.filter(({ name }) => names.includes(name)),
    probe: planProbe({ controller, options: {}, createClient }),
  })
  return {
    limits: envelope.strains.map(({ strain, limit }) => [strain.name, limit.survived, limit.failed]),
    beyond: envelope.strains.map(({ beyond }) => beyond),
    undisturbed: envelope.undisturbed,
  }
}

const DAY = 86_400_000

describe('the envelope in virtual time', () => {
  it.each(['apic', 'fmc', 'apstra'] as const)(
    'of the reference client for %s ends at its request time-out, and at its margin on slow clocks',
    async (controller) => {
      const found = await limits(
        controller,
        createReferenceClient,
        'clock-ahead',
        'clock-behind',
        'clock-set-back',
        'clock-slow',
        'latency',
        'idle',
        'asleep',
      )
      const slow = { apic: [100_000, undefined], fmc: [35_165, 35_166], apstra: [1211, 1212] }[controller]
      const latency = controller === 'fmc' ? 29_988 : 29_998
      expect(found.limits).toEqual([
        ['clock-ahead', 365 * DAY, undefined],
        ['clock-behind', 365 * DAY, undefined],
        ['clock-set-back', 4 * DAY, undefined],
        ['clock-slow', ...slow],
        ['latency', latency, latency + 1],
        ['idle', 4 * DAY, undefined],
        ['asleep', 4 * DAY, undefined],
      ])
    },
    TEST_LIMIT_MS,
  )

  it(
    'of a client that trusts its wall clock alone ends at its margin when that is set back',
    async () => {
      const found = await limits('apic', wallClockOnly, 'clock-set-forward', 'clock-set-back', 'asleep')
      expect(found.limits).toEqual([
        ['clock-set-forward', 4 * DAY, undefined],
        ['clock-set-back', 62_508, 62_509],
        ['asleep', 4 * DAY, undefined],
      ])
      expect(found.beyond[1]).toMatch(/^GET \/api\/aaaRefresh\.json was refused 10 min .*token-expired/)
    },
    TEST_LIMIT_MS,
  )

  it(
    'of a client whose clock stands still while the machine sleeps ends at its margin',
    async () => {
      const found = await limits('apic', monotonicClockOnly, 'clock-set-back', 'asleep')
      expect(found.limits).toEqual([
        ['clock-set-back', 4 * DAY, undefined],
        ['asleep', 62_508, 62_509],
      ])
    },
    TEST_LIMIT_MS,
  )

  it(
    'of a client that refreshes in the last second ends where a reply takes nearly a second',
    async () => {
      const found = await limits('apic', lastSecond, 'clock-slow', 'latency')
      expect(found.limits).toEqual([
        ['clock-slow', undefined, 1],
        ['latency', 998, 999],
      ])
    },
    TEST_LIMIT_MS,
  )

  it(
    "of a client that compares the token's end with its own clock depends on the direction",
    async () => {
      const found = await limits('apstra', ownClock, 'clock-ahead', 'clock-behind')
      expect(found.limits).toEqual([
        ['clock-ahead', 86_249_911, 86_249_912],
        ['clock-behind', 148_818, 148_819],
      ])
    },
    TEST_LIMIT_MS,
  )

  it('is not measured where the client does not survive undisturbed work', async () => {
    const found = await limits('apic', noRefresh, 'latency')
    expect(found.limits).toEqual([])
    expect(found.undisturbed).toMatch(/was refused 10 min .* into the run \(token-expired\)$/)
  })
})
