import type {
  Controller,
  ControllerContext,
  Handling,
  KeepAlive,
  SessionView,
  Verdict,
  WireRequest,
  WireResponse,
} from '../controller.js'
import { recordExchange } from '../exchange.js'
import type { Purpose } from '../journal/entries.js'
import type { Session } from '../sessions.js'
import type { JsonValue } from '../snapshot.js'
import type { Timeout, TimeoutValues } from '../timeouts.js'
import { Accounts, basicCredentials } from './accounts.js'
import { ApiException, CataloguedException, methodNotSupported } from './api-exception.js'
import { ApiTokens } from './api-tokens.js'
import { AuditLog } from './audit/audit-log.js'
import { type AuthAction, AuthEndpoints, authAction } from './auth-endpoints.js'
import { Configuration } from './configuration.js'
import { DOMAINS, type Domain, DomainTree } from './domains.js'
import { FmcSessions } from './fmc-sessions.js'
import { restoreSnapshot, takeSnapshot } from './fmc-snapshot.js'
import type { FmcOptions } from './options.js'
import { Overload } from './overload.js'
import { Replies } from './replies.js'
import { type RequestLimit, RequestLimits } from './request-limits.js'
import { type ParsedTarget, parseTarget, withoutGateway } from './request-target.js'
import { resourcesOf } from './resources.js'
import { mayUse } from './roles.js'
import { isWrite, Routes } from './routes.js'
import { type AcceptedDecision, TokenCheck } from './token-check.js'
import { accessTokens, bearerTokens } from './token-kinds.js'

const PURPOSES: Readonly<Record<AuthAction, Purpose>> = {
  generatetoken: 'login',
  refreshtoken: 'refresh',
  revokeaccess: 'logout',
}

/** A request with its target taken apart. */
interface Arrived extends ParsedTarget {
  request: WireRequest
  /** What its path asks of the session; undefined for all other calls. */
  action: AuthAction | undefined
  write: boolean
}

/**
 * A simulated Cisco FMC (Secure Firewall Management Center): login, token refresh and revocation, or the API tokens of
 * one in the cloud; the limits on requests, and hosts and networks to read and write.
 */
export class FmcController implements Controller {
  readonly kind = 'fmc'
  readonly keepAlive: KeepAlive
  readonly #context: ControllerContext
  readonly #options: FmcOptions
  readonly #domains: DomainTree
  readonly #accounts: Accounts
  readonly #sessions: FmcSessions
  readonly #apiTokens: ApiTokens
  readonly #bearer: boolean
  readonly #overload: Overload
  readonly #replies: Replies
  readonly #tokenCheck: TokenCheck
  readonly #auth: AuthEndpoints
  #limits: RequestLimits
  #configuration: Configuration
  /** Revisions of the configurations before this one. */
  #revisionBefore = 0
  #audit = new AuditLog()
  #routes: Routes

  constructor(context: ControllerContext, options: FmcOptions) {
    this.#context = context
    this.#options = options
    const { enabled, idleSec, maxRequests } = options.keepAlive
    this.keepAlive = { idleMs: idleSec * 1000, maxRequests: enabled ? maxRequests : 1 }
    this.#domains = new DomainTree(options.childDomains)
    this.#accounts = new Accounts(context.clock, context.random('accounts'), this.#domains, options)
    this.#sessions = new FmcSessions(context, options)
    this.#apiTokens = new ApiTokens(context, options)
    this.#bearer = options.authentication === 'bearer'
    this.#overload = new Overload(context.random('overload'), options.overload)
    this.#replies = new Replies(context.clock, options)
    const parts = { accounts: this.#accounts, sessions: this.#sessions, replies: this.#replies }
    this.#tokenCheck = new TokenCheck(
      context.journal.redaction,
      this.#bearer
        ? bearerTokens(this.#apiTokens, this.#replies, options)
        : accessTokens(this.#sessions, this.#replies, options),
    )
    this.#auth = new AuthEndpoints({ ...parts, tokenCheck: this.#tokenCheck }, options)
    this.#limits = new RequestLimits(options)
    this.#configuration = new Configuration(context, options)
    this.#routes = this.#makeRoutes()
  }

  handle(request: WireRequest): Handling {
    const arrived = this.#arrived(request)
    const verdict = this.#turnedAway(arrived) ?? this.#admitted(arrived)
    return recordExchange(this.#context, purpose(request.method, arrived.action), request, verdict)
  }

  purposeOf({ method, target }: Pick<WireRequest, 'method' | 'target'>): Purpose {
    return purpose(method, this.#action(parseTarget(target)))
  }

  sessions(): SessionView[] {
    return this.#bearer ? this.#apiTokens.views() : this.#sessions.views()
  }

  /** Ends a session; where there are API tokens, revokes the one that it belongs to. */
  terminate(session: string): boolean {
    if (this.#bearer) return this.#apiTokens.terminate(session)
    const found = this.#sessions.find(session)
    if (found !== undefined) this.#sessions.end(found, 'terminated')
    return found !== undefined
  }

  /**
   * Opens a session that nobody here uses, through the API or the web page; which others it ends is the affair of
   * option onSecondLogin. API tokens do not mind.
   */
  loginElsewhere(user: string): boolean {
    if (this.#accounts.find(user) === undefined) return false
    if (!this.#bearer) this.#sessions.open(user)
    return true
  }

  /** Somebody logs in with the same account and out again: with `invalidate-previous` that ends the client's session. */
  logoutElsewhere(user: string): boolean {
    if (this.#accounts.find(user) === undefined) return false
    const elsewhere = this.#bearer ? undefined : this.#sessions.open(user)
    if (typeof elsewhere === 'object') this.#sessions.end(elsewhere.session, 'logout')
    return true
  }

  /** None where there are API tokens, whose users say how long they last. */
  timeouts(): Timeout[] {
    return this.#bearer ? [] : this.#sessions.timeouts()
  }

  setTimeouts(values: TimeoutValues): void {
    this.#context.journal.write({ kind: 'controller', event: 'timeouts', timeouts: { ...values } })
    this.#sessions.setTimeouts(values)
  }

  /** Requests in flight are lost, and with them their places in the limits. API tokens survive. */
  restart(): void {
    this.#context.journal.write({ kind: 'controller', event: 'restart' })
    this.#limits = new RequestLimits(this.#options)
    if (this.#options.restart === 'forget') this.#sessions.endAll('restart')
  }

  reset(): void {
    this.#context.journal.write({ kind: 'controller', event: 'reset' })
    this.#limits = new RequestLimits(this.#options)
    this.#sessions.clear()
    this.#apiTokens.clear()
    this.#accounts.unlock()
    this.#configuration.tasks.cancelAll()
    this.#revisionBefore = this.revision + 1
    this.#configuration = new Configuration(this.#context, this.#options)
    this.#audit = new AuditLog()
    this.#routes = this.#makeRoutes()
  }

  get revision(): number {
    return this.#revisionBefore + this.#configuration.revision
  }

  snapshot(): JsonValue {
    return takeSnapshot({ configuration: this.#configuration, accounts: this.#accounts })
  }

  restore(snapshot: unknown): void {
    const parts = { configuration: this.#configuration, accounts: this.#accounts, domains: this.#domains }
    restoreSnapshot(parts, snapshot)
  }

  #makeRoutes(): Routes {
    const resources = resourcesOf(this.#configuration, this.#audit, this.#options)
    return new Routes(resources, this.#domains, this.#options.unknownDomainStatus)
  }

  #arrived(request: WireRequest): Arrived {
    const parsed = parseTarget(request.target)
    const target = this.#bearer ? withoutGateway(parsed) : parsed
    return {
      request,
      ...target,
      action: this.#action(target),
      write: isWrite(request.method, target.segments),
    }
  }

  /** Where there are API tokens, there is neither login nor refresh [C: go-fmc, fmcapi, fireREST]. */
  #action({ segments }: ParsedTarget): AuthAction | undefined {
    return this.#bearer ? undefined : authAction(segments)
  }

  /** The verdict on a request that a limit turns away; otherwise it is in, and holds a place. */
  #turnedAway(arrived: Arrived): Verdict | undefined {
    const { request, write } = arrived
    const source = this.#countedSource(arrived)
    const limit = this.#limits.admit(request.address, source, write, this.#context.clock.monotonicMs())
    if (limit === undefined) return undefined
    return { auth: { outcome: 'throttled', limit }, response: this.#throttledReply(limit) }
  }

  #admitted(arrived: Arrived): Verdict {
    const limits = this.#limits
    const { address } = arrived.request
    const { readMs, writeMs } = this.#options.processing
    const verdict = this.#decided(arrived)
    if (arrived.action === 'generatetoken') this.#noteLogin(arrived.request, verdict.auth)
    const writes = arrived.write && verdict.response.status < 300
    if (writes) limits.beginWrite()
    verdict.processingMs = writes ? writeMs : readMs
    verdict.release = () => limits.leave(address, writes)
    return verdict
  }

  #decided(arrived: Arrived): Verdict {
    const { request, action } = arrived
    if (!this.#options.restApiEnabled) {
      const response = this.#replies.error(new CataloguedException('restApiDisabled'))
      return { auth: { outcome: 'throttled', limit: 'rest-api-disabled' }, response }
    }
    return action === undefined ? this.#call(arrived) : this.#auth.answer(action, request)
  }

  /** Whose requests per minute a request belongs to; the address where the option asks for more than is known. */
  #countedSource({ request, action }: Arrived): string {
    const { key } = this.#options.rate
    const { address, headers } = request
    if (key === 'ip') return address
    if (action === 'generatetoken') {
      const user = key === 'user' ? basicCredentials(headers.authorization)?.user : undefined
      return user === undefined ? address : `user ${user}`
    }
    const judgement = this.#tokenCheck.judge(request)
    if (judgement.session === undefined) return address
    return key === 'user' ? `user ${judgement.session.user}` : `token ${this.#tokenCheck.of(request)}`
  }

  /** 429 with a wrapped error [shape likely: SPEC]. */
  #throttledReply(limit: RequestLimit): WireResponse {
    const { writeCollision, retryAfterSeconds } = this.#options
    const collision = limit === 'parallel-writes'
    const status = collision ? writeCollision : 429
    const retryAfter = status === 429 && retryAfterSeconds !== null
    return this.#replies.error(
      new CataloguedException(collision ? 'parallelWrite' : 'tooManyRequests', {}, status),
      retryAfter ? [['Retry-After', String(retryAfterSeconds)]] : [],
    )
  }

  /** A call with a token. Authentication comes before routing [likely: fireREST]. */
  #call(arrived: Arrived): Verdict {
    const checked = this.#tokenCheck.check(arrived.request)
    if (!checked.ok) return checked.refusal
    const { session } = checked
    // Any accepted call counts as browser activity [guess].
    this.#sessions.touch(session)
    const overloaded = this.#overload.reply(arrived.request.method, this.#replies)
    if (overloaded !== undefined) return { auth: checked.auth, response: overloaded }
    try {
      return { auth: checked.auth, response: this.#answer(arrived, session) }
    } catch (error) {
      if (!(error instanceof ApiException)) throw error
      return { auth: decision(error, checked.auth), response: this.#replies.error(error) }
    }
  }

  #answer({ request, segments, query, write, prefix }: Arrived, session: Session): WireResponse {
    const { method, headers, body } = request
    if (method === 'PATCH') throw methodNotSupported(method)
    if (write) this.#checkPayload(body)
    const account = this.#accounts.find(session.user)!
    const { resource, domain, container, id } = this.#routes.find(segments, account.domains[0])
    if (!account.domains.includes(domain)) {
      throw new CataloguedException('wrongDomain')
    }
    if (!mayUse(account.role, resource.area, method)) {
      throw new CataloguedException('notAuthorized')
    }
    const origin = `${request.scheme}://${headers.host ?? 'localhost'}${prefix}`
    const answer = resource.answer({ method, origin, account, domain, container, id, query, body })
    if (write) this.#noteChange(request, account.name, domain, answer.status)
    const fields: [string, string][] = answer.location === undefined ? [] : [['Location', answer.location]]
    return this.#replies.json(answer.status, answer.body, fields)
  }

  /** Logins go to the domain where the account logs in; of others only the name is known [G]. */
  #noteLogin({ address }: WireRequest, auth: Verdict['auth']): void {
    if (auth.outcome !== 'logged-in' && auth.outcome !== 'bad-credentials') return
    const { user = '' } = auth
    const [domain] = this.#accounts.find(user)?.domains ?? [DOMAINS.Global]
    const message = auth.outcome === 'logged-in' ? 'Login Success' : 'Login Failed'
    this.#audit.add({
      atMs: this.#context.clock.wallMs(),
      domain,
      user,
      source: address,
      subsystem: 'Login',
      message,
    })
  }

  #noteChange({ method, target, address }: WireRequest, user: string, domain: Domain, status: number): void {
    const message = `${method} ${this.#context.journal.redaction.target(target)} (${status})`
    const atMs = this.#context.clock.wallMs()
    this.#audit.add({ atMs, domain, user, source: address, subsystem: 'API', message })
  }

  #checkPayload(body: string): void {
    const { maxPayloadBytes } = this.#options
    // One UTF-16 unit is at most three bytes of UTF-8: most bodies need no counting.
    if (body.length * 3 <= maxPayloadBytes || Buffer.byteLength(body) <= maxPayloadBytes) return
    throw new CataloguedException('payloadTooLarge', { bytes: String(maxPayloadBytes) })
  }
}

function purpose(method: string, action: AuthAction | undefined): Purpose {
  return action === undefined || method !== 'POST' ? 'call' : PURPOSES[action]
}

function decision(error: ApiException, accepted: AcceptedDecision): Verdict['auth'] {
  if (error.status !== 403) return accepted
  const { user, session, token } = accepted
  return {
    outcome: 'forbidden',
    user,
    ...(session === undefined ? {} : { session }),
    ...(token === undefined ? {} : { token }),
  }
}
