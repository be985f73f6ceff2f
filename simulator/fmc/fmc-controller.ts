import type {
  Controller,
  ControllerContext,
  Handling,
  SessionView,
  Verdict,
  WireRequest,
  WireResponse,
} from '../controller.js'
import { recordExchange } from '../exchange.js'
import type { Purpose } from '../journal/entries.js'
import type { RandomStream } from '../random.js'
import type { Session } from '../sessions.js'
import { Accounts, basicCredentials } from './accounts.js'
import { ApiException, methodNotSupported } from './api-exception.js'
import { AuditLog } from './audit/audit-log.js'
import { type AuthAction, AuthEndpoints, authAction } from './auth-endpoints.js'
import { Configuration } from './configuration.js'
import { DOMAINS, type Domain } from './domains.js'
import { FmcSessions } from './fmc-sessions.js'
import type { FmcOptions } from './options.js'
import { Replies } from './replies.js'
import { type RequestLimit, RequestLimits } from './request-limits.js'
import { parseTarget, type Query } from './request-target.js'
import { resourcesOf } from './resources.js'
import { mayUse } from './roles.js'
import { isWrite, Routes } from './routes.js'
import { type AcceptedDecision, TokenCheck } from './token-check.js'

const PURPOSES: Readonly<Record<AuthAction, Purpose>> = {
  generatetoken: 'login',
  refreshtoken: 'refresh',
  revokeaccess: 'logout',
}

/** A request with its target taken apart. */
interface Arrived {
  request: WireRequest
  segments: string[]
  query: Query
  write: boolean
}

/**
 * A simulated Cisco FMC (Secure Firewall Management Center): login, token refresh and revocation, the limits on
 * requests, and hosts and networks to read and write.
 */
export class FmcController implements Controller {
  readonly kind = 'fmc'
  readonly #context: ControllerContext
  readonly #options: FmcOptions
  readonly #accounts: Accounts
  readonly #sessions: FmcSessions
  readonly #replies: Replies
  readonly #tokenCheck: TokenCheck
  readonly #auth: AuthEndpoints
  readonly #uuids: RandomStream
  #limits: RequestLimits
  #configuration: Configuration
  #audit = new AuditLog()
  #routes: Routes

  constructor(context: ControllerContext, options: FmcOptions) {
    this.#context = context
    this.#options = options
    this.#accounts = new Accounts(context.clock, context.random('accounts'), options)
    this.#sessions = new FmcSessions(context, options)
    this.#replies = new Replies(context.clock)
    const parts = { accounts: this.#accounts, sessions: this.#sessions, replies: this.#replies }
    const { redaction } = context.journal
    this.#tokenCheck = new TokenCheck({ ...parts, redaction }, options.unknownTokenText)
    this.#auth = new AuthEndpoints({ ...parts, tokenCheck: this.#tokenCheck })
    this.#limits = new RequestLimits(options)
    this.#uuids = context.random('objects')
    this.#configuration = new Configuration(context, this.#uuids, options)
    this.#routes = this.#makeRoutes()
  }

  handle(request: WireRequest): Handling {
    const { segments, query } = parseTarget(request.target)
    const action = authAction(segments)
    const arrived = { request, segments, query, write: isWrite(request.method, segments) }
    const verdict = this.#turnedAway(arrived, action) ?? this.#admitted(arrived, action)
    return recordExchange(this.#context, purpose(request.method, action), request, verdict)
  }

  purposeOf({ method, target }: Pick<WireRequest, 'method' | 'target'>): Purpose {
    return purpose(method, authAction(parseTarget(target).segments))
  }

  sessions(): SessionView[] {
    return this.#sessions.views()
  }

  terminate(session: string): boolean {
    const found = this.#sessions.find(session)
    if (found !== undefined) this.#sessions.end(found, 'terminated')
    return found !== undefined
  }

  /** Opens a session that nobody here uses; which others it ends is the affair of option onSecondLogin. */
  loginElsewhere(user: string): boolean {
    if (this.#accounts.find(user) === undefined) return false
    this.#sessions.open(user)
    return true
  }

  /** Somebody logs in with the same account and out again: with `invalidate-previous` that ends the client's session. */
  logoutElsewhere(user: string): boolean {
    if (this.#accounts.find(user) === undefined) return false
    const elsewhere = this.#sessions.open(user)
    if (elsewhere !== undefined) this.#sessions.end(elsewhere.session, 'logout')
    return true
  }

  /** Requests in flight are lost, and with them their places in the limits. */
  restart(): void {
    this.#context.journal.write({ kind: 'controller', event: 'restart' })
    this.#limits = new RequestLimits(this.#options)
    if (this.#options.restart === 'forget') this.#sessions.endAll('restart')
  }

  reset(): void {
    this.#context.journal.write({ kind: 'controller', event: 'reset' })
    this.#limits = new RequestLimits(this.#options)
    this.#sessions.clear()
    this.#accounts.unlock()
    this.#configuration.tasks.cancelAll()
    this.#configuration = new Configuration(this.#context, this.#uuids, this.#options)
    this.#audit = new AuditLog()
    this.#routes = this.#makeRoutes()
  }

  #makeRoutes(): Routes {
    return new Routes(
      resourcesOf(this.#configuration, this.#audit, this.#options),
      this.#options.unknownDomainStatus,
    )
  }

  /** The verdict on a request that a limit turns away; otherwise it is in, and holds a place. */
  #turnedAway({ request, write }: Arrived, action: AuthAction | undefined): Verdict | undefined {
    const source = this.#countedSource(request, action)
    const limit = this.#limits.admit(request.address, source, write, this.#context.clock.monotonicMs())
    if (limit === undefined) return undefined
    return { auth: { outcome: 'throttled', limit }, response: this.#throttledReply(limit) }
  }

  #admitted(arrived: Arrived, action: AuthAction | undefined): Verdict {
    const limits = this.#limits
    const { address } = arrived.request
    const { readMs, writeMs } = this.#options.processing
    const verdict = action === undefined ? this.#call(arrived) : this.#auth.answer(action, arrived.request)
    if (action === 'generatetoken') this.#noteLogin(arrived.request, verdict.auth)
    const writes = arrived.write && verdict.response.status < 300
    if (writes) limits.beginWrite()
    verdict.processingMs = writes ? writeMs : readMs
    verdict.release = () => limits.leave(address, writes)
    return verdict
  }

  /** Whose requests per minute a request belongs to; the address where the option asks for more than is known. */
  #countedSource(request: WireRequest, action: AuthAction | undefined): string {
    const { key } = this.#options.rate
    if (key === 'ip') return request.address
    const login = action === 'generatetoken'
    const token = login ? undefined : request.headers['x-auth-access-token']
    const { session } = this.#sessions.judge(token)
    if (key === 'token') return session === undefined ? request.address : `token ${token}`
    const user = login ? basicCredentials(request.headers.authorization)?.user : session?.user
    return user === undefined ? request.address : `user ${user}`
  }

  /** 429 with a wrapped error [shape likely: SPEC]; the texts are a guess. */
  #throttledReply(limit: RequestLimit): WireResponse {
    const { writeCollision, retryAfterSeconds } = this.#options
    const collision = limit === 'parallel-writes'
    const status = collision ? writeCollision : 429
    const text = collision
      ? 'Parallel Add/Update/Delete operations are blocked. Please Retry the operation after sometime.'
      : 'Too many requests. Please try again after some time.'
    const retryAfter = status === 429 && retryAfterSeconds !== null
    return this.#replies.error(
      new ApiException(status, text),
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
    try {
      return { auth: checked.auth, response: this.#answer(arrived, session) }
    } catch (error) {
      if (!(error instanceof ApiException)) throw error
      return { auth: decision(error, checked.auth), response: this.#replies.error(error) }
    }
  }

  #answer({ request, segments, query, write }: Arrived, session: Session): WireResponse {
    const { method, headers, body } = request
    if (method === 'PATCH') throw methodNotSupported(method)
    if (write) this.#checkPayload(body)
    const account = this.#accounts.find(session.user)!
    const { resource, domain, container, id } = this.#routes.find(segments, account.domains[0])
    if (!account.domains.includes(domain)) {
      throw new ApiException(403, 'The user is not authorized to access this domain.')
    }
    if (!mayUse(account.role, resource.area, method)) {
      throw new ApiException(403, 'The user is not authorized to perform this operation.')
    }
    const origin = `${request.scheme}://${headers.host ?? 'localhost'}`
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

  /** The status is likely [fmcapi], the text a guess. */
  #checkPayload(body: string): void {
    const { maxPayloadBytes } = this.#options
    // One UTF-16 unit is at most three bytes of UTF-8: most bodies need no counting.
    if (body.length * 3 <= maxPayloadBytes || Buffer.byteLength(body) <= maxPayloadBytes) return
    throw new ApiException(422, `The payload is larger than ${maxPayloadBytes} bytes.`)
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
