import type {
  Controller,
  ControllerContext,
  Handling,
  SessionView,
  WireRequest,
  WireResponse,
} from '../controller.js'
import { recordExchange } from '../exchange.js'
import type { AuthDecision, Purpose } from '../journal/entries.js'
import type { JsonValue } from '../snapshot.js'
import { httpDate } from '../text.js'
import type { Timeout, TimeoutValues } from '../timeouts.js'
import { type Answer, errors, forbidden } from './answers.js'
import { type KeptParts, restoreSnapshot, takeSnapshot } from './apstra-snapshot.js'
import { Authentication } from './authentication.js'
import { addBlueprintEndpoints } from './blueprints/blueprint-endpoints.js'
import { Blueprints } from './blueprints/blueprints.js'
import { Collections } from './collections/collections.js'
import { AccessList } from './limits/access-list.js'
import { addAccessListEndpoints } from './limits/access-list-endpoints.js'
import { addBanListEndpoints } from './limits/ban-list-endpoints.js'
import { PasswordLimiter } from './limits/password-limiter.js'
import type { ApstraOptions } from './options.js'
import { addPasswordEndpoints } from './password-endpoints.js'
import { PasswordRules } from './password-rules.js'
import { addPersonalListEndpoints } from './personal-list-endpoints.js'
import { addRoleEndpoints } from './role-endpoints.js'
import { permits, RoleDirectory } from './roles.js'
import { pathOf, RouteTable } from './routes.js'
import { addSessionEndpoints } from './session-endpoints.js'
import { addStreamingEndpoints, StreamingConfigs } from './streaming.js'
import { addUserEndpoints } from './user-endpoints.js'
import { UserPath } from './user-path.js'
import { UserDirectory } from './users.js'
import { addVersionEndpoints } from './version-endpoints.js'

const PURPOSES = new Map<string, Purpose>([
  ['/api/user/login', 'login'],
  ['/api/aaa/login', 'login'],
  ['/api/user/logout', 'logout'],
  ['/api/aaa/logout', 'logout'],
])

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  207: 'Multi-Status',
  303: 'See Other',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
}

/**
 * Juniper Apstra: a login gives a JSON web token that lives 24 h whatever is done with it, nothing refreshes it, and
 * all logins of a user share one session id, so that a logout may end every token of that user.
 */
export class ApstraController implements Controller {
  readonly kind = 'apstra'
  readonly #context: ControllerContext
  readonly #options: ApstraOptions
  readonly #roles: RoleDirectory
  readonly #users: UserDirectory
  readonly #passwordRules: PasswordRules
  readonly #limiter: PasswordLimiter
  readonly #accessList = new AccessList()
  readonly #authentication: Authentication
  readonly #streaming: StreamingConfigs
  readonly #collections: Collections
  readonly #blueprints: Blueprints
  readonly #routes = new RouteTable()
  readonly #kept: KeptParts
  #writes = 0
  #date = ''
  #dateSecond = Number.NaN

  constructor(context: ControllerContext, options: ApstraOptions) {
    this.#context = context
    this.#options = options
    this.#roles = new RoleDirectory(context.random('roles'))
    this.#users = new UserDirectory(options.users, this.#roles, context.clock, context.random('users'))
    this.#passwordRules = new PasswordRules(context.clock)
    this.#limiter = new PasswordLimiter(context.clock, options.passwordLimiter)
    this.#authentication = new Authentication(
      context,
      options,
      this.#users,
      this.#passwordRules,
      this.#limiter,
    )
    this.#collections = new Collections(context, options, (pool) => this.#blueprints.drawOn(pool))
    this.#blueprints = new Blueprints(context, options, this.#users, this.#collections)
    addSessionEndpoints(this.#routes, options, this.#users, this.#authentication)
    if (options.userManagement) this.#addUserManagement()
    const identity = { controllerId: context.random('controller-id').uuid() }
    addVersionEndpoints(this.#routes, options, () => identity.controllerId)
    this.#streaming = new StreamingConfigs(context.random('streaming'))
    addStreamingEndpoints(this.#routes, options, this.#streaming)
    this.#collections.addEndpoints(this.#routes)
    addBlueprintEndpoints(this.#routes, options, this.#blueprints, this.#users)
    this.#kept = {
      clock: context.clock,
      generation: options.generation,
      identity,
      roles: this.#roles,
      users: this.#users,
      passwordRules: this.#passwordRules,
      limiter: this.#limiter,
      accessList: this.#accessList,
      streaming: this.#streaming,
      collections: this.#collections,
      blueprints: this.#blueprints,
    }
  }

  handle(request: WireRequest): Handling {
    const { auth, answer } = this.#decide(request)
    if (request.method !== 'GET' && answer.status < 300) this.#writes++
    return recordExchange(this.#context, this.purposeOf(request), request, {
      auth: answer.auth ?? auth,
      response: this.#dress(answer),
      processingMs: this.#options.processingMs + (answer.processingMs ?? 0),
    })
  }

  purposeOf({ method, target }: Pick<WireRequest, 'method' | 'target'>): Purpose {
    return (method === 'POST' && PURPOSES.get(pathOf(target))) || 'call'
  }

  sessions(): SessionView[] {
    return this.#authentication.sessions.views()
  }

  terminate(session: string): boolean {
    return this.#authentication.terminate(session)
  }

  loginElsewhere(user: string): boolean {
    return this.#authentication.loginElsewhere(user)
  }

  logoutElsewhere(user: string): boolean {
    return this.#authentication.logoutElsewhere(user)
  }

  timeouts(): Timeout[] {
    return this.#authentication.timeouts()
  }

  setTimeouts(values: TimeoutValues): void {
    this.#context.journal.write({ kind: 'controller', event: 'timeouts', timeouts: { ...values } })
    this.#authentication.setTimeouts(values)
  }

  restart(): void {
    this.#context.journal.write({ kind: 'controller', event: 'restart' })
    this.#authentication.restart()
  }

  reset(): void {
    this.#context.journal.write({ kind: 'controller', event: 'reset' })
    this.#authentication.reset()
    this.#limiter.reset()
    this.#accessList.reset()
    this.#users.reset()
    this.#roles.reset()
    this.#passwordRules.reset()
    this.#streaming.reset()
    this.#blueprints.reset()
    this.#collections.reset()
    this.#writes++
  }

  get revision(): number {
    return this.#writes + this.#blueprints.revision
  }

  snapshot(): JsonValue {
    return takeSnapshot(this.#kept)
  }

  restore(snapshot: unknown): void {
    this.#writes++
    restoreSnapshot(this.#kept, snapshot)
  }

  #addUserManagement(): void {
    const parts = {
      options: this.#options,
      users: this.#users,
      roles: this.#roles,
      rules: this.#passwordRules,
      path: new UserPath(this.#users, this.#options.messages),
      authentication: this.#authentication,
      limiter: this.#limiter,
    }
    addUserEndpoints(this.#routes, parts)
    addPasswordEndpoints(this.#routes, parts)
    addRoleEndpoints(this.#routes, this.#options, this.#roles, this.#users, parts.path)
    addPersonalListEndpoints(this.#routes, this.#options, this.#users, parts.path)
    addBanListEndpoints(this.#routes, this.#limiter)
    addAccessListEndpoints(this.#routes, this.#accessList)
  }

  /**
   * Open endpoints first; whatever else lies below /api asks for a token before it says whether it exists. [guess]
   */
  #decide(request: WireRequest): { auth: AuthDecision; answer: Answer } {
    const { messages } = this.#options
    if (!this.#accessList.admits(request.address)) {
      const answer = errors(this.#options.accessListStatus, messages.accessList)
      return { auth: { outcome: 'throttled', limit: 'access-list' }, answer }
    }
    const path = pathOf(request.target)
    const match = this.#routes.find(path)
    const endpoint = match?.endpoints.get(request.method)
    if (endpoint?.access === 'open') return { auth: { outcome: 'public' }, answer: endpoint.answer(request) }
    if (!path.startsWith('/api/')) {
      return { auth: { outcome: 'public' }, answer: errors(404, messages.notFound) }
    }

    const identity = this.#authentication.identify(request)
    if (!identity.ok) return identity
    const { auth, user: caller, session } = identity
    if (match === undefined) return { auth, answer: errors(404, messages.notFound) }
    if (endpoint === undefined) {
      const allow = [...match.endpoints.keys()].join(', ')
      return { auth, answer: { ...errors(405, messages.methodNotAllowed), allow } }
    }
    if (endpoint.access !== 'token' && !permits(caller.roles, endpoint.access)) {
      return { auth, answer: forbidden(auth, errors(403, messages.forbidden)) }
    }
    const { parameters } = match
    return { auth, answer: endpoint.answer({ request, caller, session, accepted: auth, parameters }) }
  }

  /** Makes a reply of an answer. Header fields beyond the content type: guess. */
  #dress({ status, body, allow, location, retryAfterSeconds }: Answer): WireResponse {
    const headers: [string, string][] = [
      ['Server', 'nginx'],
      ['Date', this.#dateNow()],
    ]
    if (body !== '') headers.push(['Content-Type', 'application/json'])
    if (allow !== undefined) headers.push(['Allow', allow])
    if (location !== undefined) headers.push(['Location', location])
    if (retryAfterSeconds !== undefined) headers.push(['Retry-After', String(retryAfterSeconds)])
    return { status, reason: REASONS[status]!, headers, body }
  }

  /** The `Date` field, written once for each second. */
  #dateNow(): string {
    const second = Math.floor(this.#context.clock.wallMs() / 1000)
    if (second !== this.#dateSecond) {
      this.#dateSecond = second
      this.#date = httpDate(second * 1000)
    }
    return this.#date
  }
}
