import { batch, type ReadonlySignal, signal } from '@preact/signals'
import type { EntriesMessage, StateMessage } from '../model/wire.js'
import type { Feed } from './feed.js'

/** Real ms until the next try after a connection was lost; doubled at each, up to the longest. */
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 8000

/** How the page stands to its server. */
export type ConnectionStatus = 'connecting' | 'open' | 'lost'

/** The part of an event source that is used. */
export interface Source {
  addEventListener(type: string, listener: (event: { data?: string }) => void): void
  close(): void
}

/** What a connection needs of its surroundings. */
export interface ConnectionSettings {
  /** The feeds of the controllers that are served. */
  feeds(): readonly Feed[]
  /** Opens the events of all controllers, each from `<controller>:<seq>` on, with commas between. */
  open(since: string): Source
  /** Calls back after so many real ms. */
  later(delayMs: number, run: () => void): void
}

/**
 * Brings all feeds what their controllers tell, over one connection: a browser has few to one address. Connects anew by
 * itself when the server goes away, and starts anew when another server has come in its place.
 */
export class EventConnection {
  readonly #settings: ConnectionSettings
  readonly #status = signal<ConnectionStatus>('connecting')
  #source: Source | undefined
  #retryMs = FIRST_RETRY_MS
  #wanted = false

  constructor(settings: ConnectionSettings) {
    this.#settings = settings
  }

  get status(): ReadonlySignal<ConnectionStatus> {
    return this.#status
  }

  /** Connects, if it is not connected. */
  start(): void {
    this.#wanted = true
    this.#connect()
  }

  /** Lets the connection go; what is known stays. */
  stop(): void {
    this.#wanted = false
    this.#close()
  }

  #connect(): void {
    if (!this.#wanted || this.#source !== undefined) return
    const since = this.#settings.feeds().map(({ controller, log }) => `${controller}:${log.next}`)
    const source = this.#settings.open(since.join())
    this.#source = source
    const hear = (type: string, run: (data: string) => void) =>
      source.addEventListener(type, ({ data = '{}' }) => {
        if (this.#source === source) run(data)
      })
    hear('open', () => {
      this.#retryMs = FIRST_RETRY_MS
      this.#status.value = 'open'
    })
    hear('error', () => this.#lost())
    hear('entries', (data) => {
      const message = JSON.parse(data) as EntriesMessage
      this.#bring(message, (feed) => feed.takeEntries(message))
    })
    hear('state', (data) => {
      const message = JSON.parse(data) as StateMessage
      this.#bring(message, (feed) => feed.takeState(message))
    })
  }

  #bring({ controller }: EntriesMessage | StateMessage, take: (feed: Feed) => boolean): void {
    const feed = this.#settings.feeds().find((candidate) => candidate.controller === controller)
    if (feed !== undefined && !take(feed)) this.#startAnew()
  }

  #lost(): void {
    this.#close()
    this.#status.value = 'lost'
    const delayMs = this.#retryMs
    this.#retryMs = Math.min(LONGEST_RETRY_MS, delayMs * 2)
    this.#settings.later(delayMs, () => this.#connect())
  }

  /** Another server has taken the place of the known one: time and journals of all controllers begin at 0 again. */
  #startAnew(): void {
    this.#close()
    batch(() => {
      for (const feed of this.#settings.feeds()) feed.clear()
    })
    this.#settings.later(0, () => this.#connect())
  }

  #close(): void {
    this.#source?.close()
    this.#source = undefined
  }
}
