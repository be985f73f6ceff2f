import type { FmcOptions } from './options.js'
import { FixedWindow, type RequestWindow, SlidingWindow } from './request-window.js'

/** The three limits behind a 429. */
export type RequestLimit = 'requests-per-minute' | 'parallel' | 'parallel-writes'

/**
 * What an FMC lets through at once and in a minute. A request holds its place in the parallel limits from arrival
 * until its reply has left; one that is turned away holds none.
 */
export class RequestLimits {
  readonly #maxParallel: number
  readonly #maxParallelWrites: number
  readonly #countRefused: boolean
  readonly #window: RequestWindow | undefined
  readonly #inFlight = new Map<string, number>()
  #writesInFlight = 0

  constructor({ rate, maxParallel, maxParallelWrites }: FmcOptions) {
    this.#maxParallel = maxParallel
    this.#maxParallelWrites = maxParallelWrites
    this.#countRefused = rate.countRefused
    this.#window = rate.enabled ? requestWindow(rate) : undefined
  }

  /**
   * Lets a request in and counts it, or names the limit that turns it away.
   * @param address where it comes from
   * @param source whose requests per minute it belongs to
   * @param write whether it would create, update or delete
   * @param nowMs monotonic instant
   */
  admit(address: string, source: string, write: boolean, nowMs: number): RequestLimit | undefined {
    const limit = this.#limitHit(address, source, write, nowMs)
    if (limit === undefined || this.#countRefused) this.#window?.count(source, nowMs)
    if (limit === undefined) this.#inFlight.set(address, (this.#inFlight.get(address) ?? 0) + 1)
    return limit
  }

  /** Takes the place of a write: only a request that will really change something holds one. */
  beginWrite(): void {
    this.#writesInFlight++
  }

  /** Frees the place of an admitted request, and that of its write if it held one. */
  leave(address: string, wrote: boolean): void {
    const left = this.#inFlight.get(address)! - 1
    if (left === 0) this.#inFlight.delete(address)
    else this.#inFlight.set(address, left)
    if (wrote) this.#writesInFlight--
  }

  #limitHit(address: string, source: string, write: boolean, nowMs: number): RequestLimit | undefined {
    if ((this.#inFlight.get(address) ?? 0) >= this.#maxParallel) return 'parallel'
    if (this.#window?.fits(source, nowMs) === false) return 'requests-per-minute'
    return write && this.#writesInFlight >= this.#maxParallelWrites ? 'parallel-writes' : undefined
  }
}

function requestWindow({ window, perMinute }: FmcOptions['rate']): RequestWindow {
  return window === 'sliding' ? new SlidingWindow(perMinute) : new FixedWindow(perMinute)
}
