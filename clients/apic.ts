import { type EventSocketFactory, webSockets } from './apic-socket.js'
import type { ApicSubscription, SubscribeOptions } from './apic-subscription.js'
import { ApicSubscriptions } from './apic-subscriptions.js'
import { type ReplyEnvelope, readXmlReply, writeXml } from './apic-xml.js'
import { type CertificateIdentity, RequestSigner } from './certificate-signature.js'
import {
  type CallOptions,
  type ClientOptions,
  ControllerClient,
  type ReplyClass,
} from './controller-client.js'
import { ClientError } from './errors.js'
import type { HttpReply, HttpRequest } from './http.js'
import type { Grant, SessionEvent } from './session-keeper.js'

/** How requests and replies travel. */
export type ApicEncoding = 'json' | 'xml'

/** How an {@link ApicClient} is made. */
export interface ApicClientOptions extends Omit<ClientOptions, 'password'> {
  /** Needed unless there is a `certificate`. */
  password?: string
  /** Login domain of the user, when it is not the default one: the login name becomes `apic:<loginDomain>\<user>`. */
  loginDomain?: string
  /** Sign each request with this identity in place of logging in. */
  certificate?: CertificateIdentity
  /**
   * How requests and replies travel, but for subscriptions, which are always in JSON. What the client is given and what
   * it gives is the same either way. `json` unless given.
   */
  encoding?: ApicEncoding
  /** Ask for a challenge token at login, which then travels with every request. False unless given. */
  challenge?: boolean
  /** Whether {@link ApicClient.subscribe} may open a websocket. True unless given. */
  subscribe?: boolean
  /** Opens websockets in place of the real ones, which know `ca`, `verifyTls` and `proxy` but no `dispatcher`. */
  socketFactory?: EventSocketFactory
  /** How often the websocket is asked for a sign of life, in ms; 0 for never. 20 s, or the request time-out where that is longer, unless given. */
  socketHeartbeatMs?: number
}

/** What the controller said of the session at the latest login or refresh. */
export interface ApicSessionInformation {
  /** Lifetime of a token, in s. */
  refreshTimeoutSeconds: number
  /** How long the session can be refreshed, in s from its login. */
  maximumLifetimeSeconds: number
  /** When the token runs out unless it is refreshed, in ms since 1970 on this machine's clock, which may be wrong. */
  tokenExpiresAtMs: number
  /** When the session ends whatever is refreshed, in the same form. */
  sessionExpiresAtMs: number
  /** Release of the controller, where it told. */
  version: string | undefined
  /** The challenge token of a session that was opened with one: a secret. */
  challenge: string | undefined
}

/** Hears of logins. What it throws is thrown by the call that needed the login. */
export type LoginCallback = (information: ApicSessionInformation) => void

/** One managed object as the controller writes it: its class, and under that attributes and children. */
export type ManagedObject = Record<string, { attributes: Record<string, string>; children?: ManagedObject[] }>

/** What the controller answers to a query or a configuration. */
export interface ApicReply {
  /** Objects that match, however many of them this page holds. */
  totalCount: number
  imdata: ManagedObject[]
  /** Id of the subscription that the query opened. */
  subscriptionId?: string
}

/** A call before it is written in an encoding. */
interface ApicCall {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  body?: ManagedObject
}

interface ApicToken {
  value: string
  /** Header fields that carry it, made once: a long string is dear to put together for each request. */
  headers: Record<string, string>
  challenge: string | undefined
}

/** Words with which an APIC refuses a session; any other 403 is about permission. [C: BOOK, SBX] */
const SESSION_REFUSAL = /^token was invalid|^need a valid webtoken cookie/i

/** Words with which it refuses a signature; an unknown certificate gets none at all. [C: terraform-provider-aci; L+: AG] */
const SIGNATURE_REFUSAL = /^(?:bad signature|invalid padding|padding check failed)?$/i

/**
 * Client for the REST API of a Cisco APIC that never loses its session mid-run: it refreshes the token before
 * `refreshTimeoutSeconds` and logs in anew before `maximumLifetimeSeconds` are over. With a certificate it signs each
 * request and has no session at all.
 */
export class ApicClient extends ControllerClient<ApicToken> {
  readonly #loginName: string
  readonly #challenge: boolean
  readonly #encoding: ApicEncoding
  readonly #signer: RequestSigner | undefined
  readonly #subscriptions: ApicSubscriptions | undefined
  readonly #loginCallbacks: Set<LoginCallback>
  #information: ApicSessionInformation | undefined
  /** Counts logins: tells a session from earlier ones. */
  #logins = 0
  #loggedInAtMs = 0

  constructor(options: ApicClientOptions) {
    const loginListeners = new Set<() => void>()
    const onSessionEvent = (event: SessionEvent) => {
      options.onSessionEvent?.(event)
      if (event.type === 'login') for (const listener of loginListeners) listener()
    }
    super({ ...options, password: options.password ?? '', onSessionEvent })
    loginListeners.add(() => this.#loggedIn())
    this.#loginCallbacks = new Set()
    const { loginDomain, username, certificate } = options
    this.#loginName = loginDomain === undefined ? username : `apic:${loginDomain}\\${username}`
    this.#challenge = options.challenge ?? false
    this.#encoding = options.encoding ?? 'json'
    this.#signer = certificate === undefined ? undefined : new RequestSigner(certificate)
    this.#subscriptions = options.subscribe === false ? undefined : this.#makeSubscriptions(options)
  }

  /**
   * Reads; `path` with query from the leading slash, such as `/api/class/fvTenant.json`. As in `post` and `delete`, its
   * suffix becomes `.xml` where that is the client's encoding.
   */
  async get(path: string): Promise<ApicReply> {
    return this.#call({ method: 'GET', path })
  }

  /**
   * Creates or changes the objects in `body`.
   * @throws ClientError when the encoding is XML and has no way to write them; and what `request` throws
   */
  async post(path: string, body: ManagedObject): Promise<ApicReply> {
    return this.#call({ method: 'POST', path, body })
  }

  /** Deletes the object at `path` with all below it. */
  async delete(path: string): Promise<ApicReply> {
    return this.#call({ method: 'DELETE', path })
  }

  /**
   * Follows a query: an iterator over the objects that there are, unless `onlyNew` is set, and over each change from
   * then on. The websocket, refreshes, and new subscriptions after a new login are the client's business; what may have
   * been missed meanwhile is a `gap` among the events.
   * @param path of a query in JSON, such as `/api/class/fvTenant.json`
   * @throws ClientError where the client has no session or `subscribe` is false; and what `get` throws
   */
  async subscribe(path: string, options: SubscribeOptions = {}): Promise<ApicSubscription> {
    if (this.#signer !== undefined) {
      throw new ClientError('a subscription belongs to a session, and a client with a certificate has none')
    }
    if (this.#subscriptions === undefined) throw new ClientError('this client was made with subscribe: false')
    return this.#subscriptions.subscribe(path, options)
  }

  /**
   * Has `callback` called after each login from now on, the first one included, but not after refreshes.
   * @returns the function that ends it
   */
  onLogin(callback: LoginCallback): () => void {
    this.#loginCallbacks.add(callback)
    return () => {
      this.#loginCallbacks.delete(callback)
    }
  }

  /** What the controller said of the session; undefined before the first login. */
  get information(): ApicSessionInformation | undefined {
    return this.#information
  }

  /** Ends all subscriptions, then as every client. */
  override close(): Promise<void> {
    this.#subscriptions?.close()
    return super.close()
  }

  /** Logs in now, if there is no good session; with a certificate there is nothing to do. */
  override async login(): Promise<void> {
    if (this.#signer === undefined) await super.login()
  }

  async #call(call: ApicCall, encoding: ApicEncoding = this.#encoding): Promise<ApicReply> {
    const written = encoding === 'xml' ? inXml(call) : call
    const envelope = (await this.request(written)) as Partial<ReplyEnvelope> | undefined | null
    // Early releases leave totalCount out of empty replies. [L: INS]
    const { imdata = [], totalCount = imdata.length, subscriptionId } = envelope ?? {}
    const reply = { totalCount: Number(totalCount), imdata }
    return subscriptionId === undefined ? reply : { ...reply, subscriptionId }
  }

  #makeSubscriptions(options: ApicClientOptions): ApicSubscriptions {
    const { url, ca, verifyTls, proxy, requestTimeoutMs = 30_000 } = options
    const real = webSockets({
      ...(ca === undefined ? {} : { ca }),
      ...(verifyTls === undefined ? {} : { verifyTls }),
      ...(proxy === undefined ? {} : { proxy }),
      handshakeTimeoutMs: requestTimeoutMs,
    })
    const session = {
      clock: this.clock,
      login: async () => {
        await this.login()
        return this.#logins
      },
      onToken: <Result>(work: (token: string, login: number) => Promise<Result>) =>
        this.onLease(({ value }) => work(value, this.#logins)),
      // Events come in the encoding of the query that they belong to.
      get: (path: string) => this.#call({ method: 'GET', path }, 'json'),
    }
    return new ApicSubscriptions(session, {
      origin: new URL(url).origin,
      connect: options.socketFactory ?? real,
      openTimeoutMs: requestTimeoutMs,
      // An answer to a ping may take as long as any other.
      heartbeatMs: options.socketHeartbeatMs ?? Math.max(20_000, requestTimeoutMs),
    })
  }

  #loggedIn(): void {
    this.#subscriptions?.loggedIn(this.#logins)
    for (const callback of [...this.#loginCallbacks]) callback(this.#information!)
  }

  /** Remembers what a login or refresh granted. @param sentAtMs wall reading before it was sent */
  #granted(
    attributes: Record<string, string>,
    challenge: string | undefined,
    sentAtMs: number,
  ): Grant<ApicToken> {
    const grant = toGrant(attributes, challenge)
    this.#information = {
      refreshTimeoutSeconds: grant.lifetimeMs / 1000,
      maximumLifetimeSeconds: grant.sessionMs / 1000,
      tokenExpiresAtMs: sentAtMs + grant.lifetimeMs,
      sessionExpiresAtMs: this.#loggedInAtMs + grant.sessionMs,
      version: attributes.version ?? this.#information?.version,
      challenge: grant.token.challenge,
    }
    return grant
  }

  protected override async attempt(request: HttpRequest, believe: boolean): Promise<HttpReply> {
    if (this.#signer === undefined) return super.attempt(request, believe)
    return this.send({ ...request, headers: { ...request.headers, cookie: this.#signer.cookie(request) } })
  }

  protected override async send(request: HttpRequest): Promise<HttpReply> {
    const { headers, body } = request
    if (this.#encoding === 'json' || body === undefined || !XML_PATH.test(request.path)) {
      return super.send(request)
    }
    return super.send({ ...request, headers: { ...headers, 'content-type': 'application/xml' } })
  }

  /** What a reply in XML says is the same as in JSON, so that all else knows one form of it. */
  protected override parse(reply: HttpReply): unknown {
    return this.#encoding === 'xml' && reply.body.startsWith('<')
      ? readXmlReply(reply.body)
      : super.parse(reply)
  }

  #write(object: ManagedObject): string {
    return this.#encoding === 'xml' ? writeXml(object) : JSON.stringify(object)
  }

  protected async openSession(): Promise<Grant<ApicToken>> {
    const sentAtMs = this.clock.wallMs()
    const reply = await this.sendLogin(
      {
        method: 'POST',
        path: `/api/aaaLogin.${this.#encoding}${this.#challenge ? '?gui-token-request=yes' : ''}`,
        headers: { 'content-type': 'application/json' },
        body: this.#write({
          aaaUser: { attributes: { name: this.#loginName, pwd: this.options.password } },
        }),
      },
      (answer) => this.#loginAttributes(answer) !== undefined,
    )
    this.#logins++
    this.#loggedInAtMs = sentAtMs
    return this.#granted(this.#loginAttributes(reply)!, undefined, sentAtMs)
  }

  protected async renewSession(token: ApicToken): Promise<Grant<ApicToken> | undefined> {
    const sentAtMs = this.clock.wallMs()
    const reply = await this.send({
      method: 'GET',
      path: `/api/aaaRefresh.${this.#encoding}`,
      headers: this.tokenHeaders(token),
    }).catch(() => undefined)
    const attributes = reply && this.#loginAttributes(reply)
    return attributes && this.#granted(attributes, token.challenge, sentAtMs)
  }

  /** Attributes of the session that a login or refresh reply gives; the wrapper is `aaaLogin` in both [C: PY, TK, AP]. */
  #loginAttributes(reply: HttpReply): Record<string, string> | undefined {
    if (reply.status !== 200) return undefined
    const parsed = this.parse(reply) as { imdata?: ManagedObject[] } | undefined
    const first = parsed?.imdata?.[0]
    const attributes = (first?.aaaLogin ?? first?.aaaRefresh)?.attributes
    return attributes?.token === undefined ? undefined : attributes
  }

  protected async closeSession(token: ApicToken): Promise<void> {
    await this.send({
      method: 'POST',
      path: `/api/aaaLogout.${this.#encoding}`,
      headers: { ...this.tokenHeaders(token), 'content-type': 'application/json' },
      body: this.#write({ aaaUser: { attributes: { name: this.options.username } } }),
    })
  }

  protected tokenHeaders({ headers }: ApicToken): Record<string, string> {
    return headers
  }

  protected classify(reply: HttpReply): ReplyClass {
    if (reply.status < 400) return 'other'
    if (reply.status === 429 || reply.status === 503) return 'throttled'
    const { text, code } = this.errorText(reply)
    // Its words decide, whatever the status: some releases are said to refuse a session with 400. [L: AP]
    if (this.#signer === undefined && SESSION_REFUSAL.test(text)) return 'session'
    if (reply.status === 403) {
      if (this.#signer !== undefined) return SIGNATURE_REFUSAL.test(text) ? 'credentials' : 'permission'
      // A 403 without the API's own words comes from its web tier, which knows no permissions. [C: AG]
      return code === undefined ? 'session' : 'permission'
    }
    return code === '170' ? 'permission' : 'other'
  }

  protected errorText(reply: HttpReply): { text: string; code?: string | undefined } {
    const parsed = this.parse(reply) as { imdata?: ManagedObject[] } | undefined
    const attributes = parsed?.imdata?.[0]?.error?.attributes
    return { text: attributes?.text ?? '', code: attributes?.code }
  }
}

/** A path that is answered in XML: the suffix alone decides [C: RG, TK, AP, CO, PY]. */
const XML_PATH = /^[^?]*\.xml(?=\?|$)/

/** The call with its suffix and body in XML; a path without a suffix stays as it is. */
function inXml({ method, path, body }: ApicCall): CallOptions {
  const own = path.replace(/^([^?]*)\.json(?=\?|$)/, '$1.xml')
  if (body === undefined) return { method, path: own }
  return { method, path: own, body: XML_PATH.test(own) ? writeXml(body) : body }
}

function toGrant(attributes: Record<string, string>, known: string | undefined): Grant<ApicToken> {
  const cookie = `APIC-cookie=${attributes.token}`
  const challenge = attributes.urlToken ?? known
  return {
    token: {
      value: attributes.token ?? '',
      headers: challenge === undefined ? { cookie } : { cookie, 'APIC-challenge': challenge },
      challenge,
    },
    lifetimeMs: seconds(attributes.refreshTimeoutSeconds, 600),
    renewalsLeft: Number.POSITIVE_INFINITY,
    sessionMs: seconds(attributes.maximumLifetimeSeconds, 86_400),
  }
}

function seconds(text: string | undefined, otherwise: number): number {
  const value = Number(text)
  return (value > 0 ? value : otherwise) * 1000
}
