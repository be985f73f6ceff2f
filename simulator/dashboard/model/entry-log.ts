import type { EntriesMessage, JournalEntry } from './wire.js'

/** What became of a message that was taken into a log. */
export type Taken =
  /** Its entries came after those that were there. */
  | { change: 'appended'; entries: readonly JournalEntry[] }
  /** Old entries were let go, or all of them: whatever was derived from the log has to be derived anew. */
  | { change: 'replaced' }

/** The newest entries of one controller's journal, so many at most that a page left open for days does not grow. */
export class EntryLog {
  readonly #capacity: number
  #entries: JournalEntry[] = []
  #dropped = 0

  /** @param capacity how many entries are kept at least, if there are that many; a tenth more at most */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** Entries, oldest first. */
  get entries(): readonly JournalEntry[] {
    return this.#entries
  }

  /** The `seq` to go on from. */
  get next(): number {
    const last = this.#entries.at(-1)
    return last === undefined ? 0 : last.seq + 1
  }

  /** How many entries of the journal are not here, because the server or this log let them go. */
  get dropped(): number {
    return Math.max(this.#dropped, this.#entries[0]?.seq ?? 0)
  }

  /** Takes in a message; entries that are here already, as after a reconnection, are left out. */
  take({ entries, dropped }: EntriesMessage): Taken {
    this.#dropped = dropped
    const fresh = entries.filter(({ seq }) => seq >= this.next)
    for (const entry of fresh) this.#entries.push(entry)
    if (this.#entries.length <= this.#capacity * 1.1) return { change: 'appended', entries: fresh }
    this.#entries = this.#entries.slice(-this.#capacity)
    return { change: 'replaced' }
  }

  /** The entry of that `seq`, if it is still here. */
  find(seq: number): JournalEntry | undefined {
    const guess = this.#entries[seq - (this.#entries[0]?.seq ?? 0)]
    return guess?.seq === seq ? guess : this.#entries.find((entry) => entry.seq === seq)
  }

  /** Forgets everything: the server has a new journal. */
  clear(): void {
    this.#entries = []
    this.#dropped = 0
  }
}
