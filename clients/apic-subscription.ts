import type { ApicEvent } from './apic-events.js'
import type { EventQueue } from './event-queue.js'

/** What to follow, and how. */
export interface SubscribeOptions {
  /** Leave out the objects that there are already: changes only. False unless given. */
  onlyNew?: boolean
  /** How long the controller keeps the subscription without a refresh, in s; its own default, 60 s, unless given. */
  lifetimeSeconds?: number
}

/** A query that is being followed: an iterator over its events that ends when nobody follows it any more. */
export class ApicSubscription implements AsyncIterableIterator<ApicEvent, undefined> {
  /** Path and query that are followed. */
  readonly path: string
  readonly #queue: EventQueue<ApicEvent>
  readonly #unsubscribe: () => Promise<void>

  /** Made by `ApicClient.subscribe`. */
  constructor(path: string, queue: EventQueue<ApicEvent>, unsubscribe: () => Promise<void>) {
    this.path = path
    this.#queue = queue
    this.#unsubscribe = unsubscribe
  }

  /** How many events wait to be taken. There is no limit: take them, or unsubscribe. */
  get waiting(): number {
    return this.#queue.waiting
  }

  /**
   * The oldest event that waits, or the next one.
   * @throws PermissionError, ControllerError, AuthenticationError once, when the query cannot be followed any more
   */
  next(): Promise<IteratorResult<ApicEvent, undefined>> {
    return this.#queue.take()
  }

  /** As {@link unsubscribe}; called when a `for await` loop is left. */
  async return(): Promise<IteratorResult<ApicEvent, undefined>> {
    await this.unsubscribe()
    return { done: true, value: undefined }
  }

  /** Ends the subscription, here and on the controller. Events that wait can still be taken. */
  unsubscribe(): Promise<void> {
    return this.#unsubscribe()
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
