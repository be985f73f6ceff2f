import { describe, expect, it } from 'vitest'
import { script } from '../../../conformance/broken/careful-script.js'
import { BROKEN_CLIENTS } from '../../../conformance/broken/index.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import type { Plan } from '../../../conformance/plans/plan.js'
import { type Counterexample, chunksOf, proveChunk } from '../../../conformance/prove/prove-plans.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../../../simulator/index.js'

const SEED = 8

/** The first of a thousand plans at most that a client does not survive. */
async function firstFailure(
  controller: ControllerKind,
  kind: Plan['class'],
  createClient: CreateClient,
): Promise<Counterexample | undefined> {
  for (const chunk of chunksOf({ controller, class: kind, seed: SEED, plans: 1000, steps: 30 })) {
    const { counterexample } = await proveChunk(chunk, createClient)
    if (counterexample !== undefined) return counterexample
  }
  return undefined
}

/** The class of plans that shows each defect, and the property that tells it on each of its controllers. */
const TOLD_BY: Record<string, { in: Plan['class']; by: string; on: ControllerKind[] }> = {
  'endless-login': { in: 'benign', by: 'no-storm', on: ['apic', 'fmc'] },
  'gap-unsaid': { in: 'benign', by: 'no-silent-loss', on: ['apic'] },
  'login-behind-the-back': { in: 'benign', by: 'restored-sessions', on: ['apstra'] },
  'login-for-each-refusal': { in: 'hostile', by: 'single-renewal', on: ['apic', 'fmc', 'apstra'] },
  'login-hammering': { in: 'hostile', by: 'backs-off', on: ['apic', 'fmc', 'apstra'] },
  'monotonic-clock-only': { in: 'benign', by: 'no-session-refusal', on: ['apic', 'fmc', 'apstra'] },
  'never-logs-out': { in: 'benign', by: 'logs-out-at-close', on: ['apic', 'fmc', 'apstra'] },
  'no-back-off': { in: 'hostile', by: 'backs-off', on: ['apic', 'fmc', 'apstra'] },
  'no-limits': { in: 'benign', by: 'no-session-refusal', on: ['apic', 'fmc'] },
  'no-refresh': { in: 'hostile', by: 'recovers', on: ['apic', 'fmc', 'apstra'] },
  'no-resubscription': { in: 'benign', by: 'no-silent-loss', on: ['apic'] },
  'old-token-after-refresh': { in: 'benign', by: 'newest-token', on: ['apic', 'fmc'] },
  'own-clock-against-expiry-claim': { in: 'benign', by: 'no-session-refusal', on: ['apstra'] },
  'paging-drops-the-rest': { in: 'benign', by: 'paged-reads-whole', on: ['fmc'] },
  'paging-starts-over': { in: 'benign', by: 'paged-reads-whole', on: ['fmc'] },
  'permission-taken-for-expiry': { in: 'benign', by: 'permission-is-not-expiry', on: ['apic', 'fmc'] },
  'refresh-after-refusal': { in: 'benign', by: 'no-session-refusal', on: ['apic', 'fmc', 'apstra'] },
  'refresh-at-480-seconds': { in: 'benign', by: 'no-session-refusal', on: ['apic'] },
  'refresh-in-the-last-second': { in: 'benign', by: 'no-session-refusal', on: ['apic', 'fmc', 'apstra'] },
  'refresh-under-requests': { in: 'benign', by: 'newest-token', on: ['apic', 'fmc'] },
  'repeated-writes': { in: 'hostile', by: 'writes-once', on: ['apic', 'fmc', 'apstra'] },
  'restore-unchecked': { in: 'benign', by: 'restored-sessions', on: ['apstra'] },
  'task-awaited-for-ever': { in: 'benign', by: 'no-storm', on: ['apstra'] },
  'throttling-taken-for-expiry': { in: 'hostile', by: 'backs-off', on: ['fmc'] },
  'two-refreshes-at-once': { in: 'benign', by: 'single-renewal', on: ['apic', 'fmc', 'apstra'] },
  'wall-clock-only': { in: 'benign', by: 'no-session-refusal', on: ['apic', 'fmc', 'apstra'] },
}

describe('the proof on broken clients', () => {
  it('is expected to tell each of them on each of its controllers', () => {
    expect(Object.entries(TOLD_BY).map(([name, { on }]) => [name, on])).toEqual(
      BROKEN_CLIENTS.map(({ name, controllers }) => [name, controllers]),
    )
  })

  it.each(
    BROKEN_CLIENTS.flatMap(({ name, createClient, controllers }) =>
      controllers.map((controller) => ({ name, controller, createClient, ...TOLD_BY[name]! })),
    ),
  )('tells $name on $controller by $by', async ({ controller, createClient, in: kind, by }) => {
    const found = await firstFailure(controller, kind, createClient)
    expect(found?.violations.map(({ property }) => property)).toContain(by)
  })

  it.each(CONTROLLER_KINDS)('finds nothing in the same script without a defect on %s', async (controller) => {
    for (const kind of ['benign', 'hostile'] as const) {
      const [chunk] = chunksOf({ controller, class: kind, seed: SEED, plans: 120, steps: 30 })
      expect(await proveChunk(chunk!, script({}))).not.toHaveProperty('counterexample')
    }
  })

  it.each(['wall-clock-only', 'two-refreshes-at-once'])(
    'shrinks a plan that %s does not survive to five steps at most, no pauses among them',
    async (name) => {
      const { createClient } = BROKEN_CLIENTS.find((each) => each.name === name)!
      const steps = (await firstFailure('apic', 'benign', createClient))?.plan.steps ?? []
      expect(steps.length).toBeGreaterThan(0)
      expect(steps.length).toBeLessThanOrEqual(5)
      expect(steps.filter((step) => step.do === 'pause')).toEqual([])
    },
  )
})
