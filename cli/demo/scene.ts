import type { Dispatcher } from 'undici'
import type { ClientTime } from '../../clients/clock.js'
import type { ClientOptions } from '../../clients/controller-client.js'
import { ClientError } from '../../clients/errors.js'
import { HttpConnection, type HttpReply, type HttpRequest } from '../../clients/http.js'
import type { ExchangeEntry, JournalEntry } from '../../simulator/journal/entries.js'
import { OPERATOR, type Stage } from './stage.js'
import type { Act, Outcome } from './story.js'

/** Tells the requests of the story from those that somebody in the room sends. */
const USER_AGENT = 'midrun-demo'

/** Time-out of a request, in virtual ms: as long as a client that calls once a minute needs to renew its token in time. */
const REQUEST_TIMEOUT_MS = 90_000

/** Real ms for which a login or a refusal stands before the script goes on. */
const EVENT_REST_MS = 400

/** A script could not do its work because the controller refused a request. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
}

/** The stage put an end to a script that would never have come to one. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError'
}

/** Hears of what happens in an act, as it happens. */
export interface Audience {
  /** A login, a refresh, or a request that was not carried out. */
  exchange(entry: ExchangeEntry, scene: Scene): void
  /** Virtual time has passed, or a thing was made. */
  progress(scene: Scene): void
  /** The script, or the controller's reply to it, has something to say. */
  remark(text: string): void
}

/** One act on the stage: what its script can do, and the count of what it did. */
export class Scene {
  /** With what a client of the script's own is made. */
  readonly client: Omit<ClientOptions, 'dispatcher'> & { dispatcher: Dispatcher }
  readonly #stage: Stage
  readonly #act: Act
  readonly #audience: Audience
  readonly #connection: HttpConnection
  readonly #connections: Dispatcher
  readonly #startMs: number
  readonly #deaf: () => void
  readonly #counts = { made: 0, logins: 0, refreshes: 0, sessionRefusals: 0, permissionRefusals: 0 }

  constructor(stage: Stage, act: Act, audience: Audience) {
    this.#stage = stage
    this.#act = act
    this.#audience = audience
    this.#connections = stage.connect()
    const dispatcher = this.#connections.compose((dispatch) => (options, handler) => {
      const headers = { ...(options.headers as Record<string, string> | undefined), 'user-agent': USER_AGENT }
      return dispatch({ ...options, headers }, handler)
    })
    this.client = {
      url: stage.url,
      dispatcher,
      clock: clientTime(stage),
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      ...OPERATOR,
    }
    this.#connection = new HttpConnection(this.client)
    this.#startMs = stage.clock.monotonicMs()
    this.#deaf = stage.simulator.journal.listen((entry) => this.#hear(entry))
  }

  /** Virtual ms since the act began. */
  get elapsedMs(): number {
    return this.#stage.clock.monotonicMs() - this.#startMs
  }

  /** Things made so far. */
  get made(): number {
    return this.#counts.made
  }

  /** Sends a request and gives the answer, whatever its status. @throws RequestTimeoutError, ConnectionError */
  async send(request: HttpRequest): Promise<HttpReply> {
    const reply = await this.#connection.send(request)
    if (reply.status >= 400) await this.#stage.rest(EVENT_REST_MS)
    return reply
  }

  /**
   * Sends a login.
   * @throws StoppedError when the script had as many as the act lets it have
   * @throws RefusedError when the controller does not let it in; RequestTimeoutError, ConnectionError
   */
  async logIn(request: HttpRequest): Promise<HttpReply> {
    if (this.#counts.logins === this.#act.mostLogins) {
      throw new StoppedError(`stopped before login ${this.#counts.logins + 1}`)
    }
    const reply = await this.send(request)
    if (reply.status >= 400) throw new RefusedError(`the login was answered ${reply.status}`)
    await this.#stage.rest(EVENT_REST_MS)
    return reply
  }

  /** Counts a thing that was made. */
  hasMade(): void {
    this.#counts.made++
    this.#audience.progress(this)
  }

  /** Says something to the room. */
  remark(text: string): void {
    this.#audience.remark(text)
  }

  /** Lets the script wait, in ms of virtual time. */
  pause(ms: number): Promise<void> {
    return this.#stage.pass(ms, this.#act.rate, () => this.#audience.progress(this))
  }

  /** Plays the act to its end. @throws what its script throws, unless a refusal, the stage or a client ended it */
  async play(): Promise<Outcome> {
    try {
      const ending = await this.#act.script(this).then(() => ({ ending: 'finished' as const }), endingOf)
      return { ...ending, ...this.#counts }
    } finally {
      this.#deaf()
      await this.#connections.close()
    }
  }

  #hear(entry: JournalEntry): void {
    if (entry.kind !== 'exchange' || entry.request.headers['user-agent'] !== USER_AGENT) return
    const { outcome } = entry.auth
    if (entry.response.status < 400 && entry.purpose === 'login') this.#counts.logins++
    if (entry.response.status < 400 && entry.purpose === 'refresh') this.#counts.refreshes++
    if (outcome === 'refused') this.#counts.sessionRefusals++
    if (outcome === 'forbidden') this.#counts.permissionRefusals++
    if (entry.purpose !== 'call' || entry.response.status >= 400) this.#audience.exchange(entry, this)
  }
}

function endingOf(error: unknown): Pick<Outcome, 'ending' | 'reason'> {
  if (error instanceof RefusedError) return { ending: 'refused', reason: error.message }
  if (error instanceof StoppedError) return { ending: 'stopped', reason: error.message }
  if (error instanceof ClientError) return { ending: 'failed', reason: error.message }
  throw error
}

function clientTime({ clock }: Stage): ClientTime {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    setTimer: (delayMs, run) => clock.setTimer(delayMs, run),
  }
}
