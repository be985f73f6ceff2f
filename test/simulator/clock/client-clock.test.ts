import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClientClock, VirtualClock } from '../../../simulator/clock/index.js'

/** Rounding that the drift may bring, in ms. */
const ROUNDING_MS = 1e-5

describe('a client clock', () => {
  it('starts at 0 with a wall reading that is off by its offset', async () => {
    const base = new VirtualClock({ wallStartMs: 1_000_000 })
    await base.advance(500)
    const clock = new ClientClock(base, { offsetMs: -3000 })
    expect([clock.monotonicMs(), clock.wallMs()]).toEqual([0, 997_500])
    await base.advance(10)
    expect([clock.monotonicMs(), clock.wallMs()]).toEqual([10, 997_510])
  })

  it.each([
    [100, 10_001],
    [-100, 9_999],
  ])('at %d ppm both readings make %d ms of 10 s', async (driftPpm, expectedMs) => {
    const base = new VirtualClock({ wallStartMs: 0 })
    const clock = new ClientClock(base, { driftPpm })
    await base.advance(10_000)
    expect(clock.monotonicMs()).toBeCloseTo(expectedMs, 6)
    expect(clock.wallMs()).toBeCloseTo(expectedMs, 6)
  })

  it('steps the wall reading only', async () => {
    const base = new VirtualClock({ wallStartMs: 0 })
    const clock = new ClientClock(base)
    await base.advance(10)
    clock.stepWall(-1000)
    expect([clock.monotonicMs(), clock.wallMs(), base.wallMs()]).toEqual([10, -990, 10])
  })

  it('stands still while suspended, but for its wall reading, and wakes where it stood', async () => {
    const base = new VirtualClock({ wallStartMs: 0 })
    const clock = new ClientClock(base)
    const ran: number[] = []
    clock.setTimer(100, () => {
      ran.push(base.monotonicMs())
    })
    await base.advance(40)
    clock.suspend()
    await base.advance(30)
    clock.suspend()
    await base.advance(1000)
    expect([clock.monotonicMs(), clock.wallMs(), ran]).toEqual([40, 1070, []])
    clock.resume()
    clock.resume()
    await base.advance(59)
    expect([clock.monotonicMs(), clock.wallMs(), ran]).toEqual([99, 1129, []])
    await base.advance(1)
    expect(ran).toEqual([1130])
  })

  it('sets a timer while asleep that runs after waking', async () => {
    const base = new VirtualClock()
    const clock = new ClientClock(base)
    clock.suspend()
    const ran: number[] = []
    const note = () => {
      ran.push(base.monotonicMs())
    }
    clock.setTimer(10, note)
    const taken = clock.setTimer(10, note)
    await base.advance(500)
    taken.cancel()
    clock.resume()
    await base.advance(500)
    expect(ran).toEqual([510])
  })

  it('never runs a timer early or late on its own reading, through drift, steps and sleep', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ kind: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 60_000 }) }),
      fc.record({ kind: fc.constant('step' as const), ms: fc.integer({ min: -90_000, max: 90_000 }) }),
      fc.record({ kind: fc.constant('timer' as const), ms: fc.integer({ min: -5, max: 30_000 }) }),
      fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -2000, max: 2000 }),
        fc.array(step, { maxLength: 40, size: 'max' }),
        async (driftPpm, steps) => {
          const base = new VirtualClock()
          const clock = new ClientClock(base, { driftPpm })
          const timers: { dueMs: number; ranMs?: number; cancelled: boolean; cancel(): void }[] = []
          for (const doing of steps) {
            if (doing.kind === 'wait') await base.advance(doing.ms)
            else if (doing.kind === 'sleep') {
              clock.suspend()
              await base.advance(doing.ms)
              clock.resume()
            } else if (doing.kind === 'step') clock.stepWall(doing.ms)
            else if (doing.kind === 'timer') {
              const timer: (typeof timers)[number] = {
                dueMs: clock.monotonicMs() + Math.max(0, doing.ms),
                cancelled: false,
                cancel: () => handle.cancel(),
              }
              const handle = clock.setTimer(doing.ms, () => {
                timer.ranMs = clock.monotonicMs()
              })
              timers.push(timer)
            } else if (timers.length > 0) {
              const timer = timers[doing.which % timers.length]!
              timer.cancel()
              timer.cancelled = timer.ranMs === undefined
            }
          }
          await base.advance(1)
          for (const { dueMs, ranMs, cancelled } of timers) {
            if (cancelled) expect(ranMs).toBeUndefined()
            else if (ranMs !== undefined) {
              expect(ranMs).toBeGreaterThanOrEqual(dueMs - ROUNDING_MS)
              expect(ranMs).toBeLessThan(dueMs + 2)
            } else expect(clock.monotonicMs()).toBeLessThan(dueMs + 2)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
