import { Agent, type Dispatcher, request } from 'undici'
import type { ArmedFault, FaultSpec } from '../../faults/fault-board.js'
import type { HeldRequest } from '../../faults/held-requests.js'
import type { ControllerKind } from '../../journal/entries.js'
import type { Timeout, TimeoutValues } from '../../timeouts.js'
import type { AdvanceRequest, ReportedMove } from '../control/clock.js'
import type { FaultList } from '../control/faults.js'
import type { JournalPart, JournalQuery } from '../control/journal.js'
import type { ControllerList, Health } from '../control/lifecycle.js'
import type { OpenApiDescription } from '../control/openapi.js'
import type { ClockReading } from '../control/scope.js'
import type { ShownSession } from '../control/sessions.js'
import { ControlRefusedError, ControlUnreachableError } from './errors.js'
import { type ControlEvent, readEvents } from './event-stream.js'

const CONTROL_PATH = '/__midrun'

/** How a {@link ControlClient} is made. */
export interface ControlClientSettings {
  /** Address of a controller of `midrun serve`, such as `https://127.0.0.1:8443`, with or without `/__midrun`. */
  url: string
  /** Certificate authority in PEM that signed the server's certificate; `midrun serve` prints its file. */
  ca?: string | Buffer
  /** The token that `midrun serve` prints where it listens on other than a loopback address. */
  controlToken?: string
  /** Carries the requests; one of its own unless given, which {@link ControlClient.close} ends. */
  dispatcher?: Dispatcher
}

type Query = Record<string, string | number | readonly string[] | undefined>

/**
 * Drives a controller of a running `midrun serve`, and reads what it did, from another process. Each method is one
 * request to the control API, in whose documentation the answers are explained.
 *
 * All methods throw {@link ControlRefusedError} when the server refuses, and {@link ControlUnreachableError} when no
 * answer comes.
 */
export class ControlClient {
  readonly #base: string
  readonly #root: string
  readonly #headers: Record<string, string>
  readonly #dispatcher: Dispatcher
  readonly #ownDispatcher: boolean
  readonly #settings: ControlClientSettings
  #closed = false

  constructor(settings: ControlClientSettings, controller?: ControllerKind) {
    const { url, ca, controlToken, dispatcher } = settings
    this.#settings = settings
    this.#root = `${url.replace(/\/+$/, '').replace(/\/__midrun$/, '')}${CONTROL_PATH}`
    this.#base = controller === undefined ? this.#root : `${this.#root}/controllers/${controller}`
    this.#headers = controlToken === undefined ? {} : { authorization: `Bearer ${controlToken}` }
    this.#ownDispatcher = dispatcher === undefined
    // A move of time may take long until it is answered.
    this.#dispatcher =
      dispatcher ?? new Agent({ headersTimeout: 0, ...(ca === undefined ? {} : { connect: { ca } }) })
  }

  /** Drives another controller of the same server; ends with this client. */
  controller(controller: ControllerKind): ControlClient {
    return new ControlClient({ ...this.#settings, dispatcher: this.#dispatcher }, controller)
  }

  /** Says that the controller serves. */
  health(): Promise<Health> {
    return this.#json('GET', '/health')
  }

  /** All controllers of the server. */
  controllers(): Promise<ControllerList> {
    return this.#json('GET', '/controllers')
  }

  /** Restarts the controller's services. */
  async restart(): Promise<void> {
    await this.#json('POST', '/restart')
  }

  /** Takes the controller back to its start; journal and clock stay. */
  async reset(): Promise<void> {
    await this.#json('POST', '/reset')
  }

  /** Reads the clock. */
  clock(): Promise<ClockReading> {
    return this.#json('GET', '/clock')
  }

  /** Moves time forward `by` a duration such as `10m`, or `until` a moment such as `session:apic-1:token-1ms`. */
  advance(distance: AdvanceRequest): Promise<ReportedMove> {
    return this.#json('POST', '/clock/advance', distance)
  }

  /** Stops time until {@link run} is called. */
  freeze(): Promise<ClockReading> {
    return this.#json('POST', '/clock/freeze')
  }

  /** Lets time run at `rate` virtual seconds per real second. */
  run(rate = 1): Promise<ClockReading> {
    return this.#json('POST', '/clock/run', { rate })
  }

  /** Live sessions and those that ended lately, oldest first. */
  async sessions(): Promise<ShownSession[]> {
    return (await this.#json<{ sessions: ShownSession[] }>('GET', '/sessions')).sessions
  }

  /** Ends a live session, as an administrator would. */
  async terminate(session: string): Promise<void> {
    await this.#json('DELETE', `/sessions/${encodeURIComponent(session)}`)
  }

  /** Somebody else logs in with this account. */
  async loginElsewhere(user: string): Promise<void> {
    await this.#json('POST', '/login-elsewhere', { user })
  }

  /** Another client of this account logs out. */
  async logoutElsewhere(user: string): Promise<void> {
    await this.#json('POST', '/logout-elsewhere', { user })
  }

  /** Lifetimes that can be set. */
  async timeouts(): Promise<Timeout[]> {
    return (await this.#json<{ timeouts: Timeout[] }>('GET', '/timeouts')).timeouts
  }

  /** Sets lifetimes, in s by name, for what is given out from then on; gives all of them as they are then. */
  async setTimeouts(values: TimeoutValues): Promise<Timeout[]> {
    return (await this.#json<{ timeouts: Timeout[] }>('POST', '/timeouts', values)).timeouts
  }

  /** A piece of the journal. */
  journal(query: JournalQuery = {}): Promise<JournalPart> {
    return this.#json('GET', '/journal', undefined, { ...query })
  }

  /** The journal from `since` on, one JSON object a line, as `midrun judge` reads it. */
  journalLines(since = 0): Promise<string> {
    return this.#text('/journal.jsonl', { since })
  }

  /** Its exchanges from `since` on, as the JSON text of a HAR 1.2 file. */
  har(since = 0): Promise<string> {
    return this.#text('/har', { since })
  }

  /** Faults that are armed, and those that there are. */
  faults(): Promise<FaultList> {
    return this.#json('GET', '/faults')
  }

  /** Arms a fault. */
  arm(fault: FaultSpec): Promise<ArmedFault> {
    return this.#json('POST', '/faults', fault)
  }

  /** Takes one fault back, or all of them; gives how many there were. */
  async disarm(fault?: string): Promise<number> {
    const path = fault === undefined ? '/faults' : `/faults/${encodeURIComponent(fault)}`
    return (await this.#json<{ disarmed: number }>('DELETE', path)).disarmed
  }

  /** Requests that a fault of type `hold` keeps waiting, oldest first. */
  async held(): Promise<HeldRequest[]> {
    return (await this.#json<{ held: HeldRequest[] }>('GET', '/held')).held
  }

  /** Lets one of them go on. */
  async release(held: string): Promise<void> {
    await this.#json('POST', `/held/${encodeURIComponent(held)}/release`)
  }

  /** Metrics in Prometheus' text format. */
  metrics(): Promise<string> {
    return this.#text('/metrics')
  }

  /** The description of the control API. */
  openApi(): Promise<OpenApiDescription> {
    return this.#json('GET', '/openapi.json')
  }

  /**
   * What happens, as it happens: the entries of the journal from `since` on, and the controller's state whenever
   * something of it changed. Goes on by itself where it was when the connection is lost; ends when `signal` fires or the
   * client is closed.
   * @throws ControlUnreachableError when the server is not there any more
   */
  async *events(options: { since?: number; signal?: AbortSignal } = {}): AsyncGenerator<ControlEvent, void> {
    const { signal } = options
    const isOver = () => this.#closed || signal?.aborted === true
    let since = options.since ?? 0
    while (!isOver()) {
      const body = await this.#send('GET', '/events', undefined, { since }, signal).catch((error: Error) => {
        if (!isOver()) throw error
      })
      if (body === undefined) return
      try {
        for await (const event of readEvents(body)) {
          if (event.event === 'entries') since = event.data.next
          yield event
        }
      } catch {
        // The connection is lost, or the caller has had enough, which the loop finds out.
      } finally {
        body.destroy()
      }
    }
  }

  /** Ends the connections of this client. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#ownDispatcher) await this.#dispatcher.destroy()
  }

  async #json<T>(method: Dispatcher.HttpMethod, path: string, body?: unknown, query?: Query): Promise<T> {
    const answer = await this.#send(method, path, body, query)
    return (await answer.json()) as T
  }

  async #text(path: string, query?: Query): Promise<string> {
    return (await this.#send('GET', path, undefined, query)).text()
  }

  async #send(
    method: Dispatcher.HttpMethod,
    path: string,
    body?: unknown,
    query: Query = {},
    signal?: AbortSignal,
  ): Promise<Dispatcher.ResponseData['body']> {
    const answer = await request(this.#base + path, {
      method,
      headers: this.#headers,
      query: Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)),
      dispatcher: this.#dispatcher,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: Error) => {
      throw new ControlUnreachableError(
        `expected a control API at ${this.#root}, got no answer: ${error.message}; is "midrun serve" running there?`,
        { cause: error },
      )
    })
    if (answer.statusCode < 300) return answer.body
    throw await refusalOf(answer, this.#root)
  }
}

async function refusalOf(
  { statusCode, body }: Dispatcher.ResponseData,
  root: string,
): Promise<ControlRefusedError | ControlUnreachableError> {
  const text = await body.text()
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    if (typeof error === 'string') return new ControlRefusedError(error, statusCode)
  } catch {
    // Not what a control API answers.
  }
  return new ControlUnreachableError(
    `expected a control API at ${root}, found something that answers ${statusCode} in another form`,
  )
}
