import type {
  Controller,
  ControllerContext,
  Handling,
  SessionView,
  SocketPeer,
  SocketVerdict,
  Verdict,
  WireRequest,
} from '../controller.js'
import { recordExchange } from '../exchange.js'
import type { Purpose } from '../journal/entries.js'
import type { JsonValue } from '../snapshot.js'
import { splitTarget } from '../text.js'
import type { Timeout, TimeoutValues } from '../timeouts.js'
import { Accounts } from './accounts.js'
import { type KeptParts, restoreSnapshot, takeSnapshot } from './apic-snapshot.js'
import { Authenticator } from './authentication.js'
import { type Call, type Known, refusal } from './call.js'
import { Configurator } from './configuring.js'
import { type Encoding, encodingOf } from './encoding.js'
import { ApicError, methodNotAllowed, socketRefused, unknownPath } from './errors.js'
import { FabricNumbers } from './fabric-numbers.js'
import { LoginDesk } from './login.js'
import { type ObjectChange, ObjectStore } from './model/object-store.js'
import { Settings } from './model/settings.js'
import { ObjectEndpoints } from './object-endpoints.js'
import type { ApicOptions } from './options.js'
import { PasswordHistory } from './password-history.js'
import { Rbac } from './rbac.js'
import { Reader } from './reading.js'
import { Responses } from './responses.js'
import { SessionEndpoints } from './session-endpoints.js'
import { SessionRecords } from './session-records.js'
import { isSocketTarget, judgeHandshake } from './socket-handshake.js'
import { starterFabric } from './starter-fabric.js'
import { Subscriptions } from './subscriptions.js'
import { RequestStates } from './transport-manners/request-states.js'
import { WebTier } from './transport-manners/web-tier.js'
import { WebSessions } from './web-sessions.js'

const API = '/api/'
/** What the web tier lets through to the interface [C: HDR, Access-Control-Allow-Methods; that it looks is a guess]. */
const METHODS = new Set(['GET', 'POST', 'DELETE', 'OPTIONS'])

/** Address of whoever else logs in, in records; one that is kept free for documentation. */
const ELSEWHERE = '192.0.2.1'

/**
 * A simulated Cisco APIC: web token sessions, certificate signatures, RBAC, and a small tree of managed objects, as
 * seen through its REST API in JSON and XML.
 */
export class ApicController implements Controller {
  readonly kind = 'apic'
  readonly #context: ControllerContext
  readonly #options: ApicOptions
  readonly #accounts: Accounts
  readonly #sessions: WebSessions
  readonly #authenticator: Authenticator
  readonly #loginDesk: LoginDesk
  readonly #responses: Responses
  readonly #webTier: WebTier
  readonly #requestStates: RequestStates
  readonly #subscriptions: Subscriptions
  readonly #store = new ObjectStore()
  readonly #settings: Settings
  readonly #numbers: FabricNumbers
  readonly #records: SessionRecords
  readonly #kept: KeptParts
  readonly #sessionEndpoints: SessionEndpoints
  readonly #objectEndpoints: ObjectEndpoints

  constructor(context: ControllerContext, options: ApicOptions) {
    this.#context = context
    this.#options = options
    const settings = new Settings(this.#store)
    this.#settings = settings
    this.#accounts = new Accounts(this.#store, options)
    this.#sessions = new WebSessions(context, options, settings)
    this.#authenticator = new Authenticator(context, options, this.#accounts, this.#sessions, this.#store)
    this.#loginDesk = new LoginDesk(context.clock, { ...options, lockout: settings.lockout }, this.#accounts)
    this.#responses = new Responses(context.clock, options)
    this.#webTier = new WebTier(context.clock, options, this.#responses, settings)
    this.#requestStates = new RequestStates(context.clock, options.asyncReplies)
    this.#store.onChange((change) => this.#endSessionsOfChanged(change))
    this.#subscriptions = new Subscriptions(context, options)
    this.#records = new SessionRecords(context.clock, options, this.#store, settings)
    this.#sessionEndpoints = new SessionEndpoints({
      options,
      sessions: this.#sessions,
      loginDesk: this.#loginDesk,
      settings,
      responses: this.#responses,
      store: this.#store,
      records: this.#records,
    })
    const rbac = new Rbac(options)
    this.#numbers = new FabricNumbers(context.clock, options, this.#store)
    const passwords = new PasswordHistory(options, this.#store)
    this.#kept = { store: this.#store, numbers: this.#numbers, records: this.#records, passwords }
    this.#objectEndpoints = new ObjectEndpoints({
      clock: context.clock,
      options,
      reader: new Reader(rbac, this.#store),
      configurator: new Configurator(rbac, this.#store, this.#numbers, passwords),
      subscriptions: this.#subscriptions,
      requestStates: this.#requestStates,
      responses: this.#responses,
    })
    context.journal.listen((entry) => {
      if (entry.kind === 'session' && entry.event === 'ended') this.#subscriptions.sessionEnded(entry.session)
    })
    this.#store.onChange((change) => this.#subscriptions.publish(change, this.#store))
    // After the subscriptions, so that subscribers hear of the creation first.
    this.#store.onChange((change) => this.#numbers.follow(change))
    this.#furnish()
  }

  handle(request: WireRequest): Handling {
    return this.#recorded(request, this.#answer(request))
  }

  /** What is no path of a socket is answered as any request is. The status of a refusal is a guess. */
  openSocket(request: WireRequest, peer: SocketPeer): SocketVerdict {
    if (!isSocketTarget(request.target)) return { handling: this.handle(request), closed: () => {} }
    const judged = judgeHandshake(request.target, this.#sessions, this.#context.journal.redaction)
    if (!judged.ok) {
      const error = socketRefused(this.#options.socketRefusalStatus)
      const response = this.#responses.error(encodingOf(request.target), error)
      return { handling: this.#recorded(request, { auth: judged.auth, response }), closed: () => {} }
    }
    const handling = this.#recorded(request, {
      auth: judged.auth,
      response: { status: 101, reason: 'Switching Protocols', headers: [], body: '' },
    })
    const account = this.#sessions.accountOf(judged.session)
    return { handling, closed: this.#subscriptions.open(judged.session, account, peer) }
  }

  purposeOf({ target }: Pick<WireRequest, 'method' | 'target'>): Purpose {
    if (!target.startsWith('/api/aaa') && this.#options.loginAliases.length === 0) return 'call'
    const dot = target.indexOf('.', API.length)
    const resource = target.slice(API.length, dot < 0 ? undefined : dot)
    if (this.#isLoginAlias(resource)) return 'login'
    switch (resource) {
      case 'aaaLogin':
        return 'login'
      case 'aaaRefresh':
        return 'refresh'
      case 'aaaLogout':
        return 'logout'
      default:
        return 'call'
    }
  }

  sessions(): SessionView[] {
    return this.#sessions.views()
  }

  terminate(session: string): boolean {
    const found = this.#sessions.find(session)
    if (found === undefined) return false
    this.#sessions.end(found, 'terminated')
    return true
  }

  /** Logins of one user do not disturb each other [C by use: AN logs in once per task]. */
  loginElsewhere(user: string): boolean {
    const account = this.#accounts.find(user)
    if (account === undefined) return false
    this.#sessions.open(account)
    this.#records.note('login', account, ELSEWHERE)
    return true
  }

  /** Ends what option `logoutEnds` says. */
  logoutElsewhere(user: string): boolean {
    const account = this.#accounts.find(user)
    if (account === undefined) return false
    const { session } = this.#sessions.open(account)
    if (this.#options.logoutEnds === 'user') this.#sessions.endAll('logout', user)
    else this.#sessions.end(session, 'logout')
    this.#records.note('login', account, ELSEWHERE)
    this.#records.note('logout', account, ELSEWHERE)
    return true
  }

  timeouts(): Timeout[] {
    return this.#settings.timeouts()
  }

  setTimeouts(values: TimeoutValues): void {
    this.#context.journal.write({ kind: 'controller', event: 'timeouts', timeouts: { ...values } })
    this.#settings.setTimeouts(values, this.#context.clock.wallMs())
  }

  restart(): void {
    this.#context.journal.write({ kind: 'controller', event: 'restart' })
    if (this.#options.restart === 'forget') this.#sessions.endAll('restart')
    this.#subscriptions.closeAll('restart')
  }

  reset(): void {
    this.#context.journal.write({ kind: 'controller', event: 'reset' })
    this.#subscriptions.closeAll('reset')
    this.#sessions.clear()
    this.#loginDesk.clear()
    this.#webTier.clear()
    this.#requestStates.clear()
    this.#numbers.clear()
    this.#records.clear()
    this.#furnish()
  }

  get revision(): number {
    return this.#store.revision
  }

  snapshot(): JsonValue {
    return takeSnapshot(this.#kept)
  }

  restore(snapshot: unknown): void {
    restoreSnapshot(this.#kept, snapshot)
  }

  /** Fills the controller with the objects that it starts with. */
  #furnish(): void {
    this.#store.furnish(starterFabric(this.#options), this.#context.clock.wallMs())
  }

  /** Ends the sessions of a user who was removed, locked or given another password (guess). */
  #endSessionsOfChanged({ kind, object, changed, changedSecrets }: ObjectChange): void {
    if (object.cls.name !== 'aaaUser' && object.cls.name !== 'aaaAppUser') return
    const { name, accountStatus } = object.attributes
    const locked = changed.includes('accountStatus') && accountStatus !== 'active'
    if (kind === 'deleted' || locked || changedSecrets.includes('pwd')) {
      this.#sessions.endAll('user-changed', name)
    }
  }

  #answer(request: WireRequest): Verdict {
    const isLogin = request.method === 'POST' && this.purposeOf(request) === 'login'
    const turnedAway = this.#webTier.refusal(request, isLogin)
    if (turnedAway !== undefined) return turnedAway
    const { path, query } = splitTarget(request.target)
    if (!path.startsWith(API)) return this.#webTier.notFound()
    const encoding = encodingOf(path)
    if (!METHODS.has(request.method)) {
      return this.#publicFailure(encoding, methodNotAllowed(request.method))
    }
    // The browser's question before a request to another origin carries no credentials.
    if (request.method === 'OPTIONS') {
      return { auth: { outcome: 'public' }, response: this.#responses.encoded(200, encoding, '') }
    }
    const resource = path.endsWith(encoding.suffix) ? path.slice(API.length, -encoding.suffix.length) : ''
    const call = { request, encoding, resource, query }
    if (this.#isLoginAlias(resource)) return this.#sessionEndpoints.login(call)
    switch (resource) {
      case 'aaaLogin':
        return this.#sessionEndpoints.login(call)
      case 'aaaListDomains':
        return this.#sessionEndpoints.listDomains(call)
      default:
        return this.#withIdentity(call)
    }
  }

  #isLoginAlias(resource: string): boolean {
    return this.#options.loginAliases.some((path) => path === API + resource)
  }

  #withIdentity(call: Call): Verdict {
    const identity = this.#authenticator.identify(call.request, call.query)
    if (!identity.ok) {
      return refusal(call, this.#responses, identity.auth, identity.error)
    }
    try {
      return this.#serve(call, identity)
    } catch (error) {
      if (!(error instanceof ApicError)) throw error
      const response = this.#responses.error(call.encoding, error)
      if (!error.forbidden) return { auth: identity.auth, response }
      const { user, session, token } = identity.auth
      return { auth: { outcome: 'forbidden', user, session, token }, response }
    }
  }

  #serve(call: Call, identity: Known): Verdict {
    const { resource } = call
    if (resource.startsWith('mo/')) return this.#objectEndpoints.object(call, identity, 'mo/'.length)
    if (resource.startsWith('class/')) return this.#objectEndpoints.class(call, identity, 'class/'.length)
    if (resource.startsWith('node/mo/'))
      return this.#objectEndpoints.object(call, identity, 'node/mo/'.length)
    if (resource.startsWith('node/class/'))
      return this.#objectEndpoints.class(call, identity, 'node/class/'.length)
    switch (resource) {
      case 'mo':
      case 'node/mo':
        return this.#objectEndpoints.object(call, identity, resource.length)
      case 'aaaRefresh':
        return this.#sessionEndpoints.refresh(call, identity)
      case 'aaaLogout':
        return this.#sessionEndpoints.logout(call, identity)
      case 'subscriptionRefresh':
        return this.#objectEndpoints.refreshSubscription(call, identity)
      case 'requestAppToken':
        return this.#sessionEndpoints.appToken(call, identity)
      case 'webtokenSession':
        return this.#sessionEndpoints.signedWebToken(call, identity)
      case 'changeSelfX509Cert':
        return this.#objectEndpoints.ownCertificate(call, identity)
      case 'checkRequestState':
        return this.#objectEndpoints.requestState(call, identity)
      default:
        throw unknownPath(splitTarget(call.request.target).path)
    }
  }

  #recorded(request: WireRequest, verdict: Verdict): Handling {
    verdict.processingMs = this.#options.processingMs
    return recordExchange(this.#context, this.purposeOf(request), request, verdict)
  }

  #publicFailure(encoding: Encoding, error: ApicError): Verdict {
    return { auth: { outcome: 'public' }, response: this.#responses.error(encoding, error) }
  }
}
