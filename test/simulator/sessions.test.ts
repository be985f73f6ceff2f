import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../simulator/clock/index.js'
import type { EndCause, SessionEntry } from '../../simulator/journal/index.js'
import { Journal } from '../../simulator/journal/index.js'
import { RandomStream } from '../../simulator/random.js'
import { type Session, type SessionRules, SessionTable } from '../../simulator/sessions.js'

const IDLE_MS = 100
const ABSOLUTE_MS = 260
const LIFETIME_MS = 150

/** A token that runs out, an idle time-out and a maximum lifetime, all at once. */
const RULES: SessionRules = {
  deadlines: ({ token, lastUsedMs, bornMs }) => ({
    token: token.endsMs,
    idle: lastUsedMs + IDLE_MS,
    absolute: bornMs + ABSOLUTE_MS,
  }),
  end: ({ token, lastUsedMs, bornMs }) => firstEnd(token.endsMs, lastUsedMs, bornMs),
  refreshesLeft: ({ refreshes }) => 3 - refreshes,
}

function firstEnd(
  tokenEndsMs: number,
  lastUsedMs: number,
  bornMs: number,
): { atMs: number; cause: EndCause } {
  const ends: { atMs: number; cause: EndCause }[] = [
    { atMs: tokenEndsMs, cause: 'token-expired' },
    { atMs: lastUsedMs + IDLE_MS, cause: 'idle' },
    { atMs: bornMs + ABSOLUTE_MS, cause: 'absolute' },
  ]
  return ends.toSorted((a, b) => a.atMs - b.atMs)[0]!
}

function setUp(rules = RULES) {
  const clock = new VirtualClock()
  const journal = new Journal(clock)
  const context = {
    clock,
    journal,
    random: (name: string) => new RandomStream(1, name),
    signWebToken: () => '',
  }
  const table = new SessionTable(context, 'test', rules)
  const entries = () => journal.entries as unknown as SessionEntry[]
  const ends = () =>
    entries()
      .filter(({ event }) => event === 'ended')
      .map(({ session, cause, endedMs, atMs }) => ({ session, cause, endedMs, atMs }))
  return { clock, journal, table, entries, ends }
}

/** What the table should know of a session, kept in the plainest way. */
interface Expected {
  session: Session
  user: string
  bornMs: number
  lastUsedMs: number
  refreshes: number
  tokens: { value: string; endsMs: number }[]
  ended?: { atMs: number; cause: EndCause }
}

const which = fc.nat({ max: 30 })
const command = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('open' as const), user: fc.constantFrom('ann', 'bob') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('refresh' as const),
      which,
      graceMs: fc.constantFrom(0, 20, Number.POSITIVE_INFINITY),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('touch' as const), which }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which,
      cause: fc.constantFrom('logout' as const, 'terminated' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('end-all' as const), user: fc.constantFrom('ann', undefined) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      ms: fc.constantFrom(0, 1, 19, 20, 49, 50, 60, 99, 100),
    }),
  },
)

describe('a session table', () => {
  it('does what a plain model of sessions does, and tells the true cause of each refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40, size: 'max' }), async (commands) => {
        const { clock, table, ends } = setUp()
        const model: Expected[] = []
        let tokens = 0
        const nowMs = () => clock.monotonicMs()
        const expire = () => {
          for (const expected of model) {
            if (expected.ended !== undefined) continue
            const { tokens, lastUsedMs, bornMs } = expected
            const end = firstEnd(tokens.at(-1)!.endsMs, lastUsedMs, bornMs)
            if (nowMs() >= end.atMs) expected.ended = end
          }
        }
        const finish = (expected: Expected, cause: EndCause) => {
          expected.ended ??= { atMs: nowMs(), cause }
        }
        for (const step of commands) {
          expire()
          const live = model.filter(({ ended }) => ended === undefined)
          const chosen = 'which' in step ? live[step.which % Math.max(1, live.length)] : undefined
          if (step.kind === 'open') {
            const value = `token-${tokens++}`
            const session = table.open(step.user, value, LIFETIME_MS)
            const atMs = nowMs()
            model.push({
              session,
              user: step.user,
              bornMs: atMs,
              lastUsedMs: atMs,
              refreshes: 0,
              tokens: [{ value, endsMs: atMs + LIFETIME_MS }],
            })
          } else if (step.kind === 'refresh' && chosen !== undefined) {
            const value = `token-${tokens++}`
            table.refresh(chosen.session, value, LIFETIME_MS, step.graceMs)
            const old = chosen.tokens.at(-1)!
            old.endsMs = Math.min(old.endsMs, nowMs() + step.graceMs)
            chosen.tokens.push({ value, endsMs: nowMs() + LIFETIME_MS })
            chosen.lastUsedMs = nowMs()
            chosen.refreshes++
          } else if (step.kind === 'touch' && chosen !== undefined) {
            table.touch(chosen.session)
            chosen.lastUsedMs = nowMs()
          } else if (step.kind === 'end' && chosen !== undefined) {
            table.end(chosen.session, step.cause)
            finish(chosen, step.cause)
          } else if (step.kind === 'end-all') {
            table.endAll('restart', step.user)
            for (const expected of live) {
              if (step.user === undefined || expected.user === step.user) finish(expected, 'restart')
            }
          } else if (step.kind === 'time') {
            await clock.advance(step.ms)
            expire()
          }
          for (const { session, tokens, ended } of model) {
            for (const [index, { value, endsMs }] of tokens.entries()) {
              const judgement = table.judge(value)
              const cause =
                ended?.cause ??
                (nowMs() < endsMs ? undefined : index === tokens.length - 1 ? 'token-expired' : 'replaced')
              expect(judgement.ok ? undefined : judgement.cause).toBe(cause)
              expect(judgement.session).toBe(session)
            }
          }
          const stillLive = model.filter(({ ended }) => ended === undefined)
          expect(table.size).toBe(stillLive.length)
          for (const user of ['ann', 'bob']) {
            const sessions = stillLive.filter((expected) => expected.user === user)
            expect(table.ofUser(user)).toEqual(sessions.map(({ session }) => session))
          }
        }
        const views = table.views()
        expect(views).toHaveLength(model.length)
        for (const { session, user, bornMs, lastUsedMs, refreshes, tokens, ended } of model) {
          expect(views.find(({ id }) => id === session.id)).toEqual({
            id: session.id,
            user,
            state: ended === undefined ? 'live' : 'ended',
            bornMs,
            lastUsedMs,
            refreshes,
            refreshesLeft: 3 - refreshes,
            deadlines: {
              token: tokens.at(-1)!.endsMs,
              idle: lastUsedMs + IDLE_MS,
              absolute: bornMs + ABSOLUTE_MS,
            },
            ...(ended === undefined ? {} : { ended }),
          })
          expect(table.find(session.id)).toBe(ended === undefined ? session : undefined)
          const written = ends().filter((end) => end.session === session.id)
          expect(written.map(({ cause, endedMs }) => ({ cause, atMs: endedMs }))).toEqual(
            ended === undefined ? [] : [ended],
          )
        }
        for (const { endedMs, atMs } of ends()) expect(atMs, 'written when it happens').toBe(endedMs)
      }),
      { numRuns: 150 },
    )
  })

  it('tells a missing token from an unknown one', () => {
    const { table } = setUp()
    table.open('ann', 'known', LIFETIME_MS)
    expect(table.judge(undefined)).toEqual({ ok: false, cause: 'missing' })
    expect(table.judge('other')).toEqual({ ok: false, cause: 'unknown' })
    expect(table.judge('known').ok).toBe(true)
  })

  it('ends a session at its own instant, and reports the timer that did, not those that were put off', async () => {
    const { clock, table, ends } = setUp()
    const session = table.open('ann', 'a', 10_000)
    await clock.advance(60)
    table.touch(session)
    const { fired } = await clock.advance(1000)
    expect(fired).toEqual([{ atMs: 160, label: 'session:test-1:idle' }])
    expect(ends()).toEqual([{ session: 'test-1', cause: 'idle', endedMs: 160, atMs: 160 }])
  })

  it('leaves no timer behind for a session that was ended', async () => {
    const { clock, table } = setUp()
    table.end(table.open('ann', 'a', LIFETIME_MS), 'logout')
    table.open('bob', 'b', LIFETIME_MS)
    table.clear()
    expect((await clock.advance(1000)).fired).toEqual([])
  })

  it('writes births, refreshes and ends without the tokens', () => {
    const { table, entries, journal } = setUp()
    const session = table.open('ann', 'first-secret', LIFETIME_MS)
    table.refresh(session, 'second-secret', LIFETIME_MS, 0)
    table.end(session, 'logout')
    const { redaction } = journal
    expect(entries()).toMatchObject([
      {
        event: 'born',
        session: 'test-1',
        user: 'ann',
        token: redaction.fingerprint('first-secret'),
        tokenEndsMs: 150,
      },
      { event: 'refreshed', token: redaction.fingerprint('second-secret'), tokenEndsMs: 150 },
      { event: 'ended', cause: 'logout', endedMs: 0 },
    ])
    expect(journal.toLines()).not.toContain('secret')
  })

  it('forgets everything when it is cleared, but never gives an id twice', () => {
    const { table } = setUp()
    table.open('ann', 'a', LIFETIME_MS)
    table.end(table.open('ann', 'b', LIFETIME_MS), 'logout')
    table.clear()
    expect([table.size, table.views(), table.ofUser('ann')]).toEqual([0, [], []])
    expect(table.judge('a')).toEqual({ ok: false, cause: 'unknown' })
    expect(table.open('ann', 'c', LIFETIME_MS).id).toBe('test-3')
  })

  it('remembers 2000 ended sessions at least, and not all of them for ever', () => {
    const { table } = setUp()
    const COUNT = 9000
    for (let i = 0; i < COUNT; i++) {
      const session = table.open('ann', `token-${i}`, LIFETIME_MS)
      if (i % 3 === 0) table.refresh(session, `newer-${i}`, LIFETIME_MS, 0)
      table.end(session, 'logout')
    }
    const views = table.views()
    expect(views.length).toBeGreaterThanOrEqual(2000)
    expect(views.length).toBeLessThan(4000)
    expect(views.at(-1)!.id).toBe(`test-${COUNT}`)
    for (let i = COUNT - 2000; i < COUNT; i++) {
      expect(table.judge(`token-${i}`)).toMatchObject({ ok: false, cause: 'logout' })
    }
    expect(table.judge('token-0')).toEqual({ ok: false, cause: 'unknown' })
    expect(table.judge('newer-0')).toEqual({ ok: false, cause: 'unknown' })
    table.open('bob', 'still good', LIFETIME_MS)
    expect(table.judge('still good').ok).toBe(true)
  })
})
