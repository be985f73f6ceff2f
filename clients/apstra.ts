import { type ApstraCollections, makeCollections } from './apstra-collections.js'
import {
  lockError,
  NoCredentialsError,
  ProviderTimeoutError,
  SessionEndedError,
  TooManyLoginsError,
  WrongServerError,
} from './apstra-errors.js'
import { type ApstraSavedSession, readSavedSession, timeLeftMs } from './apstra-saved-session.js'
import { readClaims, tokenOf } from './apstra-token.js'
import type { RetryPolicy } from './back-off.js'
import { ElapsedTime } from './clock.js'
import type { CallOptions, ClientOptions, ReplyClass } from './controller-client.js'
import { AuthenticationError, type ControllerError, ThrottledError } from './errors.js'
import { type HttpReply, header, parseJson } from './http.js'
import { RestClient } from './rest-client.js'
import type { Grant } from './session-keeper.js'

/** How an {@link ApstraClient} is made. */
export interface ApstraClientOptions extends Omit<ClientOptions, 'password'> {
  /** Needed for logins: without it, a client can only use a session that was restored. */
  password?: string
  /**
   * Login path: `aaa` from AOS 2.1 on, `user` before and still served after it. `auto` tries `aaa` first, and `user`
   * where the controller does not know that. `auto` unless given.
   */
  loginPath?: 'aaa' | 'user' | 'auto'
  /** Lifetime of a token in ms where it cannot be read from the token itself. 24 h unless given [C: LAB]. */
  tokenMs?: number
  /**
   * End the session on the controller at close. A controller may end all sessions of the user with it, those of other
   * programs too. True unless given, but for a session that was saved or restored: somebody may want that again.
   */
  logoutOnClose?: boolean
  /**
   * Path of a cheap read that any user may do: shows whether a restored token is accepted, and whether a 401 that a new
   * login did not help is about the session. `/api/resources/ip-pools` unless given, which all releases have; aos-pyez
   * asks for `/api/user`, which is gone after AOS 1.x [L: SPEC6].
   */
  verifyPath?: string
  /**
   * How often a change of blueprints is tried again while the controller has too many tasks, or makes another blueprint,
   * after waits that grow to 10 s. 60 unless given, which is ten minutes and more.
   */
  blueprintRetries?: number
}

/** How a session is restored: options of a client, of which saved data brings server and user. */
export type ApstraRestoreOptions = Omit<ApstraClientOptions, 'url' | 'username'>

/** What the controller says of its release, as on the wire. [C: GOSDK; hotfix from 6.x on, C: SPEC6] */
export interface ApstraVersion {
  version: string
  major: string
  minor: string
  build?: string
  hotfix?: string
}

const BLUEPRINTS = /^\/api\/blueprints(?=[/?]|$)/

/**
 * Tries of a login in the midst of a run, for four minutes: a neighbour's wrong passwords ban the address for three.
 * [C: UG]
 */
const LOGIN_POLICY_OF_A_RUN: RetryPolicy = { retries: 12, firstMs: 1000, longestMs: 30_000 }

/** Factory lifetime of a token. [C: twelve captured tokens; LAB 4.2.0, 5.0.0] */
const TOKEN_MS = 86_400_000

/** Read to see whether a token is accepted: all releases have it, and each role may read it. [C: PYEZ, SPEC6] */
const VERIFY_PATH = '/api/resources/ip-pools'

/**
 * Client for the REST API of a Juniper (HPE) Apstra that never loses its session mid-run. Apstra has no refresh: the
 * client logs in anew before the token's `exp`. It takes only the token's length from it, never the instant, so it
 * needs no synchronised clock.
 */
export class ApstraClient extends RestClient<string> {
  /** Blueprints, pools, design and devices. */
  readonly collections: ApstraCollections
  protected override readonly probePath: string
  readonly #canLogin: boolean
  readonly #tokenMs: number
  readonly #logoutOnClose: boolean | undefined
  readonly #blueprintPolicy: RetryPolicy
  /** Where login and logout may be, best first; what turned out not to be there is dropped. */
  #authPaths: readonly string[]
  /** Whether there was a session: losing it would lose a run. */
  #hadSession = false
  /** Whether somebody may want the session after this client is closed. */
  #isShared = false

  constructor(options: ApstraClientOptions) {
    const canLogin = options.password !== undefined
    super({ ...options, password: options.password ?? '' }, canLogin)
    this.#canLogin = canLogin
    const { loginPath = 'auto' } = options
    this.#authPaths = loginPath === 'auto' ? ['/api/aaa', '/api/user'] : [`/api/${loginPath}`]
    this.#tokenMs = options.tokenMs ?? TOKEN_MS
    this.#logoutOnClose = options.logoutOnClose
    // Ten seconds is what a client of long standing waits. [L: CK]
    this.#blueprintPolicy = { retries: options.blueprintRetries ?? 60, firstMs: 1000, longestMs: 10_000 }
    this.probePath = options.verifyPath ?? VERIFY_PATH
    this.collections = makeCollections(this, this.clock)
  }

  /**
   * Goes on with a saved session, after one request has shown that the controller still accepts it. With a password,
   * the client logs in when the session is over or its time is not known for sure; without one it never does, and uses
   * the token until it is refused.
   * @param data what {@link save} gave, perhaps on another machine or long ago
   * @throws InvalidSessionDataError; ConnectionError, RequestTimeoutError when the server cannot be reached;
   * WrongServerError; SessionEndedError; PermissionError; ThrottledError; ControllerError
   */
  static async restore(data: unknown, options: ApstraRestoreOptions = {}): Promise<ApstraClient> {
    const saved = readSavedSession(data)
    const client = new ApstraClient({ ...options, url: saved.server, username: saved.user })
    try {
      await client.#resume(saved)
      return client
    } catch (error) {
      await client.close()
      throw error
    }
  }

  /**
   * The session as plain JSON data, to be restored by another process. Logs in first where needed, and leaves the session
   * alone at close from then on. The data holds the token: keep it like a password.
   */
  async save(): Promise<ApstraSavedSession> {
    const token = await this.liveToken()
    this.#isShared = true
    const { url, username: user } = this.options
    const { leftMs } = this.session()
    return { server: new URL(url).origin, user, token, savedAtMs: this.clock.wallMs(), leftMs }
  }

  /** Changes what the body names. */
  patch(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'PATCH', path, body })
  }

  /** Release of the controller. */
  async version(): Promise<ApstraVersion> {
    return (await this.get('/api/versions/api')) as ApstraVersion
  }

  /** Features that the controller knows, and which of them are on. [C: GOSDK] */
  async features(): Promise<Record<string, 'enabled' | 'disabled'>> {
    const features = (await this.get('/api/features')) as Record<string, { status: 'enabled' | 'disabled' }>
    return Object.fromEntries(Object.entries(features).map(([name, { status }]) => [name, status]))
  }

  async #resume(saved: ApstraSavedSession): Promise<void> {
    this.#isShared = true
    const { token } = saved
    const elapsed = new ElapsedTime(this.clock)
    const what = `GET ${this.probePath}`
    const reply = await this.sendPatiently(
      { method: 'GET', path: this.probePath, headers: this.tokenHeaders(token) },
      what,
    )
    if (reply.status === 401) {
      if (this.#canLogin) return
      throw new SessionEndedError(what, this.answerOf(reply))
    }
    if (!isFromApi(reply)) throw this.#wrongServer(what, reply)
    if (reply.status >= 400) throw this.failure(what, reply)
    // Told at an instant between sending and now: as if it had been told at once, so that all of it counts as gone.
    const controllerMs = Date.parse(header(reply, 'date') ?? '')
    const leftMs = timeLeftMs(saved, {
      wallMs: this.clock.wallMs(),
      controllerMs: Number.isNaN(controllerMs) ? undefined : controllerMs,
    })
    const grant = this.#toGrant(token)
    this.resumeSession(grant, grant.lifetimeMs - leftMs + elapsed.nowMs())
  }

  protected async openSession(): Promise<Grant<string>> {
    const { username, password } = this.options
    if (!this.#canLogin) throw new NoCredentialsError()
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    }
    const policy = this.#hadSession ? LOGIN_POLICY_OF_A_RUN : this.retryPolicy
    const reply = await this.#sendAuth((path) =>
      this.sendPatiently({ ...request, path: `${path}/login` }, 'login', policy),
    ).catch((error: unknown) => {
      throw asLoginError(error)
    })
    if (reply.status === 404) throw this.#wrongServer('login', reply)
    const token = tokenOf(reply)
    if (token === undefined) throw new AuthenticationError('login', this.answerOf(reply))
    return this.#toGrant(token)
  }

  /** There is no refresh endpoint: a new login is the only renewal [C: TF #996]. */
  protected async renewSession(): Promise<undefined> {
    return undefined
  }

  protected async closeSession(token: string): Promise<void> {
    if (!(this.#logoutOnClose ?? !this.#isShared)) return
    const headers = this.tokenHeaders(token)
    await this.#sendAuth((path) => this.send({ method: 'POST', path: `${path}/logout`, headers }))
  }

  protected tokenHeaders(token: string): Record<string, string> {
    return { AuthToken: token }
  }

  protected classify(reply: HttpReply): ReplyClass {
    switch (reply.status) {
      case 401:
        return 'session'
      case 403:
        return 'permission'
      case 429:
      case 503:
        return 'throttled'
      default:
        return 'other'
    }
  }

  protected errorText(reply: HttpReply): { text: string } {
    const errors = (parseJson(reply) as { errors?: unknown } | undefined | null)?.errors
    if (errors === undefined) return { text: '' }
    return { text: typeof errors === 'string' ? errors : JSON.stringify(errors) }
  }

  protected override failure(what: string, reply: HttpReply): ControllerError {
    return lockError(what, this.answerOf(reply)) ?? super.failure(what, reply)
  }

  /** Tasks of blueprints keep a controller busy for longer than most things do. [C: SPEC6, CK] */
  protected override policyFor({ method, path }: CallOptions): RetryPolicy {
    const isChange = method !== 'GET' && method !== 'OPTIONS' && BLUEPRINTS.test(path)
    return isChange ? this.#blueprintPolicy : this.retryPolicy
  }

  /** Sends a login or logout to the first of its paths that the controller knows. */
  async #sendAuth(send: (path: string) => Promise<HttpReply>): Promise<HttpReply> {
    for (;;) {
      const [path, ...others] = this.#authPaths
      const reply = await send(path!)
      if (reply.status !== 404 || others.length === 0) return reply
      this.#authPaths = others
    }
  }

  #wrongServer(what: string, reply: HttpReply): WrongServerError {
    const advice = 'expected an answer of an Apstra server: check the URL and the paths in the options'
    return new WrongServerError(what, this.answerOf(reply), advice)
  }

  #toGrant(token: string): Grant<string> {
    this.#hadSession = true
    return {
      token,
      lifetimeMs: readClaims(token)?.lifetimeMs ?? this.#tokenMs,
      renewalsLeft: 0,
      sessionMs: Number.POSITIVE_INFINITY,
    }
  }
}

/** Whether an answer comes from the API itself: not a redirect, not a page, and not a path that it does not know. */
function isFromApi(reply: HttpReply): boolean {
  const { status } = reply
  if (status === 403 || status === 429) return true
  return (status < 300 || status >= 400) && status !== 404 && status !== 405 && parseJson(reply) !== undefined
}

/** A login that was turned away for so long that the client gave up, by what turned it away. */
function asLoginError(error: unknown): unknown {
  if (!(error instanceof ThrottledError)) return error
  if (error.status === 429) return new TooManyLoginsError(error)
  return error.status === 408 ? new ProviderTimeoutError(error) : error
}
