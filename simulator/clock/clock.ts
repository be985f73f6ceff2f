/** A pending call made with {@link Clock.setTimer}. */
export interface Timer {
  /** Takes the call back; does nothing once it has run. */
  cancel(): void
}

/**
 * What a timer runs. It may say more of itself than nothing:
 * - `quiet`: it set off nothing that goes on in promises, so a clock that waits for all work to come to rest after each
 *   timer need not wait after this one
 * - `put-off`: the same, and what it is labelled for did not happen yet, so it is not reported as fired
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing is the normal case
export type TimerCallback = () => void | 'quiet' | 'put-off'

/**
 * A time line with two readings. The *monotonic* one never goes back and decides about expiry; the *wall* one may be
 * offset, drift or step, and is what gets printed (`Date` headers, token claims, journal times).
 */
export interface Clock {
  /** Milliseconds since this clock was started. */
  monotonicMs(): number
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  wallMs(): number
  /**
   * Runs `run` once `delayMs` milliseconds of monotonic time have passed, never earlier.
   * @param label names the timer in {@link ClockMove.fired}; timers without one are not reported
   */
  setTimer(delayMs: number, run: TimerCallback, label?: string): Timer
}

/** A labelled timer that ran, and was not put off, while a clock was moved. */
export interface FiredTimer {
  /** Monotonic instant at which it ran, in ms. */
  atMs: number
  label: string
}

/** What moving a clock did. */
export interface ClockMove {
  /** Monotonic reading before the move, in ms. */
  fromMs: number
  /** Monotonic reading after it, in ms. */
  toMs: number
  /** Labelled timers that became due, in the order in which they ran. */
  fired: FiredTimer[]
  /** Whether all work that the timers set off had ended when the move did. */
  settled: boolean
}

/** A clock whose time the holder can move by hand. */
export interface SteerableClock extends Clock {
  /**
   * Moves time forward by `ms` milliseconds: due timers run in order, each at its own instant, and the work that each
   * sets off ends before the next one runs.
   * @throws RangeError when `ms` is negative or not finite
   */
  advance(ms: number): Promise<ClockMove>
  /** Steps the wall reading by `ms` milliseconds (either sign), as an administrator or NTP does. Timers do not notice. */
  stepWall(ms: number): void
}
