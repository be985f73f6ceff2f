import type { Clock } from '../clock/clock.js'
import type { JournalEntry, NewEntry } from './entries.js'
import { Redaction } from './redaction.js'

/** Hears of each entry as it is written. */
export type JournalListener = (entry: JournalEntry) => void

/**
 * The evidence of a run: what arrived, what the controller made of it and why, what it answered, and each thing that
 * happened to a session, the clock or the network. Secrets are replaced before they enter it.
 */
export class Journal {
  readonly redaction = new Redaction()
  readonly #clock: Clock
  readonly #capacity: number
  readonly #listeners = new Set<JournalListener>()
  #entries: JournalEntry[] = []
  #nextSeq = 0

  /** @param options `capacity`: how many entries are kept, the newest ones; all unless given */
  constructor(clock: Clock, options: { capacity?: number } = {}) {
    this.#clock = clock
    this.#capacity = options.capacity ?? Number.POSITIVE_INFINITY
  }

  /** Entries in the order in which they were written, oldest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries
  }

  /** How many old entries were dropped to keep within capacity. */
  get dropped(): number {
    return this.#nextSeq - this.#entries.length
  }

  /** Writes an entry at the clock's now. Its texts must have gone through {@link redaction}. */
  write(entry: NewEntry): void {
    const written = {
      seq: this.#nextSeq++,
      atMs: this.#clock.monotonicMs(),
      wallMs: this.#clock.wallMs(),
      ...entry,
    } as JournalEntry
    this.#entries.push(written)
    // Dropped in one go, so that a full journal does not move all its entries at each write.
    if (this.#entries.length >= 2 * this.#capacity) this.#entries = this.#entries.slice(-this.#capacity)
    for (const listener of this.#listeners) listener(written)
  }

  /** Calls `listener` for each entry from now on, until the returned function is called. */
  listen(listener: JournalListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The journal as text, one JSON object a line. */
  toLines(): string {
    return this.#entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  }
}
