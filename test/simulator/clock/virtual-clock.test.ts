import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClockStalledError, DEFAULT_WALL_START_MS, VirtualClock } from '../../../simulator/clock/index.js'

describe('a virtual clock', () => {
  it('starts at 0 on a wall time that can be chosen', () => {
    expect(new VirtualClock().monotonicMs()).toBe(0)
    expect(new VirtualClock().wallMs()).toBe(DEFAULT_WALL_START_MS)
    expect(new VirtualClock({ wallStartMs: 5 }).wallMs()).toBe(5)
  })

  it('runs each timer once, in due order, at its own instant, never early, whatever the moves', async () => {
    const delays = fc.array(fc.double({ min: -5, max: 100, noNaN: true }), { maxLength: 30 })
    const moves = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(delays, moves, async (delaysMs, movesMs) => {
        const clock = new VirtualClock()
        const ran: { index: number; atMs: number }[] = []
        for (const [index, delayMs] of delaysMs.entries()) {
          clock.setTimer(delayMs, () => {
            ran.push({ index, atMs: clock.monotonicMs() })
          })
        }
        for (const ms of movesMs) await clock.advance(ms)
        const endMs = movesMs.reduce((sum, ms) => sum + ms, 0)
        const expected = delaysMs
          .map((delayMs, index) => ({ index, atMs: Math.max(0, Math.ceil(delayMs)) }))
          .filter(({ atMs }) => movesMs.length > 0 && atMs <= endMs)
          .sort((a, b) => a.atMs - b.atMs || a.index - b.index)
        expect(ran).toEqual(expected)
        expect(clock.monotonicMs()).toBe(endMs)
      }),
      { numRuns: 50 },
    )
  })

  it('runs timers that timers set, within the same move', async () => {
    const clock = new VirtualClock()
    const ran: number[] = []
    const again = () => {
      ran.push(clock.monotonicMs())
      clock.setTimer(30, again)
    }
    clock.setTimer(0, again)
    await clock.advance(100)
    expect(ran).toEqual([0, 30, 60, 90])
  })

  it('never runs a timer that another one cancelled at the same instant', async () => {
    const clock = new VirtualClock()
    let ran = false
    clock.setTimer(10, () => second.cancel())
    const second = clock.setTimer(10, () => {
      ran = true
    })
    await clock.advance(10)
    expect(ran).toBe(false)
  })

  it('reports labelled timers that ran, but not those that were put off', async () => {
    const clock = new VirtualClock()
    clock.setTimer(20, () => {}, 'later')
    clock.setTimer(10, () => 'quiet', 'sooner')
    clock.setTimer(15, () => 'put-off', 'not yet')
    clock.setTimer(12, () => {})
    clock.setTimer(31, () => {}, 'too late')
    expect(await clock.advance(30)).toEqual({
      fromMs: 0,
      toMs: 30,
      fired: [
        { atMs: 10, label: 'sooner' },
        { atMs: 20, label: 'later' },
      ],
      settled: true,
    })
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('does not move by %d ms', async (ms) => {
    await expect(new VirtualClock().advance(ms)).rejects.toThrow(RangeError)
  })

  it('ends the promise work of one timer before it runs the next one', async () => {
    const clock = new VirtualClock()
    const seen: string[] = []
    clock.setTimer(10, () => {
      void (async () => {
        for (let i = 0; i < 500; i++) await null
        await new Promise<void>((resolve) => process.nextTick(resolve))
        for (let i = 0; i < 500; i++) await Promise.resolve()
        seen.push(`chain at ${clock.monotonicMs()}`)
      })()
    })
    clock.setTimer(11, () => {
      seen.push(`timer at ${clock.monotonicMs()}`)
    })
    await clock.advance(20)
    expect(seen).toEqual(['chain at 10', 'timer at 11'])
  })

  it('stands still while work is held, and goes on when it is released', async () => {
    const clock = new VirtualClock()
    const release = clock.hold()
    let moved = false
    const move = clock.advance(10).then(() => {
      moved = true
    })
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    expect([moved, clock.monotonicMs()]).toEqual([false, 0])
    release()
    release()
    await move
    expect(clock.monotonicMs()).toBe(10)
    const other = clock.hold()
    let settled = false
    const settling = clock.settle().then(() => {
      settled = true
    })
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    expect(settled, 'a release that is called twice counts once').toBe(false)
    other()
    await settling
  })

  it('passes for held work that is parked, until that goes on', async () => {
    const clock = new VirtualClock()
    const release = clock.hold()
    const goOn = clock.park()
    await clock.advance(10)
    expect(clock.monotonicMs()).toBe(10)
    goOn()
    let moved = false
    const move = clock.advance(10).then(() => {
      moved = true
    })
    for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
    expect(moved).toBe(false)
    const parkedAgain = clock.park()
    await move
    parkedAgain()
    release()
  })

  it('until gives the result at the instant at which the work ends', async () => {
    const clock = new VirtualClock()
    let lateRan = false
    clock.setTimer(300, () => {
      lateRan = true
    })
    const work = new Promise<string>((resolve) => clock.setTimer(250, () => resolve('done')))
    expect(await clock.until(work, 1000)).toBe('done')
    expect([clock.monotonicMs(), lateRan]).toEqual([250, false])
  })

  it('until throws the very error of the work, undefined included', async () => {
    const clock = new VirtualClock()
    const error = new TypeError('of the work')
    const work = new Promise((_resolve, reject) => clock.setTimer(5, () => reject(error)))
    await expect(clock.until(work, 1000)).rejects.toBe(error)
    await expect(clock.until(Promise.reject(undefined), 1000)).rejects.toBeUndefined()
  })

  it('until ends with an error when nothing is left to wait for, or the limit is over', async () => {
    const clock = new VirtualClock()
    const never = new Promise(() => {})
    await expect(clock.until(never, 1000)).rejects.toThrow(ClockStalledError)
    const late = new Promise<void>((resolve) => clock.setTimer(2000, resolve))
    await expect(clock.until(late, 1999)).rejects.toThrow('within 1999 ms')
    expect(clock.monotonicMs()).toBeLessThan(2000)
  })

  it('waits a while in real time for work that it cannot see', async () => {
    const clock = new VirtualClock()
    expect((await clock.until(readFile(fileURLToPath(import.meta.url)), 1000)).length).toBeGreaterThan(0)
    expect(clock.monotonicMs()).toBe(0)
  })

  it('steps its wall reading without a timer noticing', async () => {
    const clock = new VirtualClock({ wallStartMs: 1000 })
    const ran: number[] = []
    clock.setTimer(100, () => {
      ran.push(clock.monotonicMs())
    })
    clock.stepWall(1_000_000)
    await clock.advance(99)
    expect([ran, clock.wallMs()]).toEqual([[], 1_001_099])
    clock.stepWall(-2_000_000)
    await clock.advance(1)
    expect([ran, clock.wallMs()]).toEqual([[100], -998_900])
  })
})
