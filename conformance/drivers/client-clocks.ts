import type { LiveClock, Simulator } from '../../simulator/index.js'

/** A step of the program's wall clock against the controller's. */
export interface ClockStep {
  /** How far the program's clock is set forward, in ms; back where negative. */
  ms: number
  /** When, as a part of the run's whole time, 0 to 1. */
  at: number
}

/** How the clocks of a program differ from the controller's. */
export interface ClientClocks {
  /** How far the program's wall clock is ahead from the start, in ms. */
  offsetMs: number
  /** How much faster the program's clocks run, in parts per million. */
  driftPpm: number
  steps: readonly ClockStep[]
}

/** Clocks that agree with the controller's. */
export const TRUE_CLOCKS: ClientClocks = { offsetMs: 0, driftPpm: 0, steps: [] }

/** The rate at which a controller's clock runs so that a program's, which runs at `rate`, drifts by so much against it. */
export function driftedRate(rate: number, driftPpm: number): number {
  return rate / (1 + driftPpm / 1e6)
}

/**
 * Steps a controller's wall clock the other way at each step, for a program's own cannot be reached. The journal tells
 * of each.
 * @param durationMs the run's whole time
 */
export function stepDuring(
  clock: LiveClock,
  { journal }: Simulator,
  steps: readonly ClockStep[],
  durationMs: number,
): void {
  for (const { ms, at } of steps) {
    clock.setTimer(at * durationMs, () => {
      clock.stepWall(-ms)
      journal.write({ kind: 'clock', event: 'step-wall', byMs: -ms })
    })
  }
}
