/** How many sources are remembered before those that fell silent are looked for. */
const SOURCES_BEFORE_SWEEP = 1000

/**
 * Lets a number of requests through in any window of time. Their instants lie in a ring: one more fits when the oldest
 * has left the window, so asking takes the same time whatever the limit. Refused requests do not count, as with nginx.
 */
export class RequestRate {
  readonly #windowMs: number
  readonly #instantsMs: Float64Array
  #next = 0

  /** @param requests in any window, 1 or more; @param windowMs width of the window, in ms */
  constructor(requests: number, windowMs: number) {
    this.#windowMs = windowMs
    this.#instantsMs = new Float64Array(requests).fill(Number.NEGATIVE_INFINITY)
  }

  /** Whether one more request fits; if so it counts. @param nowMs monotonic, in ms, never less than before */
  admits(nowMs: number): boolean {
    if (nowMs - this.#instantsMs[this.#next]! < this.#windowMs) return false
    this.#instantsMs[this.#next] = nowMs
    this.#next = (this.#next + 1) % this.#instantsMs.length
    return true
  }

  /** Whether no request was admitted in the window before `nowMs`. */
  silent(nowMs: number): boolean {
    return nowMs - this.#instantsMs.at(this.#next - 1)! >= this.#windowMs
  }
}

/** A {@link RequestRate} for each source. */
export class RequestRates {
  readonly #requests: number
  readonly #windowMs: number
  readonly #rates = new Map<string, RequestRate>()
  #sweepAt = SOURCES_BEFORE_SWEEP

  /** @param requests of one source in any window, 1 or more; @param windowMs width of the window, in ms */
  constructor(requests: number, windowMs: number) {
    this.#requests = requests
    this.#windowMs = windowMs
  }

  /** Whether one more request of `source` fits; if so it counts. @param nowMs monotonic, in ms */
  admits(source: string, nowMs: number): boolean {
    let rate = this.#rates.get(source)
    if (rate === undefined) {
      if (this.#rates.size >= this.#sweepAt) this.#sweep(nowMs)
      rate = new RequestRate(this.#requests, this.#windowMs)
      this.#rates.set(source, rate)
    }
    return rate.admits(nowMs)
  }

  #sweep(nowMs: number): void {
    for (const [source, rate] of this.#rates) {
      if (rate.silent(nowMs)) this.#rates.delete(source)
    }
    this.#sweepAt = Math.max(SOURCES_BEFORE_SWEEP, 2 * this.#rates.size)
  }
}
