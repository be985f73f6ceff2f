/** A limit on requests in 60 s, for each source. */
export interface RequestWindow {
  /** Whether one more request of `source` fits at monotonic instant `nowMs`. */
  fits(source: string, nowMs: number): boolean
  /** Counts a request of `source` at monotonic instant `nowMs`. */
  count(source: string, nowMs: number): void
}

/** Width of the window, in ms. */
const WINDOW_MS = 60_000

/** How many sources are remembered before those that fell silent are looked for. */
const SOURCES_BEFORE_SWEEP = 1000

/** Instants of the last requests of one source, the oldest one at `next`. */
interface Ring {
  instantsMs: Float64Array
  next: number
  newestMs: number
}

/**
 * A limit on requests in any 60 s, for each source. A source's last `perMinute` instants lie in a ring: one more
 * request fits when the oldest of them has left the window, so neither asking nor counting depends on the limit.
 */
export class SlidingWindow implements RequestWindow {
  readonly #perMinute: number
  readonly #rings = new Map<string, Ring>()
  #sweepAt = SOURCES_BEFORE_SWEEP

  /** @param perMinute requests in any 60 s, 1 or more */
  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  fits(source: string, nowMs: number): boolean {
    const ring = this.#rings.get(source)
    return ring === undefined || ring.instantsMs[ring.next]! <= nowMs - WINDOW_MS
  }

  count(source: string, nowMs: number): void {
    let ring = this.#rings.get(source)
    if (ring === undefined) {
      if (this.#rings.size >= this.#sweepAt) this.#sweep(nowMs)
      ring = {
        instantsMs: new Float64Array(this.#perMinute).fill(Number.NEGATIVE_INFINITY),
        next: 0,
        newestMs: nowMs,
      }
      this.#rings.set(source, ring)
    }
    ring.instantsMs[ring.next] = nowMs
    ring.newestMs = nowMs
    ring.next = ring.next + 1 === this.#perMinute ? 0 : ring.next + 1
  }

  /** Forgets sources that were silent for the whole window. */
  #sweep(nowMs: number): void {
    for (const [source, { newestMs }] of this.#rings) {
      if (newestMs <= nowMs - WINDOW_MS) this.#rings.delete(source)
    }
    this.#sweepAt = Math.max(SOURCES_BEFORE_SWEEP, 2 * this.#rings.size)
  }
}

/** A limit on requests in each minute of the controller's clock; the next one starts counting from nothing. */
export class FixedWindow implements RequestWindow {
  readonly #perMinute: number
  readonly #counts = new Map<string, number>()
  #minute = 0

  /** @param perMinute requests in a minute, 1 or more */
  constructor(perMinute: number) {
    this.#perMinute = perMinute
  }

  fits(source: string, nowMs: number): boolean {
    return this.#countsAt(nowMs).get(source) !== this.#perMinute
  }

  count(source: string, nowMs: number): void {
    const counts = this.#countsAt(nowMs)
    counts.set(source, Math.min(this.#perMinute, (counts.get(source) ?? 0) + 1))
  }

  #countsAt(nowMs: number): Map<string, number> {
    const minute = Math.floor(nowMs / WINDOW_MS)
    if (minute !== this.#minute) this.#counts.clear()
    this.#minute = minute
    return this.#counts
  }
}
