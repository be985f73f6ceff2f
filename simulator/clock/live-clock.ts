import type { ClockMove, FiredTimer, SteerableClock, Timer, TimerCallback } from './clock.js'
import { TimerQueue } from './timer-queue.js'
import { macrotask } from './virtual-clock.js'

/** Longest delay that the runtime's own timers can carry, in ms. */
const LONGEST_RUNTIME_DELAY_MS = 2 ** 31 - 1

/**
 * A clock that follows real time at a rate, and can be frozen, made faster, and moved forward by hand. The one that
 * `midrun serve` puts under its controllers.
 */
export class LiveClock implements SteerableClock {
  readonly #timers = new TimerQueue()
  #rate: number
  /** Monotonic reading, in ms, at real instant `#sinceMs`. */
  #baseMs = 0
  #sinceMs = performance.now()
  #wallMinusMonotonicMs: number
  #runtimeTimer: NodeJS.Timeout | undefined
  /** While the clock is moved by hand, no timer of the runtime is to run any of its own. */
  #moving = false
  #move: Promise<unknown> = Promise.resolve()

  /** @param options `rate`: virtual ms per real ms, 1 unless given; `wallStartMs`: the real time of day unless given */
  constructor(options: { rate?: number; wallStartMs?: number } = {}) {
    this.#rate = checkedRate(options.rate ?? 1)
    this.#wallMinusMonotonicMs = options.wallStartMs ?? Date.now()
  }

  /** Virtual milliseconds per real millisecond; 0 while frozen. */
  get rate(): number {
    return this.#rate
  }

  monotonicMs(): number {
    return Math.floor(this.#exactMs())
  }

  /** Ms of this clock until its first timer is due, to the fraction, not below 0; undefined while there is none. */
  get msToNextTimer(): number | undefined {
    const first = this.#timers.first()
    return first === undefined ? undefined : Math.max(0, first.dueMs - this.#exactMs())
  }

  wallMs(): number {
    return this.#wallMinusMonotonicMs + this.monotonicMs()
  }

  stepWall(ms: number): void {
    this.#wallMinusMonotonicMs += ms
  }

  setTimer(delayMs: number, run: TimerCallback, label?: string): Timer {
    const timer = this.#timers.add(this.monotonicMs() + Math.max(0, Math.ceil(delayMs)), run, label)
    if (this.#timers.first() === timer) this.#arm()
    return timer
  }

  /** Stops time until {@link run} is called. */
  freeze(): void {
    this.#rebase(0)
  }

  /**
   * Lets time run at `rate` virtual ms per real ms.
   * @throws RangeError when the rate is not a number above 0
   */
  run(rate = 1): void {
    this.#rebase(checkedRate(rate))
  }

  /** Moves time forward, by as much on top of what passes meanwhile; moves asked for while one is under way follow it. */
  advance(ms: number): Promise<ClockMove> {
    if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`a clock moves forward only: got ${ms} ms`)
    const move = this.#move.then(() => this.#advance(ms))
    this.#move = move.catch(() => undefined)
    return move
  }

  /** Ends the runtime timer behind this clock, so that it keeps no process alive. */
  stop(): void {
    clearTimeout(this.#runtimeTimer)
    this.#runtimeTimer = undefined
  }

  async #advance(ms: number): Promise<ClockMove> {
    this.#rebase(this.#rate)
    const fromMs = this.#baseMs
    const toMs = fromMs + ms
    const fired: FiredTimer[] = []
    this.#moving = true
    try {
      for (;;) {
        const timer = this.#timers.takeDue(toMs)
        if (timer === undefined) break
        this.#baseMs = Math.max(this.#baseMs, timer.dueMs)
        const said = timer.run()
        if (timer.label !== undefined && said !== 'put-off') {
          fired.push({ atMs: this.monotonicMs(), label: timer.label })
        }
        await macrotask()
      }
    } finally {
      this.#moving = false
      this.#baseMs = Math.max(this.#baseMs, toMs)
      this.#arm()
    }
    return { fromMs: Math.floor(fromMs), toMs: Math.floor(toMs), fired, settled: true }
  }

  /** The monotonic reading with its fraction, so that many moves of a clock that runs lose nothing. */
  #exactMs(): number {
    return this.#baseMs + (performance.now() - this.#sinceMs) * this.#rate
  }

  #rebase(rate: number): void {
    // A clock that stands still stands at a whole ms, so that moving it by hand gets exactly to the timers.
    this.#baseMs = rate === 0 ? this.monotonicMs() : this.#exactMs()
    this.#sinceMs = performance.now()
    this.#rate = rate
    this.#arm()
  }

  /** Sets the runtime timer for the first timer in the queue. */
  #arm(): void {
    clearTimeout(this.#runtimeTimer)
    this.#runtimeTimer = undefined
    const first = this.#timers.first()
    if (first === undefined || this.#rate === 0 || this.#moving) return
    const realMs = Math.max(0, (first.dueMs - this.monotonicMs()) / this.#rate)
    this.#runtimeTimer = setTimeout(() => this.#runDue(), Math.min(realMs, LONGEST_RUNTIME_DELAY_MS))
    this.#runtimeTimer.unref()
  }

  #runDue(): void {
    if (!this.#moving) {
      const nowMs = this.monotonicMs()
      for (let timer = this.#timers.takeDue(nowMs); timer; timer = this.#timers.takeDue(nowMs)) timer.run()
    }
    this.#arm()
  }
}

function checkedRate(rate: number): number {
  if (!Number.isFinite(rate) || rate <= 0)
    throw new RangeError(`a clock's rate is a number above 0: got ${rate}`)
  return rate
}
