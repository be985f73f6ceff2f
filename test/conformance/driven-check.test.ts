import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient as trustsMonotonicClock } from '../../conformance/broken/monotonic-clock-only.js'
import { createClient as logsInWhenDenied } from '../../conformance/broken/permission-taken-for-expiry.js'
import { createClient as refreshesTwice } from '../../conformance/broken/two-refreshes-at-once.js'
import { createClient as trustsWallClock } from '../../conformance/broken/wall-clock-only.js'
import type { CheckProgress, CheckResult } from '../../conformance/check.js'
import { type ClientUnderTest, UnusableClientError } from '../../conformance/client-under-test.js'
import { checkClient, type DrivenCheckSettings } from '../../conformance/driven-check.js'
import { TRUE_CLOCKS } from '../../conformance/drivers/client-clocks.js'
import { SCENARIOS, scenariosFor } from '../../conformance/drivers/scenarios.js'
import { type Driver, startDriver } from '../../conformance/drivers/stdio-driver.js'
import { createReferenceClient } from '../../conformance/reference-clients.js'
import { RULES } from '../../conformance/rules/index.js'
import { CONTROLLER_KINDS } from '../../simulator/index.js'

const HOUR_MS = 3_600_000
const example = (name: string) => fileURLToPath(new URL(`../../fixtures/drivers/${name}`, import.meta.url))
const careful = () => startDriver(['python3', example('careful.py')])
const scenarioNamed = (name: string) => SCENARIOS.find((scenario) => scenario.name === name)!
const verdicts = ({ results }: CheckResult, verdict: string) =>
  results.filter((result) => result.verdict === verdict).map(({ rule }) => rule.id)
const linesOf = ({ recording }: CheckResult) => recording.entries.map((entry) => JSON.stringify(entry))

/** Two hours on an APIC whose tokens live for ten minutes, but for what is given. */
function settings(given: Partial<DrivenCheckSettings> = {}): DrivenCheckSettings {
  return {
    controller: 'apic',
    options: {},
    scenario: scenarioNamed('steady'),
    tokenSeconds: 600,
    durationSeconds: 7200,
    rules: RULES,
    ...given,
  }
}

/** A client that carries each call out by `request`. */
const clientOf = (request: ClientUnderTest['request']) => (): ClientUnderTest => ({ request })

const situation = fc
  .record({
    controller: fc.constantFrom(...CONTROLLER_KINDS),
    scenario: fc.nat(),
    tokenSeconds: fc.integer({ min: 300, max: 3600 }),
    lives: fc.integer({ min: 3, max: 6 }),
    offsetMs: fc.integer({ min: -48 * HOUR_MS, max: 48 * HOUR_MS }),
    driftPpm: fc.integer({ min: -500, max: 500 }),
    steps: fc.array(fc.record({ ms: fc.integer({ min: -HOUR_MS, max: HOUR_MS }), at: fc.nat(100) }), {
      maxLength: 2,
    }),
  })
  .map(({ controller, scenario: index, steps, ...rest }) => {
    const offered = scenariosFor(controller, ['all'])
    const scenario = offered[index % offered.length]!
    return {
      ...rest,
      controller,
      scenario: scenario.name,
      // Set back while the machine sleeps, a wall clock hides from everybody how long that was.
      steps: steps.map(({ ms, at }) => ({ ms: scenario.suspend ? Math.abs(ms) : ms, at: at / 100 })),
    }
  })

describe('a client that is driven', { timeout: 120_000 }, () => {
  it('keeps its session in any scenario, whatever its clocks show, and leaves the same journal again', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async ({ controller, scenario, tokenSeconds, lives, ...clocks }) => {
        const given = settings({
          controller,
          scenario: scenarioNamed(scenario),
          tokenSeconds,
          durationSeconds: lives * tokenSeconds,
          clocks,
        })
        const first = await checkClient(createReferenceClient, given)
        expect(verdicts(first, 'fail')).toEqual([])
        expect(first.notJudged).toBeUndefined()
        const again = await checkClient(createReferenceClient, given)
        expect(linesOf(again)).toEqual(linesOf(first))
      }),
      { numRuns: 60 },
    )
  })

  it('is asked for calls in pairs, at regular times, until the end of its time', async () => {
    const { recording, end, elapsedMs, time } = await checkClient(createReferenceClient, settings())
    const made = recording.calls.filter(({ event }) => event === 'made')
    const instants = [...new Set(made.map(({ atMs }) => atMs))]
    const gaps = instants.slice(1).map((atMs, index) => atMs - instants[index]!)

    // The close follows upon the last answer.
    expect(gaps.slice(0, -1).filter((ms) => ms < 30_000 || ms > 31_000)).toEqual([])
    expect(made.filter(({ operation }) => operation === 'write')).toHaveLength(24)
    expect(made.at(-1)?.operation).toBe('close')
    expect(elapsedMs).toBeGreaterThanOrEqual(2 * HOUR_MS)
    expect(elapsedMs).toBeLessThan(2 * HOUR_MS + 32_000)
    expect(end).toEqual({ exitCode: 0, stopped: false })
    expect(time).toBe(
      'Virtual time, in which Midrun plays the program that uses the client; tokens live 10 min, the program is to work for 2 h.',
    )
  })

  it.each([
    {
      what: 'two refreshes at once',
      createClient: refreshesTwice,
      given: {},
      failed: ['renewal.single-flight'],
    },
    {
      what: 'a monotonic clock that stood still in a sleep',
      createClient: trustsMonotonicClock,
      given: { scenario: scenarioNamed('idle-gap') },
      failed: ['session.no-expired-token', 'renewal.before-expiry', 'clock.suspend'],
    },
    {
      what: 'a wall clock that was set back',
      createClient: trustsWallClock,
      given: { clocks: { ...TRUE_CLOCKS, steps: [{ ms: -20 * 60_000, at: 0.5 }] } },
      failed: ['session.no-expired-token', 'renewal.before-expiry', 'clock.wall-step'],
    },
  ])('is told of $what, and of nothing else', async ({ createClient, given, failed }) => {
    expect(verdicts(await checkClient(createClient, settings(given)), 'fail')).toEqual(failed)
  })

  it('is refused what a reader may not change, and fails where it logs in for that', async () => {
    const scenario = scenarioNamed('rbac-denied')
    for (const controller of CONTROLLER_KINDS) {
      const kept = await checkClient(createReferenceClient, settings({ controller, scenario }))
      expect(verdicts(kept, 'fail')).toEqual([])
      expect(verdicts(kept, 'pass')).toContain('requests.permission-is-not-expiry')
    }
    const lost = await checkClient(logsInWhenDenied, settings({ scenario }))
    expect(verdicts(lost, 'fail')).toEqual(['requests.permission-is-not-expiry'])
  })

  it('fails when a call waits for nothing at all, and says which', async () => {
    let calls = 0
    const result = await checkClient(async (environment) => {
      const client = await createReferenceClient(environment)
      return clientOf((call) => (++calls < 4 ? client.request(call) : new Promise(() => {})))()
    }, settings())

    expect(verdicts(result, 'fail')).toEqual(['caller.program-ended-well'])
    expect(result.end).toEqual({ exitCode: 1, stopped: false })
    expect(result.time).toContain(
      'It hung: call 4 (read) waited for something that is neither a request nor a timer.',
    )
  })

  it('fails when it sends requests without end', async () => {
    const result = await checkClient((environment) => {
      const { dispatcher, url: origin } = environment
      const flood = (): void => {
        const again = { onHeaders: () => true, onData: () => true, onComplete: flood, onError: () => {} }
        dispatcher.dispatch({ origin, path: '/api/aaaListDomains.json', method: 'GET' }, again)
      }
      return clientOf(() => new Promise(flood))()
    }, settings())

    expect(verdicts(result, 'fail')).toEqual(['caller.program-ended-well'])
    expect(result.time).toContain('It was cut short: call 1 (read) sent requests without end.')
  })

  it('is not judged when it sends nothing, or cannot be worked with', async () => {
    const silent = await checkClient(
      clientOf(async () => ({ status: 200, body: '' })),
      settings(),
    )
    expect([silent.notJudged, silent.results]).toEqual(['The client sent no request.', []])

    const broken = await checkClient(
      clientOf(async () => {
        throw new UnusableClientError('it fell over')
      }),
      settings(),
    )
    expect([broken.notJudged, broken.results]).toEqual([
      'Nothing can be said of the client: it fell over.',
      [],
    ])
  })

  it('is judged by what was seen of it when somebody stops the check', async () => {
    const stop = new AbortController()
    const seen: CheckProgress[] = []
    const result = await checkClient(
      createReferenceClient,
      settings({
        signal: stop.signal,
        onProgress: (progress) => {
          seen.push(progress)
          stop.abort()
        },
      }),
    )
    expect(seen).toEqual([{ elapsedMs: 0, requests: 0, sessions: [] }])
    expect(result.end.stopped).toBe(true)
    expect(result.elapsedMs).toBeLessThan(1000)
    expect(verdicts(result, 'pass')).toContain('session.token-carried')
  })
})

describe.skipIf(spawnSync('python3', ['--version']).error !== undefined)(
  'a driver that is checked',
  { timeout: 120_000 },
  () => {
    let driver: Driver
    beforeAll(async () => {
      driver = await careful()
    })
    afterAll(() => driver.close())

    it.each(
      CONTROLLER_KINDS.flatMap((controller) =>
        scenariosFor(controller, ['all']).map((scenario) => ({ controller, name: scenario.name, scenario })),
      ),
    )('conforms where it is careful: $controller, $name', async ({ controller, scenario }) => {
      const result = await checkClient(driver.createClient, settings({ controller, scenario }))
      expect(result.notJudged).toBeUndefined()
      expect(verdicts(result, 'fail')).toEqual([])
      expect(verdicts(result, 'pass')).toContain('caller.program-ended-well')
    })

    it('fails where it never refreshes, by what its program sees and by nothing else', async () => {
      const careless = await startDriver(['python3', example('never_refreshes.py')])
      try {
        const result = await checkClient(careless.createClient, settings())
        expect(verdicts(result, 'fail')).toEqual(['session.no-expired-token', 'caller.refused-served'])
      } finally {
        await careless.close()
      }
    })

    it('leaves the same journal in another process, byte for byte', async () => {
      const clocks = { offsetMs: -HOUR_MS, driftPpm: 300, steps: [{ ms: 300_000, at: 0.5 }] }
      const situation = settings({ scenario: scenarioNamed('lost-reply'), durationSeconds: 86_400, clocks })
      const other = await careful()
      try {
        const first = await checkClient(driver.createClient, situation)
        const again = await checkClient(other.createClient, situation)
        expect(first.recording.exchanges.length).toBeGreaterThan(5000)
        expect(linesOf(again)).toEqual(linesOf(first))
      } finally {
        await other.close()
      }
    })
  },
)
