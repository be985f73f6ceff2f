import type { ClockMove, SteerableClock, Timer } from '../clock/clock.js'
import { LiveClock } from '../clock/live-clock.js'
import { VirtualClock } from '../clock/virtual-clock.js'
import type { NewEntry } from '../journal/entries.js'
import type { Journal } from '../journal/journal.js'

const NEVER: Timer = { cancel: () => {} }

/**
 * The one time line on which all controllers of a server live: steers their clock, tells each journal about it, and
 * times the replies. Changes are carried out one after another, in the order in which they were asked for.
 */
export class TimeLine {
  readonly clock: SteerableClock
  readonly #journals: readonly Journal[]
  readonly #waiting = new Set<() => void>()
  readonly #listeners = new Set<() => void>()
  #timed = 0
  #last: Promise<unknown> = Promise.resolve()
  /** While a live clock is moved by hand it is stopped; this is the rate at which it goes on. */
  #rateAfterMove: number | undefined

  /** @param journals of the controllers that this clock rules */
  constructor(clock: SteerableClock, journals: readonly Journal[]) {
    this.clock = clock
    this.#journals = journals
  }

  /** Virtual ms per real ms; 0 while time passes by hand only. */
  get rate(): number {
    return this.#rateAfterMove ?? (this.clock instanceof LiveClock ? this.clock.rate : 0)
  }

  /** Whether time passes by hand only. */
  get frozen(): boolean {
    return this.rate === 0
  }

  /**
   * Moves time forward, exactly as far as was asked for: a clock that runs is stopped meanwhile.
   * @param distanceMs asked once every change before this one is done; what it throws ends the move before it begins
   */
  advance(distanceMs: () => number): Promise<ClockMove> {
    return this.#inTurn(async () => {
      const live = this.clock instanceof LiveClock ? this.clock : undefined
      const rate = live?.rate ?? 0
      live?.freeze()
      try {
        const byMs = distanceMs()
        if (live !== undefined) this.#rateAfterMove = rate
        this.#note({ kind: 'clock', event: 'advance', byMs })
        return await this.clock.advance(byMs)
      } finally {
        this.#rateAfterMove = undefined
        if (rate > 0) live?.run(rate)
      }
    })
  }

  /** Stops time, and lets replies go that wait for it. False when this clock passes by hand only anyway. */
  freeze(): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!(this.clock instanceof LiveClock)) return false
      this.clock.freeze()
      this.#note({ kind: 'clock', event: 'freeze' })
      for (const goOn of [...this.#waiting]) goOn()
      return true
    })
  }

  /** Lets time run at `rate` virtual ms per real ms. False when this clock passes by hand only. */
  run(rate: number): Promise<boolean> {
    return this.#inTurn(async () => {
      if (!(this.clock instanceof LiveClock)) return false
      this.clock.run(rate)
      this.#note({ kind: 'clock', event: 'run', rate })
      return true
    })
  }

  /**
   * Calls `run` once `delayMs` milliseconds have passed. A live clock that is frozen does not keep a client waiting:
   * the call then comes at once.
   */
  after(delayMs: number, run: () => void): Timer {
    if (delayMs <= 0 || (this.clock instanceof LiveClock && this.frozen)) {
      run()
      return NEVER
    }
    const goOnFromHere = this.waitingForTime()
    const cancel = () => {
      timer.cancel()
      this.#waiting.delete(goOn)
      goOnFromHere()
    }
    const goOn = () => {
      cancel()
      run()
    }
    const timer = this.clock.setTimer(delayMs, goOn)
    this.#waiting.add(goOn)
    return { cancel }
  }

  /**
   * Says that a request waits for time itself to pass, so that a virtual clock which stands still for its sake moves
   * on; the returned function says that it waits no longer.
   */
  waitingForTime(): () => void {
    return this.clock instanceof VirtualClock ? this.clock.park() : () => {}
  }

  /** How many requests wait for an instant of the clock, at which they go on by themselves. */
  get timed(): number {
    return this.#timed
  }

  /** Counts a request among the {@link timed} until the returned function is called. */
  countTimed(): () => void {
    let isCounted = true
    this.#timed++
    return () => {
      if (isCounted) this.#timed--
      isCounted = false
    }
  }

  /** Calls `listener` after each change that was carried out here, until the returned function is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Has listeners look again, after whoever owns the clock has moved it without this time line. */
  tellListeners(): void {
    for (const listener of this.#listeners) listener()
  }

  #note(entry: NewEntry): void {
    for (const journal of this.#journals) journal.write(entry)
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#last.then(change)
    this.#last = result.catch(() => undefined).then(() => this.tellListeners())
    return result
  }
}
