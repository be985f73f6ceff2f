import type { ClientOptions, ReplyClass, SendOnLease } from './controller-client.js'
import { ClientError, ClosedError, type ControllerError } from './errors.js'
import { type BatchLimits, createObjects, type DeleteOptions, deleteObjects } from './fmc-bulk.js'
import { type FmcDomain, findDomain, parseDomains, toDomains } from './fmc-domains.js'
import { type FmcObject, firstPage, type ListOptions, readList } from './fmc-lists.js'
import { type AwaitFmcTaskOptions, awaitEnd, type FmcTask, toTask } from './fmc-tasks.js'
import { type HttpReply, type HttpRequest, header, parseJson } from './http.js'
import { ParallelLimit } from './parallel-limit.js'
import { RequestBudget } from './request-budget.js'
import { RestClient } from './rest-client.js'
import type { Grant } from './session-keeper.js'

/** An API token of cdFMC, or a function that gets a fresh one. */
export type BearerToken = string | (() => string | Promise<string>)

/** How an {@link FmcClient} is made. An FMC does not say how long its tokens live, so the client has to be told. */
export interface FmcClientOptions extends Omit<ClientOptions, 'username' | 'password'> {
  /** Needed unless there is a `bearerToken`. */
  username?: string
  /** Needed unless there is a `bearerToken`. */
  password?: string
  /**
   * API token of Security Cloud Control for a cloud-delivered FMC, which has neither login nor refresh [C: go-fmc,
   * fmcapi, fireREST, TF2]. A function is asked before the first request, and again when the controller refuses what it
   * gave.
   */
  bearerToken?: BearerToken
  /** Name, such as `Global/Devel`, or UUID of the domain of {@link FmcClient.domainPath}; the login's own unless given. */
  domain?: string
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
  /**
   * Requests in any 60 s, logins and refreshes included; Infinity for no limit. 120 unless given, as releases before
   * 7.4.1 allow; later ones allow 300 [C: LAB-104, go-fmc, TF2]. The controller counts per address: clients that run
   * on one machine have to share.
   */
  requestsPerMinute?: number
  /** Whether {@link FmcClient.close} ends the session on the controller. True unless given. */
  revokeOnClose?: boolean
}

/** What goes with each request, and what a refresh needs. */
interface FmcToken {
  headers: Record<string, string>
  /** Absent where there is nothing to refresh. */
  refresh?: string
  renewalsLeft: number
}

const AUTH = '/api/fmc_platform/v1/auth'

/** Words of a controller that is overloaded for a moment, beside 429 and 503 [C: go-fmc, "Search Service"; L: go-fmc 0.2.1, wingpy]. */
const OVERLOADED =
  /retry the operation after sometime|search service n\.a\.|retry after sometime|the action type is null|"messages":\s*\[\s*\{\s*\}\s*\]/i

/**
 * Client for the REST API of a Cisco FMC that never loses its session mid-run: it refreshes both tokens three times and
 * logs in anew before the last one ends. It keeps to the controller's limits of requests per minute, of parallel
 * requests and of one write at a time, and waits when told that it is too fast all the same. A body for `put` must
 * carry the object's `id`; `delete` gives the object's last state.
 */
export class FmcClient extends RestClient<FmcToken> {
  readonly #origin: string
  readonly #bearerToken: BearerToken | undefined
  readonly #chosenDomain: string | undefined
  readonly #accessTokenMs: number
  readonly #maxRefreshes: number
  readonly #sessionMs: number
  readonly #revokeOnClose: boolean
  readonly #budget: RequestBudget
  readonly #requests: ParallelLimit
  readonly #writes = new ParallelLimit(1)
  #domain = 'default'
  #domains: readonly FmcDomain[] = []
  /** The request window is 60 s: the waits add up to more than that. */
  protected override readonly retryPolicy = { retries: 6, firstMs: 2500 }

  /** @throws TypeError, RangeError when an option cannot be meant */
  constructor(options: FmcClientOptions) {
    super(withCredentials(options))
    const {
      accessTokenMs = 1_800_000,
      browserSessionMs = 3_600_000,
      browserSessionKind = 'absolute',
    } = options
    this.#origin = new URL(options.url).origin
    this.#bearerToken = options.bearerToken
    this.#chosenDomain = options.domain
    this.#accessTokenMs = Math.min(accessTokenMs, browserSessionMs)
    this.#sessionMs = browserSessionKind === 'absolute' ? browserSessionMs : Number.POSITIVE_INFINITY
    this.#maxRefreshes = options.maxRefreshes ?? 3
    this.#revokeOnClose = options.revokeOnClose ?? true
    this.#requests = new ParallelLimit(options.maxParallel ?? 10)
    this.#budget = new RequestBudget({
      clock: this.clock,
      perMinute: options.requestsPerMinute ?? 120,
      ...(options.driftPpm === undefined ? {} : { driftPpm: options.driftPpm }),
    })
  }

  /** UUID of the domain that the user logged in to; the word `default`, which means the same, before the first login. */
  get domain(): string {
    return this.#domain
  }

  /** The domains that the user may enter, as the latest login or refresh said; none before the first one. */
  get domains(): readonly FmcDomain[] {
    return this.#domains
  }

  /**
   * Path of what belongs to a domain: `domainPath('object/hosts')`. Logs in first where needed.
   * @param domain name or UUID; that of the options unless given, else the one that the user logged in to
   * @throws UnknownDomainError; and what `login` throws
   */
  async domainPath(rest: string, domain = this.#chosenDomain): Promise<string> {
    await this.login()
    const uuid = domain === undefined ? this.#domain : findDomain(await this.#knownDomains(), domain).uuid
    return `/api/fmc_config/v1/domain/${uuid}/${rest}`
  }

  /**
   * The items of the list at `path`, page after page as they are asked for. Whoever leaves the loop reads no further.
   * @throws RangeError when the limit cannot be meant; the iterator throws PagingError, and what `get` throws
   */
  list<Item = FmcObject>(path: string, options: ListOptions = {}): AsyncGenerator<Item, void, undefined> {
    return readList<Item>((page) => this.get(page), this.#origin, firstPage(path, options))
  }

  /**
   * Creates the objects in the collection at `path`, up to 1000 with each request.
   * @returns them as the controller made them, in the order of the entries
   * @throws RangeError when an entry is too large for a request; BulkError with what was done when a batch failed
   */
  async createAll(path: string, entries: Iterable<object>, limits: BatchLimits = {}): Promise<FmcObject[]> {
    return createObjects((call) => this.request(call), path, entries, limits)
  }

  /**
   * Deletes the objects of these ids from the collection at `path`, as many with each request as a URL holds.
   * @returns their last states, where the controller gave them
   * @throws RangeError when an id is not one; BulkError with what was done when a batch failed
   */
  async deleteAll(path: string, ids: Iterable<string>, options: DeleteOptions = {}): Promise<FmcObject[]> {
    return deleteObjects((call) => this.request(call), path, ids, options)
  }

  /** The task of that id, such as a deployment's, as it is now. */
  async task(id: string): Promise<FmcTask> {
    return toTask(id, await this.get(await this.domainPath(`job/taskstatuses/${encodeURIComponent(id)}`)))
  }

  /**
   * Waits until a task has ended, however often the session is renewed meanwhile.
   * @returns the task, `succeeded` or `vanished`
   * @throws TaskError when it failed, did not end in time, or never was there; and what `task` throws
   */
  awaitTask(id: string, options: AwaitFmcTaskOptions = {}): Promise<FmcTask> {
    return awaitEnd(id, () => this.task(id), this.clock, options)
  }

  /** As of every client; calls that wait for their turn fail at once. */
  override close(): Promise<void> {
    this.#budget.refuseCalls(new ClosedError('the client is closed'))
    return super.close()
  }

  async #knownDomains(): Promise<readonly FmcDomain[]> {
    if (this.#domains.length === 0) {
      const reply = (await this.get('/api/fmc_platform/v1/info/domain')) as { items?: unknown } | undefined
      this.#domains = toDomains(reply?.items)
    }
    return this.#domains
  }

  /** The budget comes last, when nothing else is waited for, and before there is a token that could run out. */
  protected override inTurn(request: HttpRequest, send: SendOnLease): Promise<HttpReply> {
    const sendWithOthers = () => this.#requests.run(() => this.#budget.run(send))
    return request.method === 'GET' ? sendWithOthers() : this.#writes.run(sendWithOthers)
  }

  protected override sendForSession(request: HttpRequest): Promise<HttpReply> {
    return this.#budget.run((sent) => {
      sent()
      return this.send(request)
    }, 'session')
  }

  protected async openSession(): Promise<Grant<FmcToken>> {
    if (this.#bearerToken !== undefined) return bearerGrant(this.#bearerToken)
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
      const reply = await this.#sendRefresh(token, stillGood).catch(() => undefined)
      if (reply === undefined) return undefined
      if (hasTokens(reply)) return this.#toGrant(reply, token.renewalsLeft - 1)
      if (this.classify(reply) !== 'throttled') return undefined
      await this.backOff(retry, reply)
    }
    return undefined
  }

  /** Undefined when the token may have run out in the queue. */
  #sendRefresh({ headers, refresh }: FmcToken, stillGood: () => boolean): Promise<HttpReply | undefined> {
    return this.#budget.run(async (sent) => {
      if (refresh === undefined || !stillGood()) return undefined
      sent()
      return this.send({
        method: 'POST',
        path: `${AUTH}/refreshtoken`,
        headers: { ...headers, 'X-auth-refresh-token': refresh },
      })
    }, 'session')
  }

  protected async closeSession({ headers }: FmcToken): Promise<void> {
    if (!this.#revokeOnClose || this.#bearerToken !== undefined) return
    await this.sendForSession({ method: 'POST', path: `${AUTH}/revokeaccess`, headers })
  }

  protected tokenHeaders({ headers }: FmcToken): Record<string, string> {
    return headers
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
      case 400:
      case 500:
      case 504:
        return OVERLOADED.test(reply.body) ? 'throttled' : 'other'
      // Overload, too: no read has an empty object for its answer. [L: wingpy]
      case 200:
        return reply.body === '{}' ? 'throttled' : 'other'
      default:
        return 'other'
    }
  }

  protected override failure(what: string, reply: HttpReply): ControllerError {
    // There was no other session to try: the API token itself is refused.
    if (this.#bearerToken !== undefined && this.classify(reply) === 'session') {
      return super.failure(what, reply, 'credentials')
    }
    // Whether a write was carried out before the controller gave up, nobody knows: not to be sent again unread.
    const unsure = (reply.status === 500 || reply.status === 504) && !what.startsWith('GET ')
    return unsure ? super.failure(what, reply, 'other') : super.failure(what, reply)
  }

  protected errorText(reply: HttpReply): { text: string } {
    const parsed = parseJson(reply) as FmcErrorBody | null | undefined
    const error = parsed?.error
    if (typeof error === 'string') return { text: parsed?.errorDescription ?? error }
    return { text: error?.messages?.[0]?.description ?? '' }
  }

  #toGrant(reply: HttpReply, renewalsLeft: number): Grant<FmcToken> {
    this.#domain = header(reply, 'domain_uuid') ?? this.#domain
    const domains = header(reply, 'domains')
    if (domains !== undefined) this.#domains = parseDomains(domains)
    return {
      token: {
        headers: { 'X-auth-access-token': header(reply, 'x-auth-access-token')! },
        refresh: header(reply, 'x-auth-refresh-token')!,
        renewalsLeft,
      },
      lifetimeMs: this.#accessTokenMs,
      renewalsLeft,
      sessionMs: this.#sessionMs,
    }
  }
}

/** An error of the controller [C: go-fmc, XSOAR], or of the gateway before a cdFMC, which does not wrap it [C: FMCAnsible]. */
interface FmcErrorBody {
  error?: string | { messages?: { description?: string }[] }
  errorDescription?: string
}

/** API tokens do not end by themselves, so there is nothing to keep alive. */
function withCredentials(options: FmcClientOptions): ClientOptions {
  const { username, password, bearerToken } = options
  if (bearerToken !== undefined) return { ...options, username: '', password: '', keepAlive: false }
  if (username === undefined || password === undefined) {
    throw new TypeError('expected username and password, or a bearerToken; found neither')
  }
  return { ...options, username, password }
}

async function bearerGrant(bearerToken: BearerToken): Promise<Grant<FmcToken>> {
  const token = (typeof bearerToken === 'string' ? bearerToken : await bearerToken()).trim()
  if (token === '')
    throw new ClientError('bearerToken: expected the text of an API token, found an empty one')
  return {
    token: { headers: { authorization: `Bearer ${token}` }, renewalsLeft: 0 },
    lifetimeMs: Number.POSITIVE_INFINITY,
    renewalsLeft: 0,
    sessionMs: Number.POSITIVE_INFINITY,
  }
}

function hasTokens(reply: HttpReply): boolean {
  return (
    reply.status < 300 &&
    header(reply, 'x-auth-access-token') !== undefined &&
    header(reply, 'x-auth-refresh-token') !== undefined
  )
}
