import { describe, expect, it } from 'vitest'
import { driftedRate, stepDuring } from '../../../conformance/drivers/client-clocks.js'
import { LiveClock, Simulator } from '../../../simulator/index.js'

describe("a program's clocks", () => {
  it('gain so many ppm on a controller whose clock runs slower', () => {
    const hourMs = 3_600_000
    expect(hourMs / driftedRate(60, 200) / (hourMs / 60)).toBeCloseTo(1.0002, 12)
    expect(driftedRate(1, 0)).toBe(1)
  })

  it("step forward where the controller's wall clock steps back, at their part of the run", async () => {
    const clock = new LiveClock({ wallStartMs: 1_000_000 })
    clock.freeze()
    const simulator = new Simulator({ controller: 'apic', seed: 1, clock })
    const steps = [
      { ms: 300_000, at: 0.5 },
      { ms: -60_000, at: 0.75 },
    ]
    stepDuring(clock, simulator, steps, 1000)
    await clock.advance(499)
    expect(clock.wallMs()).toBe(1_000_499)
    await clock.advance(1)
    expect(clock.wallMs()).toBe(700_500)
    await clock.advance(500)
    expect(clock.wallMs()).toBe(761_000)
    expect(simulator.journal.entries).toMatchObject([
      { kind: 'clock', event: 'step-wall', atMs: 500, byMs: -300_000 },
      { kind: 'clock', event: 'step-wall', atMs: 750, byMs: 60_000 },
    ])
    clock.stop()
  })
})
