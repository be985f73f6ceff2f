import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type ClientTime, ElapsedTime, sleep, systemClock } from '../../clients/index.js'

describe('the system clock', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it.each([false, true])('runs a timer at its time (background: %s)', (background) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    let ran = 0
    systemClock.setTimer(100, () => ran++, background)
    systemClock.setTimer(50, () => ran++, background).cancel()
    vi.advanceTimersByTime(99)
    expect(ran).toBe(0)
    vi.advanceTimersByTime(1)
    expect(ran).toBe(1)
  })

  it('waits longer than a timer of the runtime can, and can be stopped halfway', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const month = 31 * 86_400_000
    const ran: string[] = []
    systemClock.setTimer(month, () => ran.push('kept'))
    const taken = systemClock.setTimer(month, () => ran.push('taken back'))
    vi.advanceTimersByTime(month - 1)
    expect(ran).toEqual([])
    taken.cancel()
    vi.advanceTimersByTime(1)
    expect(ran).toEqual(['kept'])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('reads the clocks of the machine', () => {
    expect(Math.abs(systemClock.wallMs() - Date.now())).toBeLessThan(1000)
    expect(systemClock.monotonicMs()).toBeLessThanOrEqual(performance.now())
  })
})

describe('elapsed time', () => {
  it('is the larger of what both readings say between two looks, and never goes back', () => {
    const move = fc.record({ monotonic: fc.nat({ max: 1000 }), wall: fc.integer({ min: -1000, max: 1000 }) })
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        let monotonicMs = 5
        let wallMs = 1_000_000
        const clock = { monotonicMs: () => monotonicMs, wallMs: () => wallMs } as ClientTime
        const elapsed = new ElapsedTime(clock)
        let expected = 0
        for (const { monotonic, wall } of moves) {
          monotonicMs += monotonic
          wallMs += wall
          expected += Math.max(monotonic, wall)
          expect(elapsed.nowMs()).toBe(expected)
          expect(elapsed.nowMs()).toBe(expected)
        }
      }),
    )
  })

  it('sleeps on the clock it is given', async () => {
    const delays: number[] = []
    const clock = {
      setTimer(delayMs: number, run: () => void) {
        delays.push(delayMs)
        run()
        return { cancel() {} }
      },
    } as unknown as ClientTime
    await sleep(clock, 123)
    expect(delays).toEqual([123])
  })
})
