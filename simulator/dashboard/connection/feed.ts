import { batch, type ReadonlySignal, signal } from '@preact/signals'
import { ActivityBook } from '../model/activity.js'
import { type ClockFace, isAnotherClock, nowAt } from '../model/clock-face.js'
import { EntryLog } from '../model/entry-log.js'
import type { ControllerKind, EntriesMessage, JournalEntry, StateMessage } from '../model/wire.js'

/** Entries that are kept of each controller. */
const KEPT_ENTRIES = 20_000

/** What a feed needs of its surroundings. */
export interface FeedSettings {
  /** The browser's monotonic clock, in ms. */
  realMs(): number
  /** Entries that are kept. */
  kept?: number
}

/** Hears of entries as they arrive, and of `replaced` when all that was derived from entries has to be derived anew. */
export type EntryListener = (entries: readonly JournalEntry[] | 'replaced') => void

/** What is known of one controller: its journal's newest entries and its state, as its events told them. */
export class Feed {
  readonly controller: ControllerKind
  readonly log: EntryLog
  readonly #settings: FeedSettings
  readonly #state = signal<StateMessage | undefined>(undefined)
  readonly #revision = signal(0)
  readonly #listeners = new Set<EntryListener>()
  #activity = new ActivityBook()
  #face: ClockFace | undefined

  constructor(controller: ControllerKind, settings: FeedSettings) {
    this.controller = controller
    this.#settings = settings
    this.log = new EntryLog(settings.kept ?? KEPT_ENTRIES)
  }

  get state(): ReadonlySignal<StateMessage | undefined> {
    return this.#state
  }

  /** Counts the changes of {@link log} and {@link activity}. */
  get revision(): ReadonlySignal<number> {
    return this.#revision
  }

  get activity(): ActivityBook {
    return this.#activity
  }

  /** The last reading of the controller's clock; undefined before the first. */
  get face(): ClockFace | undefined {
    return this.#face
  }

  /** The controller's monotonic now, in ms; that of the newest entry before its clock was read. */
  nowMs(): number {
    if (this.#face !== undefined) return nowAt(this.#face, this.#settings.realMs())
    return this.log.entries.at(-1)?.atMs ?? 0
  }

  /** Calls `listener` whenever entries arrive, until the returned function is called. */
  listen(listener: EntryListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Takes entries in. False, with nothing taken, when the journal is shorter than it was: it is another server's. */
  takeEntries(message: EntriesMessage): boolean {
    if (message.next < this.log.next) return false
    const taken = this.log.take(message)
    const entries = taken.change === 'appended' ? taken.entries : this.log.entries
    if (taken.change === 'replaced') this.#activity = new ActivityBook()
    for (const entry of entries) this.#activity.add(entry)
    this.#tell(taken.change === 'appended' ? taken.entries : 'replaced')
    return true
  }

  /** Takes a state in. False, with nothing taken, when its clock is another one: it is another server's. */
  takeState(message: StateMessage): boolean {
    const { monotonicMs, wallMs, rate } = message.clock
    if (this.#face !== undefined && isAnotherClock(this.#face, message.clock)) return false
    this.#face = { monotonicMs, wallMs, rate, readAtMs: this.#settings.realMs() }
    this.#state.value = message
    return true
  }

  /** Forgets everything. */
  clear(): void {
    this.log.clear()
    this.#activity = new ActivityBook()
    this.#face = undefined
    batch(() => {
      this.#state.value = undefined
      this.#tell('replaced')
    })
  }

  #tell(news: readonly JournalEntry[] | 'replaced'): void {
    for (const listener of this.#listeners) listener(news)
    this.#revision.value++
  }
}
