import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RefusalCause } from '../../../simulator/journal/entries.js'
import { ApstraBench } from './apstra-bench.js'

const TTL_SECONDS = 20

/** What is known about one token: who holds it, when it runs out, and what else ended it. */
interface Known {
  token: string
  user: string
  endsMs: number
  ended?: RefusalCause
}

/** The rules of tokens in a few lines, as a reference for the controller. */
class Model {
  readonly #scope: 'user' | 'token'
  readonly known: Known[] = []

  constructor(scope: 'user' | 'token') {
    this.#scope = scope
  }

  verdict({ endsMs, ended }: Known, nowMs: number): RefusalCause | 'ok' {
    return ended ?? (nowMs >= endsMs ? 'token-expired' : 'ok')
  }

  end(one: Known, cause: RefusalCause, nowMs: number): void {
    const sisters = this.#scope === 'user' ? this.known.filter(({ user }) => user === one.user) : [one]
    for (const sister of sisters) if (this.verdict(sister, nowMs) === 'ok') sister.ended = cause
  }
}

const index = fc.nat({ max: 9 })
const step = fc.oneof(
  // Just before, at and just after the lifetime, and small moves that add up to it.
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.oneof(fc.constantFrom(1, 500, 9999, 10_000, 19_999, 20_000, 20_001), fc.nat({ max: 8000 })),
  }),
  fc.record({ kind: fc.constant('step-wall' as const), ms: fc.integer({ min: -90_000, max: 90_000 }) }),
  fc.record({ kind: fc.constant('login' as const), user: fc.constantFrom('admin', 'operator') }),
  fc.record({ kind: fc.constantFrom('logout' as const, 'terminate' as const, 'request' as const), index }),
)

describe('any sequence of waits, logins, logouts, terminations and requests', () => {
  it.each(['user', 'token'] as const)('is judged as the reference says, under scope %s', async (scope) => {
    const reached = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const bench = new ApstraBench({ logoutScope: scope, tokenTtlSeconds: TTL_SECONDS })
        const model = new Model(scope)
        for (const one of steps) {
          const nowMs = bench.clock.monotonicMs()
          if (one.kind === 'wait') await bench.clock.advance(one.ms)
          else if (one.kind === 'step-wall') bench.clock.stepWall(one.ms)
          else if (one.kind === 'login') {
            const { token } = bench.login(one.user)
            const fractionMs = bench.clock.wallMs() % 1000
            model.known.push({ token, user: one.user, endsMs: nowMs + TTL_SECONDS * 1000 - fractionMs })
          } else {
            const known = model.known[one.index % Math.max(1, model.known.length)]
            if (known === undefined) continue
            const verdict = model.verdict(known, nowMs)
            reached.add(`${one.kind} ${verdict}`)
            if (one.kind === 'terminate') {
              const id = `apstra-${model.known.indexOf(known) + 1}`
              expect(bench.controller.terminate(id)).toBe(verdict === 'ok')
            } else {
              const [method, target] =
                one.kind === 'logout' ? ['POST', '/api/aaa/logout'] : ['GET', '/api/features']
              expect(bench.send(method!, target!, { token: known.token }).status).toBe(
                verdict === 'ok' ? 200 : 401,
              )
              const expected =
                verdict === 'ok' ? { outcome: 'accepted' } : { outcome: 'refused', cause: verdict }
              expect(bench.lastAuth).toMatchObject(expected)
            }
            if (one.kind !== 'request' && verdict === 'ok') {
              model.end(known, one.kind === 'logout' ? 'logout' : 'terminated', nowMs)
            }
          }
          const atMs = bench.clock.monotonicMs()
          expect(bench.controller.sessions().filter(({ state }) => state === 'live')).toHaveLength(
            model.known.filter((known) => model.verdict(known, atMs) === 'ok').length,
          )
        }
      }),
      { numRuns: 150, seed: 7 },
    )
    expect([...reached].sort()).toEqual(
      ['logout', 'request', 'terminate'].flatMap((kind) =>
        ['logout', 'ok', 'terminated', 'token-expired'].map((verdict) => `${kind} ${verdict}`),
      ),
    )
  })
})
