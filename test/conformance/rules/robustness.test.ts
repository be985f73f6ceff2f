import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RULES } from '../../../conformance/rules/index.js'
import { recordingOf } from '../../../conformance/rules/recording.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { CONTROLLER_KINDS, type JournalEntry } from '../../../simulator/index.js'

const name = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const instant = maybe(fc.oneof(fc.nat(4_000_000), fc.constantFrom(-1, Number.MAX_SAFE_INTEGER)))
const cause = fc.constantFrom(
  ...['token-expired', 'idle', 'absolute', 'logout', 'superseded', 'terminated', 'restart', 'replaced'],
  ...['refresh-limit', 'missing', 'unknown', 'bad-signature', 'a later one'],
)
const named = { session: maybe(name), token: maybe(name) }
const fields = fc.constantFrom(
  ...['authorization', 'cookie', 'x-auth-access-token', 'x-auth-refresh-token', 'retry-after', 'Retry-After'],
)
const value = fc.oneof(
  fc.constantFrom('Basic [masked]', 'APIC-cookie=#01234567', '5', 'soon', 'Wed, 21 Oct 2026 07:28:00 GMT'),
  fc.string(),
)
const body = fc.oneof(fc.string(), fc.constant('"maximumLifetimeSeconds":"600","refreshTimeoutSeconds":"60"'))

const auth = fc.oneof(
  fc.record({ outcome: fc.constant('public') }),
  fc.record({
    outcome: fc.constant('accepted'),
    how: fc.constantFrom('token', 'signature'),
    user: name,
    ...named,
  }),
  fc.record({ outcome: fc.constant('logged-in'), user: name, session: name }),
  fc.record({ outcome: fc.constant('refused'), cause, ...named }),
  fc.record({ outcome: fc.constant('forbidden'), user: name, ...named }),
  fc.record({ outcome: fc.constant('bad-credentials'), user: maybe(name), cause: fc.constant('password') }),
  fc.record({ outcome: fc.constant('throttled'), limit: fc.constantFrom('parallel', 'login-rate', 'other') }),
)

const entry = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('exchange'),
      purpose: fc.constantFrom('login', 'refresh', 'logout', 'call'),
      request: fc.record({
        method: fc.constantFrom('GET', 'POST', 'PUT'),
        target: fc.oneof(fc.constantFrom('/a', '/b?token=#01234567'), fc.string()),
        headers: fc.dictionary(fields, value),
        body,
      }),
      auth,
      response: fc.record({
        status: fc.constantFrom(200, 204, 401, 403, 429, 503),
        reason: fc.string(),
        headers: fc.array(fc.tuple(fields, value)),
        body,
      }),
      processingMs: fc.nat(1000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('session'),
      event: fc.constantFrom('born', 'refreshed', 'ended'),
      session: name,
      user: name,
      token: maybe(name),
      tokenEndsMs: instant,
      cause: maybe(cause),
      endedMs: instant,
    }),
  },
  fc.record({
    kind: fc.constant('clock'),
    event: fc.constantFrom('advance', 'freeze', 'run', 'step-wall'),
    byMs: instant,
    rate: maybe(fc.constantFrom(0, 0.5, 60)),
  }),
  fc.record({
    kind: fc.constant('fault'),
    event: fc.constantFrom('armed', 'fired', 'disarmed'),
    fault: name,
    type: fc.constantFrom('drop-reply', 'reset', 'latency', 'other'),
    request: maybe(
      fc.record({
        method: fc.constant('GET'),
        target: fc.constant('/a'),
        purpose: maybe(fc.constantFrom('login', 'refresh', 'call', 'other')),
        body: maybe(fc.constantFrom('', '{}')),
      }),
    ),
    reply: maybe(
      fc.record({
        became: fc.constantFrom('replaced', 'lost', 'cut', 'late', 'other'),
        status: maybe(fc.constantFrom(429, 500, 503)),
        retryAfterSeconds: maybe(fc.constantFrom(0, 2)),
        carriedOut: maybe(fc.boolean()),
      }),
    ),
  }),
  fc.record({ kind: fc.constant('controller'), event: fc.constantFrom('restart', 'reset') }),
  fc.record({
    kind: fc.constant('subscription'),
    event: fc.constantFrom('opened', 'closed', 'subscribed', 'refreshed', 'expired', 'sent'),
    session: name,
    subscriptions: maybe(fc.array(name)),
    cause: maybe(fc.constantFrom('session-ended', 'client', 'restart')),
  }),
  fc.record({
    kind: fc.constant('call'),
    call: fc.nat(3),
    event: fc.constantFrom('made', 'answered', 'failed'),
    operation: name,
    status: maybe(fc.constantFrom(200, 401)),
    error: maybe(fc.string()),
  }),
)

/** Journals whose form is right and whose story need not be: any entries, in the order of their instants. */
const arbitraryJournal: fc.Arbitrary<JournalEntry[]> = fc
  .array(fc.tuple(entry, fc.nat(60_000)), { maxLength: 60 })
  .map((steps) => {
    let atMs = 0
    return steps.map(([made, laterMs], seq) => {
      atMs += laterMs
      return { seq, atMs, wallMs: 1_767_000_000_000 + atMs, ...made } as JournalEntry
    })
  })

const circumstances = fc.record(
  {
    clockOffsetMs: fc.constantFrom(0, 5000),
    clockDriftPpm: fc.constantFrom(0, 500),
    clockStepMs: fc.constantFrom(0, 5000),
    suspendedMs: fc.constantFrom(0, 5000),
    exitCode: fc.constantFrom(0, 1),
    stopped: fc.boolean(),
    captured: fc.constantFrom('journal' as const, 'har' as const),
  },
  { requiredKeys: [] },
)

describe.each(CONTROLLER_KINDS)('on any journal of %s', (controller) => {
  it('no rule fails by itself, changes what it reads, or says one thing today and another tomorrow', () => {
    fc.assert(
      fc.property(arbitraryJournal, circumstances, (entries, about) => {
        const before = JSON.stringify(entries)
        const judge = () => judgeRecording(recordingOf(controller, entries, about), RULES)
        const results = judge()

        expect(results.filter(({ verdict }) => verdict === 'error').map(({ note }) => note)).toEqual([])
        expect(judge()).toEqual(results)
        expect(JSON.stringify(entries)).toBe(before)
        for (const { findings } of results) {
          for (const { evidence, atMs } of findings) {
            expect(Number.isFinite(atMs)).toBe(true)
            expect(evidence).toEqual(evidence.toSorted((one, other) => one - other))
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})

it('judges a long journal in time that grows with it', () => {
  const [seed] = fc.sample(arbitraryJournal, { numRuns: 40, seed: 3 }).filter(({ length }) => length > 40)
  const long = (times: number) =>
    Array.from({ length: times }, () => seed!)
      .flat()
      .map((each, seq): JournalEntry => ({ ...each, seq, atMs: seq * 10 }))
  const durationOf = (entries: JournalEntry[]) => {
    const startedMs = performance.now()
    judgeRecording(recordingOf('fmc', entries), RULES)
    return performance.now() - startedMs
  }
  durationOf(long(200))
  const short = Math.min(...[1, 2, 3].map(() => durationOf(long(200))))

  // Ten times as long, with room for noise: in quadratic time it would take a hundred times as long.
  expect(durationOf(long(2000))).toBeLessThan(Math.max(short, 20) * 50)
})
