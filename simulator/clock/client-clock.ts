import type { Clock, Timer, TimerCallback } from './clock.js'

/** How a client's clock differs from the time line that it lives on. */
export interface ClientClockOptions {
  /** Wall reading minus the true wall time at the start, in ms. */
  offsetMs?: number
  /** Rate error in parts per million: 100 makes this clock gain 100 us each second. Applies to both readings. */
  driftPpm?: number
}

/**
 * A client's own view of a time line: offset and drifting, with a wall reading that can be stepped and a machine that
 * can be suspended (monotonic time and timers then stand still while wall time goes on, as on Linux).
 */
export class ClientClock implements Clock {
  readonly #base: Clock
  readonly #rate: number
  readonly #startMs: number
  #wallMinusRunningMs: number
  #sleptMs = 0
  #suspendedAtMs: number | undefined
  readonly #asleep = new Set<() => void>()

  /** @param base the time line, normally the controller's clock */
  constructor(base: Clock, options: ClientClockOptions = {}) {
    this.#base = base
    this.#rate = 1 + (options.driftPpm ?? 0) / 1e6
    this.#startMs = base.monotonicMs()
    this.#wallMinusRunningMs = base.wallMs() + (options.offsetMs ?? 0)
  }

  monotonicMs(): number {
    const awakeUntil = this.#suspendedAtMs ?? this.#base.monotonicMs()
    return (awakeUntil - this.#startMs - this.#sleptMs) * this.#rate
  }

  wallMs(): number {
    return this.#wallMinusRunningMs + (this.#base.monotonicMs() - this.#startMs) * this.#rate
  }

  setTimer(delayMs: number, run: TimerCallback): Timer {
    const dueMs = this.monotonicMs() + Math.max(0, delayMs)
    let inner: Timer | undefined
    const arm = () => {
      this.#asleep.delete(arm)
      inner = this.#base.setTimer(Math.max(0, dueMs - this.monotonicMs()) / this.#rate, fire)
    }
    const fire = () => {
      if (this.#suspendedAtMs !== undefined) this.#asleep.add(arm)
      // A sleep in between leaves time to wait; the tolerance is for the rounding of the drift.
      else if (this.monotonicMs() < dueMs - 1e-6) arm()
      else return run()
      return 'quiet'
    }
    arm()
    return {
      cancel: () => {
        inner?.cancel()
        this.#asleep.delete(arm)
      },
    }
  }

  /** Steps the wall reading by `ms` milliseconds, either way, as NTP or a user does. */
  stepWall(ms: number): void {
    this.#wallMinusRunningMs += ms
  }

  /** Puts the machine to sleep; does nothing when it sleeps already. */
  suspend(): void {
    this.#suspendedAtMs ??= this.#base.monotonicMs()
  }

  /** Wakes the machine; timers go on where they stood. */
  resume(): void {
    if (this.#suspendedAtMs === undefined) return
    this.#sleptMs += this.#base.monotonicMs() - this.#suspendedAtMs
    this.#suspendedAtMs = undefined
    for (const arm of [...this.#asleep]) arm()
  }
}
