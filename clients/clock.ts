/** The time that a client lives in. Injected, so that a test can bend it; {@link systemClock} is the real one. */
export interface ClientTime {
  /** Milliseconds on a clock that never goes back; it may stand still while the machine is suspended. */
  monotonicMs(): number
  /** Milliseconds since 1970-01-01T00:00:00Z; may be wrong and may be stepped. */
  wallMs(): number
  /**
   * Runs `run` once `delayMs` milliseconds of monotonic time have passed.
   * @param background whether nobody waits for it: it then does not keep the process alive
   */
  setTimer(delayMs: number, run: () => void, background?: boolean): { cancel(): void }
}

/** Longest delay that the runtime's own timers can carry, in ms; they run at once for longer ones. */
const LONGEST_RUNTIME_DELAY_MS = 2 ** 31 - 1

/** The clocks and timers of this machine. */
export const systemClock: ClientTime = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  setTimer(delayMs, run, background = false) {
    let timer: NodeJS.Timeout
    const wait = (leftMs: number) => {
      const stepMs = Math.min(leftMs, LONGEST_RUNTIME_DELAY_MS)
      timer = setTimeout(() => (stepMs < leftMs ? wait(leftMs - stepMs) : run()), stepMs)
      if (background) timer.unref()
    }
    wait(delayMs)
    return { cancel: () => clearTimeout(timer) }
  },
}

/** Resolves once `delayMs` milliseconds have passed on `clock`. */
export function sleep(clock: ClientTime, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(delayMs, resolve)
  })
}

/** How far the two readings may come apart by rounding and by the moment between looking at one and the other, in ms. */
const ROUNDING_MS = 5

/**
 * Counts the time that has surely passed. It goes by the monotonic reading, and adds what the wall reading gains on it,
 * because a monotonic clock may stand still while the machine is suspended. A wall clock that is set back takes nothing
 * away. It errs on the long side only: a wall clock set forward makes time seem to have passed.
 */
export class ElapsedTime {
  readonly #clock: ClientTime
  #totalMs = 0
  #monotonicMs: number
  /** Wall reading minus monotonic reading that nothing has to be concluded from, in ms. */
  #differenceMs: number

  constructor(clock: ClientTime) {
    this.#clock = clock
    this.#monotonicMs = clock.monotonicMs()
    this.#differenceMs = clock.wallMs() - this.#monotonicMs
  }

  /** Milliseconds since this was made; what happened between two looks at it is seen as one. */
  nowMs(): number {
    const monotonicMs = this.#clock.monotonicMs()
    const gainedMs = this.#clock.wallMs() - monotonicMs - this.#differenceMs
    this.#totalMs += Math.max(0, monotonicMs - this.#monotonicMs)
    this.#monotonicMs = monotonicMs
    // Smaller gains wait until they have added up, so that rounding at each of many looks adds up to nothing.
    if (Math.abs(gainedMs) > ROUNDING_MS) {
      this.#totalMs += Math.max(0, gainedMs)
      this.#differenceMs += gainedMs
    }
    return this.#totalMs
  }
}
