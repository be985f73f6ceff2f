import type { ClockMove, FiredTimer, SteerableClock, Timer, TimerCallback } from './clock.js'
import { TimerQueue } from './timer-queue.js'

/** Where the wall reading of a virtual clock starts unless told otherwise: 2026-01-01T00:00:00Z. */
export const DEFAULT_WALL_START_MS = Date.UTC(2026, 0, 1)

/** How long work that no clock can see, such as reading a file, may take in real time, in ms. */
const LONGEST_STALL_MS = 500

/** Work waits for something that virtual time does not bring. */
export class ClockStalledError extends Error {
  override readonly name = 'ClockStalledError'
}

/**
 * A clock that stands still until it is told to move. Time passes only between pieces of work, so a day of a client's
 * life takes as long as its computation does, and the same plan always sees the same instants.
 */
export class VirtualClock implements SteerableClock {
  readonly #timers = new TimerQueue()
  #nowMs = 0
  #wallMinusMonotonicMs: number
  #held = 0
  #parked = 0
  readonly #waiting: (() => void)[] = []

  constructor(options: { wallStartMs?: number } = {}) {
    this.#wallMinusMonotonicMs = options.wallStartMs ?? DEFAULT_WALL_START_MS
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  wallMs(): number {
    return this.#wallMinusMonotonicMs + this.#nowMs
  }

  setTimer(delayMs: number, run: TimerCallback, label?: string): Timer {
    return this.#timers.add(this.#nowMs + Math.max(0, Math.ceil(delayMs)), run, label)
  }

  stepWall(ms: number): void {
    this.#wallMinusMonotonicMs += ms
  }

  async advance(ms: number): Promise<ClockMove> {
    if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`a clock moves forward only: got ${ms} ms`)
    const fromMs = this.#nowMs
    const toMs = fromMs + ms
    const fired: FiredTimer[] = []
    await this.settle()
    for (let ran = this.#runNext(toMs, fired); ran !== undefined; ran = this.#runNext(toMs, fired)) {
      if (ran === 'ran') await this.settle()
    }
    this.#nowMs = Math.max(this.#nowMs, toMs)
    return { fromMs, toMs: this.#nowMs, fired, settled: true }
  }

  /**
   * Lets time pass, timer by timer, until `work` has ended, and gives its result. No time passes once it has.
   * @throws Error when `limitMs` milliseconds have passed and `work` has still not ended
   * @throws ClockStalledError when nothing is left that could end it
   */
  async until<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let ended = false
    const outcome = work.then(
      (value) => {
        ended = true
        return { value }
      },
      (error: unknown) => {
        ended = true
        return { error }
      },
    )
    const endMs = this.#nowMs + limitMs
    await this.settle()
    while (!ended) {
      const ran = this.#runNext(endMs, undefined)
      if (ran === 'ran') await this.settle()
      if (ran !== undefined) continue
      if (this.#timers.first() !== undefined) {
        throw new Error(`the work did not end within ${limitMs} ms of virtual time`)
      }
      if (await this.#stalled(() => ended)) {
        throw new ClockStalledError(
          'the work waits for something, and neither a timer nor a request is under way',
        )
      }
    }
    const result = await outcome
    if ('error' in result) throw result.error
    return result.value
  }

  /**
   * Waits, without any time passing, until all client work that runs on promises has come to rest and every
   * {@link hold} is released or parked.
   */
  async settle(): Promise<void> {
    for (;;) {
      await macrotask()
      if (this.#held <= this.#parked) return
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  /**
   * Says that work goes on which this clock cannot see (a request on a real socket): time stands still until the
   * returned function is called.
   */
  hold(): () => void {
    this.#held++
    return this.#once(() => {
      this.#held--
    })
  }

  /**
   * Says that one held piece of work now waits for this clock itself, so it must not stop time; the returned function
   * says that it goes on.
   */
  park(): () => void {
    this.#parked++
    this.#wakeSettle()
    return this.#once(() => {
      this.#parked--
    })
  }

  #once(end: () => void): () => void {
    let done = false
    return () => {
      if (done) return
      done = true
      end()
      this.#wakeSettle()
    }
  }

  #wakeSettle(): void {
    for (const goOn of this.#waiting.splice(0)) goOn()
  }

  /** Waits in real time for work outside the event loop's own queues: it ends the wait, or sets a timer. */
  async #stalled(hasEnded: () => boolean): Promise<boolean> {
    const sinceMs = performance.now()
    while (performance.now() - sinceMs < LONGEST_STALL_MS) {
      if (hasEnded() || this.#timers.first() !== undefined) return false
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return true
  }

  /** Runs the first timer that is due by then; undefined when there is none. */
  #runNext(limitMs: number, fired: FiredTimer[] | undefined): 'quiet' | 'put-off' | 'ran' | undefined {
    const timer = this.#timers.takeDue(limitMs)
    if (timer === undefined) return undefined
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs)
    const said = timer.run()
    if (timer.label !== undefined && said !== 'put-off')
      fired?.push({ atMs: this.#nowMs, label: timer.label })
    return said ?? 'ran'
  }
}

/** Resolves after every promise callback that is ready now has run. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
