import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sleep } from '../../clients/index.js'
import { RequestBudget } from '../../clients/request-budget.js'
import { ClientClock, VirtualClock } from '../../simulator/clock/index.js'
import { clientTime } from './client-bench.js'

const WINDOW_MS = 60_000
/** Longest that a request of the property is under way before its client gives it up, in ms. */
const TIMEOUT_MS = 30_000

function budgetOf(perMinute: number) {
  const clock = new VirtualClock()
  return { clock, budget: new RequestBudget({ clock: clientTime(clock), perMinute, driftPpm: 0 }) }
}

/** Most instants that lie in any half-open stretch of one window. */
function mostInAWindow(instants: readonly number[]): number {
  const sorted = [...instants].sort((a, b) => a - b)
  let most = 0
  let first = 0
  for (const [index, instant] of sorted.entries()) {
    while (sorted[first]! <= instant - WINDOW_MS) first++
    most = Math.max(most, index - first + 1)
  }
  return most
}

describe('a request budget', () => {
  it.each([1, 0, -5, 2.5, Number.NaN])('cannot be %d', (perMinute) => {
    expect(() => budgetOf(perMinute)).toThrow('requestsPerMinute: expected a whole number of 2 or more')
  })

  it('lets pass what fits at once, and the next one when the first answer is a minute old', async () => {
    const { clock, budget } = budgetOf(2)
    const sentAtMs: number[] = []
    const send = () =>
      budget.run(async (sent) => {
        sent()
        sentAtMs.push(clock.monotonicMs())
        await sleep(clientTime(clock), 500)
      })
    await clock.until(Promise.all([send(), send(), send()]), 600_000)
    expect(sentAtMs, 'one place is the session’s').toEqual([0, 60_510, 121_020])
  })

  it('keeps places for the session, which goes first', async () => {
    const { clock, budget } = budgetOf(20)
    const order: string[] = []
    const send = (name: string, purpose: 'call' | 'session') =>
      budget.run(async (sent) => {
        sent()
        order.push(`${name} ${clock.monotonicMs()}`)
      }, purpose)
    const calls = Array.from({ length: 19 }, (_, index) => send(`call ${index}`, 'call'))
    const session = ['refresh', 'login', 'logout'].map((name) => send(name, 'session'))
    await clock.until(Promise.all([...calls, ...session]), 600_000)
    expect(order.slice(18)).toEqual(['refresh 0', 'login 0', 'logout 60010', 'call 18 60010'])
  })

  it('takes nothing for work that sent nothing', async () => {
    const { clock, budget } = budgetOf(2)
    for (let i = 0; i < 10; i++) {
      await budget.run(async () => {})
      await expect(budget.run(() => Promise.reject(new Error('no session')))).rejects.toThrow('no session')
    }
    expect(clock.monotonicMs()).toBe(0)
  })

  it('counts what was sent and failed', async () => {
    const { clock, budget } = budgetOf(2)
    const fail = budget.run(async (sent) => {
      sent()
      throw new Error('no answer')
    })
    await expect(fail).rejects.toThrow('no answer')
    await clock.until(
      budget.run(async () => {}),
      600_000,
    )
    expect(clock.monotonicMs()).toBe(60_010)
  })

  it('refuses calls once it is told to, those that wait too, and lets the session end itself', async () => {
    const { clock, budget } = budgetOf(2)
    await budget.run(async (sent) => sent())
    const waiting = budget.run(async () => 'sent')
    budget.refuseCalls(new Error('closed'))
    await expect(waiting).rejects.toThrow('closed')
    await expect(budget.run(async () => 'sent')).rejects.toThrow('closed')
    expect(await budget.run(async () => 'revoked', 'session')).toBe('revoked')
    expect(clock.monotonicMs()).toBe(0)
  })

  it('has no timer while nobody waits, so that it keeps no process alive', async () => {
    const running = new Set<object>()
    const clock = new VirtualClock()
    const budget = new RequestBudget({
      clock: {
        ...clientTime(clock),
        setTimer(delayMs, run) {
          const timer = clock.setTimer(delayMs, () => {
            running.delete(timer)
            run()
          })
          running.add(timer)
          return {
            cancel() {
              running.delete(timer)
              timer.cancel()
            },
          }
        },
      },
      perMinute: 2,
    })
    await budget.run(async (sent) => sent())
    expect(running.size).toBe(0)
    const waiting = budget.run(async (sent) => sent())
    await clock.settle()
    expect(running.size).toBe(1)
    await clock.until(waiting, 600_000)
    expect(running.size).toBe(0)
  })

  const request = fc.record({
    startMs: fc.nat({ max: 200_000 }),
    /** From the client to the controller, and from there back. */
    outMs: fc.nat({ max: TIMEOUT_MS }),
    backMs: fc.nat({ max: TIMEOUT_MS }),
    purpose: fc.constantFrom('call' as const, 'call' as const, 'session' as const),
  })

  it('never lets more arrive in any minute than it may, and lets each through in time', async () => {
    let waited = 0
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 12 }),
        fc.array(request, { maxLength: 60 }),
        fc.integer({ min: -500, max: 500 }),
        async (perMinute, requests, driftPpm) => {
          const clock = new VirtualClock()
          const own = new ClientClock(clock, { driftPpm })
          const budget = new RequestBudget({ clock: clientTime(own), perMinute })
          const arrivals: number[] = []
          const calls: number[] = []
          const all = requests.map(async ({ startMs, outMs, backMs, purpose }, index) => {
            await new Promise<void>((resolve) => clock.setTimer(startMs, resolve))
            await budget.run(async (sent) => {
              if (clock.monotonicMs() > startMs) waited++
              if (purpose === 'call') calls.push(index)
              sent()
              arrivals.push(clock.monotonicMs() + outMs)
              await sleep(clientTime(own), Math.min(outMs + backMs, TIMEOUT_MS))
            }, purpose)
          })
          // All places but the session's may be taken for a time-out and a window, again and again.
          const patienceMs = 200_000 + (requests.length + 1) * (TIMEOUT_MS + WINDOW_MS + 1000)
          await clock.until(Promise.all(all), patienceMs)
          expect(arrivals).toHaveLength(requests.length)
          expect(mostInAWindow(arrivals)).toBeLessThanOrEqual(perMinute)
          const inOrder = [...calls].sort((a, b) => requests[a]!.startMs - requests[b]!.startMs || a - b)
          expect(calls.map((index) => requests[index]!.startMs)).toEqual(
            inOrder.map((index) => requests[index]!.startMs),
          )
        },
      ),
      { seed: 20_260_801, numRuns: 150 },
    )
    expect(waited).toBeGreaterThan(100)
  })
})
