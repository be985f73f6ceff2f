import type { Clock } from '../../clock/clock.js'
import { type Mo, mo } from '../encoding.js'
import { type ApicError, requestInProgress, unknownRequestState } from '../errors.js'
import type { ApicOptions } from '../options.js'

/** How many requests are remembered; the oldest are forgotten first. */
const REMEMBERED_REQUESTS = 1000

/**
 * Requests that were answered before they were done, as far as their sender can tell: their work itself is done at
 * once (guess), so that nothing depends on who asks when.
 */
export class RequestStates {
  readonly #clock: Clock
  readonly #options: ApicOptions['asyncReplies']
  readonly #startedMs = new Map<number, number>()
  #started = 0

  constructor(clock: Clock, options: ApicOptions['asyncReplies']) {
    this.#clock = clock
    this.#options = options
  }

  /** Whether requests are answered like that. */
  get enabled(): boolean {
    return this.#options.enabled
  }

  /** Notes a request and gives its answer: an error object with code 202, which is no error [C: AG, CO]. */
  begin(): ApicError {
    const id = ++this.#started
    this.#startedMs.set(id, this.#clock.monotonicMs())
    this.#startedMs.delete(id - REMEMBERED_REQUESTS)
    return requestInProgress(id, this.#options.status)
  }

  /**
   * State of a request: class `status` with code 202 while it runs and 200 afterwards [L: CO].
   * @throws ApicError 400 when there is no such request
   */
  state(id: string): Mo {
    const startedMs = this.#startedMs.get(Number(id))
    if (startedMs === undefined) throw unknownRequestState(id)
    const runs = this.#clock.monotonicMs() - startedMs < this.#options.runningSeconds * 1000
    return mo('status', { code: runs ? '202' : '200' })
  }

  /** Forgets all requests. */
  clear(): void {
    this.#startedMs.clear()
    this.#started = 0
  }
}
