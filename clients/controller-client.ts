import { backOffMs, type RetryPolicy } from './back-off.js'
import { type ClientTime, sleep, systemClock } from './clock.js'
import {
  AuthenticationError,
  ClosedError,
  ConnectionError,
  type ControllerAnswer,
  ControllerError,
  PermissionError,
  SessionRefusedError,
  ThrottledError,
} from './errors.js'
import {
  type ConnectionOptions,
  HttpConnection,
  type HttpReply,
  type HttpRequest,
  parseJson,
  requestLine,
} from './http.js'
import { type Grant, type KeeperSnapshot, type SessionEvent, SessionKeeper } from './session-keeper.js'

/** What every reference client takes. */
export interface ClientOptions extends ConnectionOptions {
  username: string
  password: string
  /** How far this machine's clocks may drift against the controller's, in parts per million. 500 unless given. */
  driftPpm?: number
  /** Renew the session in the background although nobody uses it. False unless given. */
  keepAlive?: boolean
  /** Hears of logins, renewals and refusals. */
  onSessionEvent?: (event: SessionEvent) => void
}

/** A request of the caller. */
export interface CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** Path and query, from the leading slash. */
  path: string
  /** Sent as JSON; a string is sent as it is. */
  body?: unknown
}

/**
 * What an answer means to the client:
 * - `session`: refused because the session is not, or no longer, good; it was not carried out
 * - `permission`: the user may not do this
 * - `credentials`: the controller does not believe who signed the request
 * - `throttled`: not carried out, to be tried again later
 * - `other`: anything else, success or not
 */
export type ReplyClass = 'session' | 'permission' | 'credentials' | 'throttled' | 'other'

/** Sends a request on a live session; `sent` is called just before it leaves, and not at all when there is no session. */
export type SendOnLease = (sent?: () => void) => Promise<HttpReply>

/** Calls whose refusals are remembered. */
const MOST_DOUBTED = 100

/**
 * What the three reference clients share: calls on a kept session, each error as what it is, and nothing unsafe ever
 * repeated. A subclass says how its controller's tokens travel and what its answers mean.
 */
export abstract class ControllerClient<Token> {
  protected readonly options: ClientOptions
  protected readonly clock: ClientTime
  readonly #connection: HttpConnection
  readonly #random: () => number
  readonly #keeper: SessionKeeper<Token>
  #everAnswered = false
  #closing: Promise<void> | undefined
  /** Calls that a fresh login did not help, oldest first: their refusals say nothing about the session. */
  readonly #doubted = new Set<string>()

  /** @param canLogin whether there is something to log in with; if not, {@link openSession} has to throw */
  protected constructor(options: ClientOptions, canLogin = true) {
    this.options = options
    this.clock = options.clock ?? systemClock
    this.#random = options.random ?? Math.random
    this.#connection = new HttpConnection(options)
    this.#keeper = new SessionKeeper<Token>(
      {
        login: () => this.#firstOrNextLogin(),
        renew: (token, stillGood) => this.renewSession(token, stillGood),
      },
      {
        clock: this.clock,
        requestTimeoutMs: this.#connection.requestTimeoutMs,
        canLogin,
        ...(options.driftPpm === undefined ? {} : { driftPpm: options.driftPpm }),
        ...(options.keepAlive === undefined ? {} : { keepAlive: options.keepAlive }),
        ...(options.onSessionEvent === undefined ? {} : { onEvent: options.onSessionEvent }),
      },
    )
  }

  /** Waits between tries of a throttled request. */
  protected readonly retryPolicy: RetryPolicy = { retries: 5, firstMs: 1000 }

  /** Waits between tries of one call, where they are others. */
  protected policyFor(_call: CallOptions): RetryPolicy {
    return this.retryPolicy
  }

  /**
   * Path of a cheap read that any user may do, for a second opinion on refusals that may not be about the session;
   * undefined where the controller has other words for those.
   */
  protected readonly probePath: string | undefined = undefined

  /** Logs in. */
  protected abstract openSession(): Promise<Grant<Token>>
  /** Renews a session; undefined when that failed and a login is the way on. */
  protected abstract renewSession(token: Token, stillGood: () => boolean): Promise<Grant<Token> | undefined>
  /** Ends a session on the controller. */
  protected abstract closeSession(token: Token): Promise<void>
  /** Header fields that carry the token. */
  protected abstract tokenHeaders(token: Token): Record<string, string>
  /** What an answer to a call means. */
  protected abstract classify(reply: HttpReply): ReplyClass
  /** The controller's own words in an answer that is not a success. */
  protected abstract errorText(reply: HttpReply): { text: string; code?: string | undefined }

  /**
   * Sends a request on a live session, logging in, renewing and waiting as needed, and gives the answer whatever its
   * status.
   * @throws AuthenticationError, RequestTimeoutError, ConnectionError, ThrottledError, ClosedError
   */
  async exchange(call: CallOptions): Promise<HttpReply> {
    const request = toHttpRequest(call)
    const policy = this.policyFor(call)
    let refusals = 0
    let throttled = 0
    let broken = 0
    for (;;) {
      if (this.#closing !== undefined) throw new ClosedError('the client is closed')
      let reply: HttpReply
      const believe = refusals === 0 && !this.#doubted.has(requestLine(call))
      try {
        reply = await this.attempt(request, believe)
      } catch (error) {
        // Only reads are sent again after a broken connection: nobody knows whether a write was carried out. A login
        // that failed on the way has been tried again already.
        const itself = error instanceof ConnectionError && error.request === requestLine(call)
        if (!itself || call.method !== 'GET' || broken++ > 0) throw error
        continue
      }
      const meaning = this.classify(reply)
      if (meaning === 'session' && refusals++ === 0 && (believe || !(await this.#isAccepted()))) continue
      if (refusals > 0) this.#learn(requestLine(call), meaning)
      if (meaning === 'throttled' && throttled < policy.retries && isRepeatable(call, reply)) {
        await this.backOff(throttled++, reply, policy)
      } else return reply
    }
  }

  /**
   * As {@link exchange}, but an answer that is not a success is thrown as what it is, and a success is parsed.
   * @returns what the body says; undefined when there is none
   * @throws PermissionError, AuthenticationError, SessionRefusedError, ThrottledError, ControllerError, and what `exchange` throws
   */
  async request(call: CallOptions): Promise<unknown> {
    const reply = await this.exchange(call)
    const what = requestLine(call)
    if (reply.status < 300) {
      const parsed = reply.body === '' ? undefined : this.parse(reply)
      if (reply.body === '' || parsed !== undefined) return parsed
      throw new ControllerError(what, { status: reply.status, text: 'a body that cannot be read' })
    }
    throw this.failure(what, reply)
  }

  /** An answer that is not a success as an error. @param what the request that it answers */
  protected failure(what: string, reply: HttpReply, meaning = this.classify(reply)): ControllerError {
    const answer = this.answerOf(reply)
    switch (meaning) {
      case 'session':
        return new SessionRefusedError(what, answer)
      case 'permission':
        return new PermissionError(what, answer)
      case 'credentials':
        return new AuthenticationError(what, answer)
      case 'throttled':
        return new ThrottledError(what, answer)
      default:
        return new ControllerError(what, answer)
    }
  }

  /** What errors tell of an answer. */
  protected answerOf(reply: HttpReply): ControllerAnswer {
    return { status: reply.status, ...this.errorText(reply) }
  }

  /** What the body of a reply says; undefined when it is something else, such as the page of a proxy. JSON unless overridden. */
  protected parse(reply: HttpReply): unknown {
    return parseJson(reply)
  }

  /** Logs in now, if there is no good session; calls do so by themselves. */
  async login(): Promise<void> {
    await this.liveToken()
  }

  /** A token that is good now, after a login or renewal where needed. */
  protected async liveToken(): Promise<Token> {
    const lease = await this.#keeper.acquire()
    this.#keeper.release(lease)
    return lease.token
  }

  /** Goes on with a session that the controller has just accepted. @param ageMs most time since its token was issued, in ms */
  protected resumeSession(grant: Grant<Token>, ageMs: number): void {
    this.#everAnswered = true
    this.#keeper.resume(grant, ageMs)
  }

  /** What the client knows of its session. */
  session(): KeeperSnapshot {
    return this.#keeper.snapshot()
  }

  /** Calls whose refusals are not taken for the end of the session any more, as method and path. */
  get doubted(): string[] {
    return [...this.#doubted]
  }

  /** Waits for calls in flight, ends the session on the controller, and frees the connections. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const token = await this.#keeper.close()
    // The session ends by itself when the controller cannot be told.
    if (token !== undefined) await this.closeSession(token).catch(() => undefined)
    await this.#connection.close()
  }

  /**
   * Sends a request once on a live session.
   * @param believe whether a refusal means that the session is dead; a second one in a row for the same call means
   * something about the call instead, and must not cost everybody's session
   */
  protected attempt(request: HttpRequest, believe: boolean): Promise<HttpReply> {
    const waitingSince = this.#keeper.failures
    return this.inTurn(request, (sent) => this.#sendOnLease(request, believe, waitingSince, sent))
  }

  /** Sends when the controller's limits leave room for the request; at once, unless a subclass knows of limits. */
  protected inTurn(_request: HttpRequest, send: SendOnLease): Promise<HttpReply> {
    return send()
  }

  /** Does some work on the token of a live session, which is neither renewed nor given up meanwhile. */
  protected async onLease<Result>(work: (token: Token) => Promise<Result>): Promise<Result> {
    const lease = await this.#keeper.acquire()
    try {
      return await work(lease.token)
    } finally {
      this.#keeper.release(lease)
    }
  }

  async #sendOnLease(
    request: HttpRequest,
    believe: boolean,
    waitingSince: number,
    sent?: () => void,
  ): Promise<HttpReply> {
    const acquired = this.#keeper.acquire(waitingSince)
    const lease = acquired instanceof Promise ? await acquired : acquired
    try {
      const { method, path, body } = request
      const own = this.tokenHeaders(lease.token)
      const headers = request.headers === undefined ? own : { ...own, ...request.headers }
      sent?.()
      const reply = await this.send(
        body === undefined ? { method, path, headers } : { method, path, headers, body },
      )
      if (believe && reply.status >= 400 && this.classify(reply) === 'session') this.#keeper.refuse(lease)
      return reply
    } finally {
      this.#keeper.release(lease)
    }
  }

  /** Asks for something that a live session is never refused; a refusal of that ends the session. */
  async #isAccepted(): Promise<boolean> {
    const probe = { method: 'GET', path: this.probePath! }
    const reply = await this.attempt(probe, true).catch(() => undefined)
    return reply === undefined || this.classify(reply) !== 'session'
  }

  /** Remembers, for calls that were refused, what became of them in the end. */
  #learn(call: string, meaning: ReplyClass): void {
    if (this.probePath === undefined) return
    this.#doubted.delete(call)
    if (meaning === 'session') this.#doubted.add(call)
    const [oldest] = this.#doubted
    if (this.#doubted.size > MOST_DOUBTED) this.#doubted.delete(oldest!)
  }

  async #firstOrNextLogin(): Promise<Grant<Token>> {
    const grant = await this.openSession()
    this.#everAnswered = true
    return grant
  }

  /** Sends any request, as it is. */
  protected send(request: HttpRequest): Promise<HttpReply> {
    return this.#connection.send(request)
  }

  /** Sends a request of the session's own, such as a login; at once, unless a subclass knows of limits. */
  protected sendForSession(request: HttpRequest): Promise<HttpReply> {
    return this.send(request)
  }

  /**
   * Sends a login, as {@link sendPatiently} does.
   * @throws AuthenticationError when `isSuccess` says no to an answer
   */
  protected async sendLogin(
    request: HttpRequest,
    isSuccess: (reply: HttpReply) => boolean,
  ): Promise<HttpReply> {
    const reply = await this.sendPatiently(request, 'login')
    if (isSuccess(reply)) return reply
    throw new AuthenticationError('login', this.answerOf(reply))
  }

  /**
   * Sends a request outside the session that may be repeated, again after a while when the controller is busy or the
   * network fails, unless it is plain that it will fail again.
   * @param what the request, for messages
   * @throws ThrottledError, ConnectionError, RequestTimeoutError
   */
  protected async sendPatiently(
    request: HttpRequest,
    what: string,
    policy: RetryPolicy = this.retryPolicy,
  ): Promise<HttpReply> {
    for (let retry = 0; ; retry++) {
      const last = retry >= policy.retries
      let reply: HttpReply | undefined
      try {
        reply = await this.sendForSession(request)
      } catch (error) {
        const lasting = error instanceof ConnectionError && error.isLasting(!this.#everAnswered)
        if (last || lasting) throw error
      }
      if (reply !== undefined) {
        // 408: a remote authentication provider did not answer in time. [C: SPEC6]
        const busy = reply.status === 429 || reply.status === 408 || reply.status >= 500
        if (!busy) return reply
        if (last) throw new ThrottledError(what, this.answerOf(reply))
      }
      await this.backOff(retry, reply, policy)
    }
  }

  /** Waits before retry number `retry`, from 0, as long as the policy or the answer's `Retry-After` says. */
  protected backOff(retry: number, reply?: HttpReply, policy = this.retryPolicy): Promise<void> {
    return sleep(this.clock, backOffMs(retry, policy, this.#random, reply, this.clock.wallMs()))
  }
}

/** What a refusal such as 429 turned away was not carried out; otherwise only reads are known to be harmless to repeat. */
function isRepeatable(call: CallOptions, { status }: HttpReply): boolean {
  return (status >= 400 && status < 500) || call.method === 'GET'
}

/** @throws TypeError when the path is none, which no other try would mend */
function toHttpRequest({ method, path, body }: CallOptions): HttpRequest {
  if (!path.startsWith('/')) {
    throw new TypeError(`path: expected one that begins with "/", found "${path.split('?', 1)[0]}"`)
  }
  if (body === undefined) return { method, path }
  return {
    method,
    path,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }
}
