import type { ClientTime } from './clock.js'

/** Width of the window in which a controller counts requests, in ms [C: LAB-104; that it slides is a guess]. */
const WINDOW_MS = 60_000
/** Room for clocks that tick in whole milliseconds, in ms. */
const RESOLUTION_MS = 10

/** How a {@link RequestBudget} is made. */
export interface BudgetOptions {
  /** The client's clock. */
  clock: ClientTime
  /** Requests that the controller takes in any 60 s: 2 or more; Infinity for no limit. */
  perMinute: number
  /** How far this machine's clocks may drift against the controller's, in parts per million. 500 unless given. */
  driftPpm?: number
}

/** Calls of the program, or the client's own logins, renewals and logouts, for which some places are kept free. */
export type BudgetPurpose = 'call' | 'session'

/** Work that a place is given to. It calls `sent` just before it sends its one request. */
export type BudgetedWork<T> = (sent: () => void) => Promise<T>

interface Waiting {
  go: () => void
  refuse: (reason: Error) => void
}

/**
 * Keeps to a controller's limit of requests per minute as the controller sees it. A request takes a place before it is
 * sent, and gives it back one window after its answer came or was given up. It arrived some time in between, however
 * slow the network was, so of the requests that arrive in any 60 s there are never more than there are places.
 *
 * Who finds no place waits in the order of arrival. Calls leave a few places to the session's own requests, so that a
 * token never runs out in the queue; those go first.
 */
export class RequestBudget {
  readonly #clock: ClientTime
  readonly #places: number
  readonly #restMs: number
  readonly #waiting: Record<BudgetPurpose, Waiting[]> = { session: [], call: [] }
  /** Places that work under way has. */
  #taken = 0
  /** When each place that was used becomes free again, in monotonic ms, soonest first. */
  readonly #freeAtMs: number[] = []
  #alarm: { cancel(): void } | undefined
  #refusal: Error | undefined

  /** @throws RangeError when `perMinute` cannot be meant */
  constructor({ clock, perMinute, driftPpm = 500 }: BudgetOptions) {
    if (perMinute !== Number.POSITIVE_INFINITY && !(Number.isInteger(perMinute) && perMinute >= 2)) {
      throw new RangeError(
        `requestsPerMinute: expected a whole number of 2 or more, or Infinity; found ${perMinute}`,
      )
    }
    this.#clock = clock
    this.#places = perMinute
    this.#restMs = WINDOW_MS * (1 + driftPpm / 1e6) + RESOLUTION_MS
  }

  /**
   * Waits for a place and gives the result of `work` in it. A place in which nothing was sent is free again at once.
   * @throws what `work` throws; for calls, the reason of {@link refuseCalls}
   */
  async run<T>(work: BudgetedWork<T>, purpose: BudgetPurpose = 'call'): Promise<T> {
    if (purpose === 'call' && this.#refusal !== undefined) throw this.#refusal
    if (this.#places === Number.POSITIVE_INFINITY) return work(() => {})
    if (this.#waiting[purpose].length > 0 || !this.#hasRoom(purpose)) await this.#wait(purpose)
    else this.#taken++
    let used = false
    try {
      return await work(() => {
        used = true
      })
    } finally {
      this.#taken--
      if (used) this.#freeAtMs.push(this.#clock.monotonicMs() + this.#restMs)
      this.#admit()
    }
  }

  /** Lets no call through any more, those that wait included: they fail with `reason`. */
  refuseCalls(reason: Error): void {
    this.#refusal = reason
    for (const { refuse } of this.#waiting.call.splice(0)) refuse(reason)
    this.#setAlarm()
  }

  #wait(purpose: BudgetPurpose): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting[purpose].push({ go: resolve, refuse: reject })
      this.#setAlarm()
    })
  }

  /** Gives free places to those who wait, and sees to it that the next one is given when it becomes free. */
  #admit(): void {
    for (const purpose of ['session', 'call'] as const) {
      const line = this.#waiting[purpose]
      while (line.length > 0 && this.#hasRoom(purpose)) {
        this.#taken++
        line.shift()!.go()
      }
    }
    this.#setAlarm()
  }

  #hasRoom(purpose: BudgetPurpose): boolean {
    const nowMs = this.#clock.monotonicMs()
    while (this.#freeAtMs.length > 0 && this.#freeAtMs[0]! <= nowMs) this.#freeAtMs.shift()
    const places = purpose === 'session' ? this.#places : this.#places - reserveOf(this.#places)
    return this.#taken + this.#freeAtMs.length < places
  }

  /** Has a timer run while somebody waits, and no longer: it would keep the process alive. */
  #setAlarm(): void {
    this.#alarm?.cancel()
    this.#alarm = undefined
    const [soonestMs] = this.#freeAtMs
    const nobodyWaits = this.#waiting.session.length + this.#waiting.call.length === 0
    if (nobodyWaits || soonestMs === undefined) return
    this.#alarm = this.#clock.setTimer(soonestMs - this.#clock.monotonicMs(), () => this.#admit())
  }
}

/** Places for the session's own requests: a refresh, a login in its stead, a logout, and one for a second try. */
function reserveOf(places: number): number {
  return Math.max(1, Math.min(4, Math.floor(places / 10)))
}
