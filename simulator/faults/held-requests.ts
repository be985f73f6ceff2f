import type { Clock } from '../clock/clock.js'
import type { WireRequest } from '../controller.js'
import type { FaultEntry } from '../journal/entries.js'
import type { Journal } from '../journal/journal.js'
import type { Outcome } from '../outcome.js'

/** Where a request waits: before the controller sees it, or when its answer is about to leave. */
export type HeldAt = 'request' | 'reply'

/** A request that waits for somebody to let it go on. */
export interface HeldRequest {
  id: string
  /** The fault that holds it. */
  fault: string
  at: HeldAt
  request: { method: string; target: string }
  /** Monotonic instant since which it waits, in ms. */
  sinceMs: number
  /** The same instant as time of day. */
  since: string
}

/** What becomes of a request that waits. */
export interface Waiting {
  /** Called once when it is let go on. */
  goOn(): Outcome
  /** Called once when its client leaves before. */
  left(): void
}

/** The requests that wait at one controller, in the order in which they began to. */
export class HeldRequests {
  readonly #journal: Journal
  readonly #clock: Clock
  readonly #held = new Map<string, { shown: HeldRequest; release: () => void }>()
  #count = 0

  constructor(journal: Journal, clock: Clock) {
    this.#journal = journal
    this.#clock = clock
  }

  /** Requests that wait now, oldest first. */
  list(): HeldRequest[] {
    return [...this.#held.values()].map(({ shown }) => shown)
  }

  /** Lets one go on; false when none of that id waits. */
  release(id: string): boolean {
    const found = this.#held.get(id)
    if (found === undefined) return false
    this.#held.delete(id)
    this.#note(found.shown, 'released')
    found.release()
    return true
  }

  /** Lets all of them go on, oldest first, and gives how many there were. */
  releaseAll(): number {
    const ids = [...this.#held.keys()]
    for (const id of ids) this.release(id)
    return ids.length
  }

  /** Has a request wait from now on. */
  hold(fault: string, at: HeldAt, { method, target }: WireRequest, waiting: Waiting): Outcome {
    const shown: HeldRequest = {
      id: `held-${++this.#count}`,
      fault,
      at,
      request: { method, target: this.#journal.redaction.target(target) },
      sinceMs: this.#clock.monotonicMs(),
      since: new Date(this.#clock.wallMs()).toISOString(),
    }
    let goOn: (outcome: Outcome) => void = () => {}
    this.#held.set(shown.id, { shown, release: () => goOn(waiting.goOn()) })
    this.#note(shown, 'held')
    return {
      kind: 'held',
      onRelease: (listener) => {
        goOn = listener
      },
      abandon: () => {
        if (!this.#held.delete(shown.id)) return
        this.#note(shown, 'given-up')
        waiting.left()
      },
    }
  }

  #note({ id, fault, request }: HeldRequest, event: FaultEntry['event']): void {
    this.#journal.write({ kind: 'fault', event, fault, type: 'hold', request, held: id })
  }
}
