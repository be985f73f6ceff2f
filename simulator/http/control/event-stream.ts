import type { ServerResponse } from 'node:http'
import type { ControllerView } from './scope.js'
import { controllerState } from './state.js'

/** Real ms between two messages of a kind. */
const GAP_MS = 100
/** Real ms after which the state is sent although nothing of it changed. */
const STATE_EVERY_MS = 10_000
/** Most entries of a message, and about how many characters end one earlier: replies may be long. */
const MOST_ENTRIES = 500
const MOST_CHARACTERS = 1_048_576
/** How many times as long as it took to make states nothing of them is sent: readers must not use the server up. */
const REST = 10

/** How the messages of a stream look. */
export interface EventForm {
  /** What `Last-Event-ID` shall bring of a reader that has come as far as that. */
  id(places: readonly ReadersPlace[]): string
  /** First fields of the data of `entries`, in JSON with a comma behind each. */
  head(view: ControllerView): string
}

/** Where a reader is in what one controller has to tell. */
export class ReadersPlace {
  readonly view: ControllerView
  /** Whether its state has changed since it was sent. */
  changed = true
  #next: number
  #begun = false

  /** @param since seq of the first entry that is wanted */
  constructor(view: ControllerView, since: number) {
    this.view = view
    const { dropped, entries } = view.journal
    // A journal that has not come as far as that is another one: the server was started anew.
    this.#next = since > dropped + entries.length ? 0 : since
  }

  /** Seq of the entry that comes next. */
  get next(): number {
    return this.#next
  }

  /** Whether there are entries to be sent; a reader is told where it is also when there are none. */
  get behind(): boolean {
    const { dropped, entries } = this.view.journal
    return !this.#begun || this.#next < dropped + entries.length
  }

  /** The next entries, as many as one message takes, as fields in JSON; the place is behind them then. */
  take(): string {
    const { entries, dropped } = this.view.journal
    const texts: string[] = []
    let index = Math.max(0, this.#next - dropped)
    for (
      let length = 0;
      index < entries.length && texts.length < MOST_ENTRIES && length < MOST_CHARACTERS;
      index++
    ) {
      const text = JSON.stringify(entries[index])
      length += text.length
      texts.push(text)
    }
    this.#begun = true
    this.#next = dropped + index
    return `"entries":[${texts.join()}],"dropped":${dropped},"next":${this.#next}`
  }
}

/**
 * Server-sent events of one or more controllers for one reader. Entries are read from the journals when its connection
 * takes them, so that nothing is kept for a reader that does not keep up. Follows real time only: no clock waits for it.
 */
export class EventStream {
  readonly #response: ServerResponse
  readonly #places: readonly ReadersPlace[]
  readonly #form: EventForm
  /** The places in the order in which they have their turn: no controller keeps the others waiting. */
  #turns: readonly ReadersPlace[]
  /** Whether the connection has more than it can carry at the moment. */
  #full = false
  /** Whether the last time it could not carry all that there was. */
  #cutShort = false
  #timer: NodeJS.Timeout | undefined
  /** Real instants, in ms, before which nothing is sent, and no state. */
  #dueMs = 0
  #stateDueMs = 0

  constructor(response: ServerResponse, places: readonly ReadersPlace[], form: EventForm) {
    this.#response = response
    this.#places = places
    this.#turns = places
    this.#form = form
  }

  /** Answers, until the reader leaves. */
  open(): void {
    const response = this.#response
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    const unlisten = this.#places.map((place) => place.view.listen(() => this.#touch(place)))
    const pulse = setInterval(() => {
      for (const place of this.#places) this.#touch(place)
    }, STATE_EVERY_MS)
    pulse.unref()
    response.on('drain', () => {
      this.#full = false
      if (this.#cutShort) this.#send()
      else if (this.#waiting) this.#plan()
    })
    response.once('close', () => {
      for (const end of unlisten) end()
      clearInterval(pulse)
      clearTimeout(this.#timer)
      this.#full = true
    })
    this.#sendStates()
    this.#send()
  }

  #touch(place: ReadersPlace): void {
    place.changed = true
    this.#plan()
  }

  #plan(): void {
    if (this.#timer !== undefined || this.#full) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#send()
      },
      Math.max(0, this.#dueMs - performance.now()),
    )
    this.#timer.unref()
  }

  get #waiting(): boolean {
    return this.#places.some(({ changed, behind }) => changed || behind)
  }

  #send(): void {
    this.#sendInTurn(
      ({ behind }) => behind,
      (place) => this.#sendEntries(place),
    )
    this.#cutShort = this.#places.some(({ behind }) => behind)
    if (performance.now() >= this.#stateDueMs) this.#sendStates()
    this.#dueMs = performance.now() + GAP_MS
    if (this.#waiting) this.#plan()
  }

  #sendStates(): void {
    const startMs = performance.now()
    this.#sendInTurn(
      ({ changed }) => changed,
      (place) => this.#sendState(place),
    )
    const endMs = performance.now()
    this.#stateDueMs = endMs + Math.max(GAP_MS, REST * (endMs - startMs))
  }

  /** Sends of places that have something, the one that waited longest first, as long as the connection takes it. */
  #sendInTurn(has: (place: ReadersPlace) => boolean, send: (place: ReadersPlace) => void): void {
    while (!this.#full) {
      const place = this.#turns.find(has)
      if (place === undefined) return
      this.#turns = [...this.#turns.filter((other) => other !== place), place]
      send(place)
    }
  }

  #sendEntries(place: ReadersPlace): void {
    const data = `{${this.#form.head(place.view)}${place.take()}}`
    this.#write(`event: entries\nid: ${this.#form.id(this.#places)}\ndata: ${data}\n\n`)
  }

  #sendState(place: ReadersPlace): void {
    place.changed = false
    this.#write(`event: state\ndata: ${JSON.stringify(controllerState(place.view))}\n\n`)
  }

  #write(message: string): void {
    if (!this.#response.write(message)) this.#full = true
  }
}
