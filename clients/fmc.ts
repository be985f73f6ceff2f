import {
  type ClientOptions,
  ControllerClient,
  header,
  parseJson,
  type ReplyClass,
} from './controller-client.js'
import type { HttpReply, HttpRequest } from './http.js'
import { ParallelLimit } from './parallel-limit.js'
import type { Grant } from './session-keeper.js'

/** How an {@link FmcClient} is made. An FMC does not say how long its tokens live, so the client has to be told. */
export interface FmcClientOptions extends ClientOptions {
  /** Lifetime of an access token in ms. 30 min unless given [C: QSG]. */
  accessTokenMs?: number
  /** Refreshes that the controller allows after each login. 3 unless given [C: QSG]. */
  maxRefreshes?: number
  /** Browser session time-out set on the controller, in ms: no token outlives it. 60 min unless given [L: fireREST #89]. */
  browserSessionMs?: number
  /**
   * Whether that time-out counts from the last request (`idle`) or from the login (`absolute`); nobody documents it.
   * `absolute` unless given: it costs a login an hour, and no session where it is wrong.
   */
  browserSessionKind?: 'idle' | 'absolute'
  /** Requests at a time. 10 unless given, the controller's own limit [C: LAB-104]. */
  maxParallel?: number
}

interface FmcToken {
  access: string
  refresh: string
  renewalsLeft: number
}

const AUTH = '/api/fmc_platform/v1/auth'

/**
 * Client for the REST API of a Cisco FMC that never loses its session mid-run: it refreshes both tokens three times and
 * logs in anew before the last one ends. It keeps to the controller's limits of parallel requests and of one write at
 * a time, and waits when told that it is too fast.
 */
export class FmcClient extends ControllerClient<FmcToken> {
  readonly #accessTokenMs: number
  readonly #maxRefreshes: number
  readonly #sessionMs: number
  readonly #requests: ParallelLimit
  readonly #writes = new ParallelLimit(1)
  #domain = 'default'
  /** The request window is 60 s: the waits add up to more than that. */
  protected override readonly retryPolicy = { retries: 6, firstMs: 2500 }

  constructor(options: FmcClientOptions) {
    super(options)
    const {
      accessTokenMs = 1_800_000,
      browserSessionMs = 3_600_000,
      browserSessionKind = 'absolute',
    } = options
    this.#accessTokenMs = Math.min(accessTokenMs, browserSessionMs)
    this.#sessionMs = browserSessionKind === 'absolute' ? browserSessionMs : Number.POSITIVE_INFINITY
    this.#maxRefreshes = options.maxRefreshes ?? 3
    this.#requests = new ParallelLimit(options.maxParallel ?? 10)
  }

  /** UUID of the domain that the user logged in to; the word `default`, which means the same, before the first login. */
  get domain(): string {
    return this.#domain
  }

  /** Reads; `path` with query from the leading slash. */
  get(path: string): Promise<unknown> {
    return this.request({ method: 'GET', path })
  }

  /** Creates. */
  post(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'POST', path, body })
  }

  /** Replaces the object at `path`; the body must carry its `id`. */
  put(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'PUT', path, body })
  }

  /** Deletes the object at `path` and gives its last state. */
  delete(path: string): Promise<unknown> {
    return this.request({ method: 'DELETE', path })
  }

  protected override inTurn(request: HttpRequest, send: () => Promise<HttpReply>): Promise<HttpReply> {
    const sendWithOthers = () => this.#requests.run(send)
    return request.method === 'GET' ? sendWithOthers() : this.#writes.run(sendWithOthers)
  }

  protected async openSession(): Promise<Grant<FmcToken>> {
    const { username, password } = this.options
    const credentials = Buffer.from(`${username}:${password}`).toString('base64')
    const reply = await this.sendLogin(
      { method: 'POST', path: `${AUTH}/generatetoken`, headers: { authorization: `Basic ${credentials}` } },
      (answer) => hasTokens(answer),
    )
    return this.#toGrant(reply, this.#maxRefreshes)
  }

  protected async renewSession(
    token: FmcToken,
    stillGood: () => boolean,
  ): Promise<Grant<FmcToken> | undefined> {
    for (let retry = 0; retry <= this.retryPolicy.retries && stillGood(); retry++) {
      const reply = await this.send({
        method: 'POST',
        path: `${AUTH}/refreshtoken`,
        headers: { ...this.tokenHeaders(token), 'X-auth-refresh-token': token.refresh },
      }).catch(() => undefined)
      if (reply === undefined) return undefined
      if (hasTokens(reply)) return this.#toGrant(reply, token.renewalsLeft - 1)
      if (this.classify(reply) !== 'throttled') return undefined
      await this.backOff(retry, reply)
    }
    return undefined
  }

  protected async closeSession(token: FmcToken): Promise<void> {
    await this.send({ method: 'POST', path: `${AUTH}/revokeaccess`, headers: this.tokenHeaders(token) })
  }

  protected tokenHeaders({ access }: FmcToken): Record<string, string> {
    return { 'X-auth-access-token': access }
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
      // Some releases answer a second write at a time so. [L: go-fmc 0.2.1]
      case 400:
        return /retry the operation after sometime/i.test(reply.body) ? 'throttled' : 'other'
      default:
        return 'other'
    }
  }

  protected errorText(reply: HttpReply): { text: string } {
    const parsed = parseJson(reply) as { error?: { messages?: { description?: string }[] } } | undefined
    return { text: parsed?.error?.messages?.[0]?.description ?? '' }
  }

  #toGrant(reply: HttpReply, renewalsLeft: number): Grant<FmcToken> {
    this.#domain = header(reply, 'domain_uuid') ?? this.#domain
    return {
      token: {
        access: header(reply, 'x-auth-access-token')!,
        refresh: header(reply, 'x-auth-refresh-token')!,
        renewalsLeft,
      },
      lifetimeMs: this.#accessTokenMs,
      renewalsLeft,
      sessionMs: this.#sessionMs,
    }
  }
}

function hasTokens(reply: HttpReply): boolean {
  return (
    reply.status < 300 &&
    header(reply, 'x-auth-access-token') !== undefined &&
    header(reply, 'x-auth-refresh-token') !== undefined
  )
}
