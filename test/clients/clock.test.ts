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
  /** A clock that a test moves by hand. */
  function handMoved() {
    const reading = { monotonicMs: 5, wallMs: 1_000_000 }
    const clock = { monotonicMs: () => reading.monotonicMs, wallMs: () => reading.wallMs } as ClientTime
    return { reading, elapsed: new ElapsedTime(clock) }
  }

  it('is the larger of what both readings say between two looks, and never goes back', () => {
    // Steps and suspends are far larger than the rounding of a clock.
    const apart = fc.integer({ min: -100, max: 100 }).map((tens) => tens * 10)
    const move = fc.record({ monotonic: fc.nat({ max: 1000 }), apart })
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        const { reading, elapsed } = handMoved()
        let expected = 0
        for (const { monotonic, apart } of moves) {
          reading.monotonicMs += monotonic
          reading.wallMs += monotonic + apart
          expected += Math.max(monotonic, monotonic + apart)
          expect(elapsed.nowMs()).toBe(expected)
          expect(elapsed.nowMs()).toBe(expected)
        }
      }),
    )
  })

  it('does not run ahead of a clock that is rounded, however often it is looked at', () => {
    const { reading, elapsed } = handMoved()
    for (let us = 0; us <= 1_000_000; us += 70) {
      reading.monotonicMs = 5 + us / 1000
      reading.wallMs = 1_000_000 + Math.floor(us / 1000)
      expect(Math.abs(elapsed.nowMs() - us / 1000)).toBeLessThan(6)
    }
  })

  it('misses no gain of the wall clock, however slowly it builds up', () => {
    const { reading, elapsed } = handMoved()
    for (let looks = 1; looks <= 1000; looks++) {
      reading.wallMs += 1
      expect(looks - elapsed.nowMs()).toBeLessThanOrEqual(5)
    }
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
