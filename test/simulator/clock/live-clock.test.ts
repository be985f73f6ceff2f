import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LiveClock } from '../../../simulator/clock/index.js'

describe('a live clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'], now: 5_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('follows real time at its rate', () => {
    const clock = new LiveClock({ rate: 60 })
    const ran: number[] = []
    clock.setTimer(60_000, () => {
      ran.push(clock.monotonicMs())
    })
    vi.advanceTimersByTime(999)
    expect([ran, clock.monotonicMs()]).toEqual([[], 59_940])
    vi.advanceTimersByTime(1)
    expect([ran, clock.wallMs()]).toEqual([[60_000], 65_000])
  })

  it('takes the real time of day unless another is given', () => {
    expect(new LiveClock().wallMs()).toBe(5_000)
    expect(new LiveClock({ wallStartMs: 77 }).wallMs()).toBe(77)
  })

  it('stands still while it is frozen, timers included, and goes on at a new rate', () => {
    const clock = new LiveClock()
    const ran: number[] = []
    clock.setTimer(1000, () => {
      ran.push(clock.monotonicMs())
    })
    vi.advanceTimersByTime(400)
    clock.freeze()
    expect(clock.rate).toBe(0)
    vi.advanceTimersByTime(100_000)
    expect([ran, clock.monotonicMs(), clock.wallMs()]).toEqual([[], 400, 5_400])
    clock.run(2)
    vi.advanceTimersByTime(299)
    expect([ran, clock.monotonicMs()]).toEqual([[], 998])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual([1000])
  })

  it('moved by hand, frozen too, it runs due timers each at its own instant', async () => {
    const clock = new LiveClock()
    clock.freeze()
    const ran: number[] = []
    const note = () => {
      ran.push(clock.monotonicMs())
    }
    clock.setTimer(2000, note, 'second')
    clock.setTimer(1000, () => {
      note()
      clock.setTimer(500, note)
    })
    clock.setTimer(1700, () => 'put-off', 'put off')
    const move = await clock.advance(3000)
    expect(ran).toEqual([1000, 1500, 2000])
    expect(move).toEqual({
      fromMs: 0,
      toMs: 3000,
      fired: [{ atMs: 2000, label: 'second' }],
      settled: true,
    })
    expect(clock.monotonicMs()).toBe(3000)
  })

  it('does one move after the other', async () => {
    const clock = new LiveClock()
    clock.freeze()
    clock.setTimer(5, () => {})
    const [first, second] = await Promise.all([clock.advance(10), clock.advance(20)])
    expect([first.toMs, second.fromMs, second.toMs]).toEqual([10, 10, 30])
  })

  it('goes on with its timers after a move', async () => {
    const clock = new LiveClock()
    const ran: number[] = []
    clock.setTimer(1500, () => {
      ran.push(clock.monotonicMs())
    })
    await clock.advance(1000)
    vi.advanceTimersByTime(499)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual([1500])
  })

  it('moved while it runs, it loses no time: moves and real time add up, fractions too', async () => {
    const clock = new LiveClock({ rate: 0.5 })
    for (let move = 0; move < 100; move++) {
      vi.advanceTimersByTime(1)
      await clock.advance(0.25)
    }
    expect(clock.monotonicMs()).toBe(75)
    const slow = new LiveClock()
    slow.setTimer(10, () => {
      vi.advanceTimersByTime(7)
    })
    await slow.advance(20)
    expect(slow.monotonicMs()).toBe(27)
  })

  it('tells how long its first timer still waits', () => {
    const clock = new LiveClock({ rate: 0.5 })
    expect(clock.msToNextTimer).toBeUndefined()
    clock.setTimer(20, () => {})
    const first = clock.setTimer(10, () => {})
    vi.advanceTimersByTime(3)
    expect(clock.msToNextTimer).toBe(8.5)
    first.cancel()
    expect(clock.msToNextTimer).toBe(18.5)
  })

  it('waits longer than a timer of the runtime can', () => {
    const clock = new LiveClock()
    const ran: number[] = []
    const month = 31 * 86_400_000
    clock.setTimer(month, () => {
      ran.push(clock.monotonicMs())
    })
    vi.advanceTimersByTime(month - 1)
    expect(ran).toEqual([])
    vi.advanceTimersByTime(1)
    expect(ran).toEqual([month])
  })

  it('steps its wall reading without a timer noticing', () => {
    const clock = new LiveClock()
    let ran = false
    clock.setTimer(100, () => {
      ran = true
    })
    clock.stepWall(3_600_000)
    vi.advanceTimersByTime(99)
    expect([ran, clock.wallMs()]).toEqual([false, 3_605_099])
    vi.advanceTimersByTime(1)
    expect(ran).toBe(true)
  })

  it('runs nothing of itself once it is stopped', () => {
    const clock = new LiveClock()
    let ran = false
    clock.setTimer(100, () => {
      ran = true
    })
    clock.stop()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(200)
    expect(ran).toBe(false)
  })

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a rate of %d', (rate) => {
    expect(() => new LiveClock({ rate })).toThrow(RangeError)
    expect(() => new LiveClock().run(rate)).toThrow(RangeError)
  })

  it('refuses to move back', () => {
    expect(() => new LiveClock().advance(-1)).toThrow('a clock moves forward only: got -1 ms')
  })
})
