import { batch, type ReadonlySignal, signal } from '@preact/signals'
import { ActivityBook } from '../model/activity.js'
import { type ClockFace, isAnotherClock, nowAt } from '../model/clock-face.js'
import { EntryLog } from '../model/entry-log.js'
import type { ControllerKind, EntriesMessage, JournalEntry, StateMessage } from '../model/wire.js'

/** Entries that are kept of each controller. */
const KEPT_ENTRIES = 20_000
/** Real ms until the next try after a connection was lost; doubled at each, up to the longest. */
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 8000

/** How a feed stands to its server. */
export type Connection = 'connecting' | 'open' | 'lost'

/** The part of an event source that a feed uses. */
export interface Source {
  addEventListener(type: string, listener: (event: { data?: string }) => void): void
  close(): void
}

/** What a feed needs of its surroundings. */
export interface FeedSettings {
  /** Opens the events of the controller from `since` on. */
  open(since: number): Source
  /** The browser's monotonic clock, in ms. */
  realMs(): number
  /** Calls back after so many real ms. */
  later(delayMs: number, run: () => void): void
  /** Entries that are kept. */
  kept?: number
}

/** Hears of entries as they arrive, and of `replaced` when all that was derived from entries has to be derived anew. */
export type EntryListener = (entries: readonly JournalEntry[] | 'replaced') => void

/**
 * What is known of one controller: its journal's newest entries and its state, kept up to date by server-sent events.
 * Connects anew by itself when the server goes away, and starts anew when another server has come in its place.
 */
export class Feed {
  readonly controller: ControllerKind
  readonly log: EntryLog
  readonly #settings: FeedSettings
  readonly #connection = signal<Connection>('connecting')
  readonly #state = signal<StateMessage | undefined>(undefined)
  readonly #revision = signal(0)
  readonly #listeners = new Set<EntryListener>()
  #activity = new ActivityBook()
  #face: ClockFace | undefined
  #source: Source | undefined
  #retryMs = FIRST_RETRY_MS
  #wanted = false

  constructor(controller: ControllerKind, settings: FeedSettings) {
    this.controller = controller
    this.#settings = settings
    this.log = new EntryLog(settings.kept ?? KEPT_ENTRIES)
  }

  get connection(): ReadonlySignal<Connection> {
    return this.#connection
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

  /** Connects, if it is not connected. */
  start(): void {
    this.#wanted = true
    if (this.#source === undefined) this.#connect()
  }

  /** Lets the connection go; what is known stays. */
  stop(): void {
    this.#wanted = false
    this.#close()
  }

  #connect(): void {
    if (!this.#wanted) return
    const source = this.#settings.open(this.log.next)
    this.#source = source
    const current = (run: () => void) => () => {
      if (this.#source === source) run()
    }
    source.addEventListener(
      'open',
      current(() => {
        this.#retryMs = FIRST_RETRY_MS
        this.#connection.value = 'open'
      }),
    )
    source.addEventListener(
      'error',
      current(() => this.#lost()),
    )
    const heard =
      <T>(take: (message: T) => void) =>
      (event: { data?: string }) => {
        if (this.#source === source) take(JSON.parse(event.data ?? '{}') as T)
      }
    source.addEventListener(
      'entries',
      heard<EntriesMessage>((message) => this.#takeEntries(message)),
    )
    source.addEventListener(
      'state',
      heard<StateMessage>((message) => this.#takeState(message)),
    )
  }

  #lost(): void {
    this.#close()
    this.#connection.value = 'lost'
    const delayMs = this.#retryMs
    this.#retryMs = Math.min(LONGEST_RETRY_MS, delayMs * 2)
    this.#settings.later(delayMs, () => {
      if (this.#source === undefined) this.#connect()
    })
  }

  #close(): void {
    this.#source?.close()
    this.#source = undefined
  }

  #takeEntries(message: EntriesMessage): void {
    if (message.next < this.log.next) {
      this.#startAnew()
      return
    }
    const taken = this.log.take(message)
    const entries = taken.change === 'appended' ? taken.entries : this.log.entries
    if (taken.change === 'replaced') this.#activity = new ActivityBook()
    for (const entry of entries) this.#activity.add(entry)
    this.#tell(taken.change === 'appended' ? taken.entries : 'replaced')
  }

  #takeState(message: StateMessage): void {
    const { monotonicMs, wallMs, rate } = message.clock
    if (this.#face !== undefined && isAnotherClock(this.#face, message.clock)) {
      this.#startAnew()
      return
    }
    this.#face = { monotonicMs, wallMs, rate, readAtMs: this.#settings.realMs() }
    this.#state.value = message
  }

  /** Another server has taken the place of the one that this feed knew: its time and its journal begin at 0 again. */
  #startAnew(): void {
    this.#close()
    this.log.clear()
    this.#activity = new ActivityBook()
    this.#face = undefined
    batch(() => {
      this.#state.value = undefined
      this.#tell('replaced')
    })
    this.#connect()
  }

  #tell(news: readonly JournalEntry[] | 'replaced'): void {
    for (const listener of this.#listeners) listener(news)
    this.#revision.value++
  }
}
