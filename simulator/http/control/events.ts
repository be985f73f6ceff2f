import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { sinceSchema } from './journal.js'
import { type ControlRoute, checked } from './route.js'
import type { ControllerView } from './scope.js'
import { controllerState } from './state.js'

/** Real ms between two messages of a kind. */
const GAP_MS = 100
/** Real ms after which the state is sent although nothing of it changed. */
const STATE_EVERY_MS = 10_000
/** Most entries of a message, and about how many characters end one earlier: replies may be long. */
const MOST_ENTRIES = 500
const MOST_CHARACTERS = 1_048_576
/** How many times as long as it took to make the state nothing of it is sent: readers must not use the server up. */
const REST = 10

const querySchema = z.strictObject({ since: sinceSchema })

/** What happens, as it happens. */
export const eventRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/events',
    what: 'Server-sent events: "entries" with journal entries from ?since=<seq> on, "state" with clock, sessions and faults.',
    query: querySchema,
    reply: { status: 200, contentType: 'text/event-stream', schema: z.string() },
    perform(view, { query, headers }) {
      const { since } = checked(querySchema, query)
      const latest = headers['last-event-id']
      const from =
        latest === undefined
          ? since
          : checked(z.object({ 'Last-Event-ID': sinceSchema }), { 'Last-Event-ID': latest })['Last-Event-ID']
      return { form: 'stream', run: (response) => new EventStream(view, response, from).open() }
    },
  },
]

/**
 * Server-sent events for one reader. Entries are read from the journal when its connection takes them, so that nothing
 * is kept for a reader that does not keep up. Follows real time only: no clock waits for it.
 */
class EventStream {
  readonly #view: ControllerView
  readonly #response: ServerResponse
  #next: number
  #changed = true
  /** Whether the connection has more than it can carry at the moment. */
  #full = false
  /** Whether the last time it could not carry all that there was. */
  #cutShort = false
  #timer: NodeJS.Timeout | undefined
  /** Real instants, in ms, before which nothing is sent, and no state. */
  #dueMs = 0
  #stateDueMs = 0

  constructor(view: ControllerView, response: ServerResponse, since: number) {
    this.#view = view
    this.#response = response
    const { dropped, entries } = view.journal
    // A journal that has not come as far as that is another one: the server was started anew.
    this.#next = since > dropped + entries.length ? 0 : since
  }

  open(): void {
    const response = this.#response
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    const unlisten = this.#view.listen(() => this.#touch())
    const pulse = setInterval(() => this.#touch(), STATE_EVERY_MS)
    pulse.unref()
    response.on('drain', () => {
      this.#full = false
      if (this.#cutShort) this.#send()
      else if (this.#changed || this.#behind) this.#plan()
    })
    response.once('close', () => {
      unlisten()
      clearInterval(pulse)
      clearTimeout(this.#timer)
      this.#full = true
    })
    this.#sendState()
    this.#sendEntries(this.#part())
    this.#send()
  }

  #touch(): void {
    this.#changed = true
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

  get #behind(): boolean {
    const { dropped, entries } = this.#view.journal
    return this.#next < dropped + entries.length
  }

  #send(): void {
    while (this.#behind && !this.#full) this.#sendEntries(this.#part())
    this.#cutShort = this.#behind
    if (this.#changed && !this.#full && performance.now() >= this.#stateDueMs) this.#sendState()
    this.#dueMs = performance.now() + GAP_MS
    if (this.#changed || this.#behind) this.#plan()
  }

  #part(): { texts: string[]; dropped: number; next: number } {
    const { entries, dropped } = this.#view.journal
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
    return { texts, dropped, next: dropped + index }
  }

  #sendEntries({ texts, dropped, next }: { texts: string[]; dropped: number; next: number }): void {
    this.#next = next
    this.#write(
      `event: entries\nid: ${next}\ndata: {"entries":[${texts.join()}],"dropped":${dropped},"next":${next}}\n\n`,
    )
  }

  #sendState(): void {
    this.#changed = false
    const startMs = performance.now()
    this.#write(`event: state\ndata: ${JSON.stringify(controllerState(this.#view))}\n\n`)
    const endMs = performance.now()
    this.#stateDueMs = endMs + Math.max(GAP_MS, REST * (endMs - startMs))
  }

  #write(message: string): void {
    if (!this.#response.write(message)) this.#full = true
  }
}
