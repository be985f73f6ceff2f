import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SessionKeeper } from '../../clients/index.js'
import { ModelController } from './model-controller.js'

const share = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, 1),
  fc.constantFrom(0, 1),
)

/** How much is left of a token, in margins of the keeper, at the edges of what it decides. */
const edge = fc.oneof(
  fc.constantFrom(1.0001, 1, 0.9999, 0.75, 0.5001, 0.5, 0.4999, 0),
  fc.double({ min: -0.5, max: 1.5, noNaN: true }),
)

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('call' as const), out: share, back: share }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), lifetimes: share }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), lifetimes: fc.constantFrom(1, 5) }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('wait-for-edge' as const), edge }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('step-wall' as const),
      ms: fc.integer({ min: -9e6, max: 9e6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep' as const), lifetimes: share }) },
)

const situation = fc
  .record({
    requestTimeoutMs: fc.constantFrom(1000, 5000, 30_000),
    /** Lifetime of a token as a multiple of the least one that allows the promise. */
    ampleness: fc.oneof(fc.double({ min: 1, max: 20, noNaN: true }), fc.constant(5000)),
    renewals: fc.constantFrom(0, 1, 3, Number.POSITIVE_INFINITY),
    sessions: fc.constantFrom(1, 1.5, 4, Number.POSITIVE_INFINITY),
    driftPpm: fc.oneof(fc.integer({ min: -500, max: 500 }), fc.constantFrom(-500, 500)),
    keepAlive: fc.boolean(),
    /** How old a session is that the keeper takes over at the start, in lifetimes of its token; none for undefined. */
    resumedAt: fc.option(fc.oneof(share, fc.constant(1.2)), { nil: undefined }),
  })
  .map(({ requestTimeoutMs, ampleness, sessions, ...rest }) => {
    const lifetimeMs = Math.ceil((4 * requestTimeoutMs + 4000) * ampleness)
    return { requestTimeoutMs, lifetimeMs, sessionMs: Math.ceil(lifetimeMs * sessions), ...rest }
  })

describe('a session keeper', () => {
  it('never lets a token be presented that is not good, whatever happens to time', async () => {
    await fc.assert(
      fc.asyncProperty(situation, fc.array(step, { maxLength: 40, size: 'max' }), async (given, steps) => {
        const { requestTimeoutMs, lifetimeMs, sessionMs, renewals, driftPpm, keepAlive, resumedAt } = given
        const controller = new ModelController({ lifetimeMs, sessionMs, renewals }, { driftPpm })
        const { clock, client } = controller
        const keeper = new SessionKeeper(controller, { clock: client, requestTimeoutMs, keepAlive })
        if (resumedAt !== undefined) {
          const grant = await clock.until(controller.login(), 1000)
          await clock.advance(Math.round(resumedAt * lifetimeMs))
          keeper.resume(grant, clock.monotonicMs())
        }
        let open = 0
        let refused = 0
        const tripOf = (out: number, back: number) => {
          const outMs = out * requestTimeoutMs
          return { outMs, backMs: back * (requestTimeoutMs - outMs) }
        }
        const call = async (out: number, back: number) => {
          open++
          const lease = await keeper.acquire()
          if (!(await controller.call(lease.token, tripOf(out, back)))) refused++
          keeper.release(lease)
          open--
        }
        for (const doing of steps) {
          if (doing.kind === 'call') {
            controller.trip = tripOf(doing.back, doing.out)
            void call(doing.out, doing.back)
          } else if (doing.kind === 'wait') await clock.advance(Math.round(doing.lifetimes * lifetimeMs))
          else if (doing.kind === 'wait-for-edge') {
            const leftMs = doing.edge * (2 * requestTimeoutMs + 1000)
            await clock.advance(Math.max(0, Math.round(keeper.snapshot().leftMs - leftMs)))
          } else {
            // Two moves that hide each other could only be seen by looking in between.
            keeper.snapshot()
            if (doing.kind === 'step-wall') client.stepWall(doing.ms)
            else if (open === 0) {
              client.suspend()
              await clock.advance(Math.round(doing.lifetimes * lifetimeMs))
              client.resume()
            }
            keeper.snapshot()
          }
        }
        const last = call(0.5, 0.5)
        await clock.advance(20 * requestTimeoutMs)
        await last
        expect({ refused, open, wrongs: controller.wrongs }).toEqual({ refused: 0, open: 0, wrongs: [] })
      }),
      { numRuns: 300 },
    )
  })
})
