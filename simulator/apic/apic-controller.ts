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
import { splitTarget } from '../text.js'
import { Accounts } from './accounts.js'
import { Authenticator, type Identity } from './authentication.js'
import { Configurator } from './configuring.js'
import { type Encoding, encodingOf, mo, NOTHING, type Reply, replyOf } from './encoding.js'
import {
  ApicError,
  methodNotAllowed,
  NO_CREDENTIALS_TEXT,
  TOKEN_TIMEOUT_TEXT,
  unknownPath,
} from './errors.js'
import { loginReply, type ReportedSettings, refreshReply } from './grant-reply.js'
import { LoginDesk } from './login.js'
import { type ObjectChange, ObjectStore } from './model/object-store.js'
import { Settings } from './model/settings.js'
import type { ApicOptions } from './options.js'
import { parameter, percentDecode } from './query-string.js'
import { Rbac } from './rbac.js'
import { Reader } from './reading.js'
import { Responses, tokenCookie } from './responses.js'
import { requireAppTokenRequest, requireSignature } from './signed-sessions.js'
import { isSocketTarget, judgeHandshake } from './socket-handshake.js'
import { starterFabric } from './starter-fabric.js'
import { subscriptionOf } from './subscription-request.js'
import type { ScopeRoot } from './subscription-scope.js'
import { Subscriptions } from './subscriptions.js'
import { requireFitting } from './transport-manners/dataset-ceiling.js'
import { RequestStates } from './transport-manners/request-states.js'
import { WebTier } from './transport-manners/web-tier.js'
import { WebSessions } from './web-sessions.js'

const API = '/api/'
/** What the web tier lets through to the interface [C: HDR, Access-Control-Allow-Methods; that it looks is a guess]. */
const METHODS = new Set(['GET', 'POST', 'DELETE', 'OPTIONS'])

/** A request on its way through the controller. */
interface Call {
  readonly request: WireRequest
  /** Of request body and reply. */
  readonly encoding: Encoding
  /** Path without `/api/` and encoding suffix, percent-encoded as it came. */
  readonly resource: string
  /** Without `?`. */
  readonly query: string
}

type Known = Extract<Identity, { ok: true }>

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
  readonly #rbac: Rbac
  readonly #responses: Responses
  readonly #webTier: WebTier
  readonly #requestStates: RequestStates
  readonly #subscriptions: Subscriptions
  readonly #store = new ObjectStore()
  readonly #limits: Settings
  readonly #reader: Reader
  readonly #configurator: Configurator

  constructor(context: ControllerContext, options: ApicOptions) {
    this.#context = context
    this.#options = options
    this.#limits = new Settings(this.#store)
    this.#accounts = new Accounts(this.#store, options)
    this.#sessions = new WebSessions(context, options, this.#limits)
    this.#authenticator = new Authenticator(context, options, this.#accounts, this.#sessions, this.#store)
    const { lockout } = this.#limits
    this.#loginDesk = new LoginDesk(context.clock, { ...options, lockout }, this.#accounts)
    this.#rbac = new Rbac(options)
    this.#responses = new Responses(context.clock)
    this.#webTier = new WebTier(context.clock, options, this.#responses)
    this.#requestStates = new RequestStates(context.clock, options.asyncReplies)
    this.#reader = new Reader(this.#rbac, this.#store)
    this.#configurator = new Configurator(this.#rbac, this.#store)
    this.#store.onChange((change) => this.#endSessionsOfChanged(change))
    this.#subscriptions = new Subscriptions(context, options)
    context.journal.listen((entry) => {
      if (entry.kind === 'session' && entry.event === 'ended') this.#subscriptions.sessionEnded(entry.session)
    })
    this.#store.onChange((change) => this.#subscriptions.publish(change, this.#store))
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
      const { socketRefusalStatus: status } = this.#options
      const error = new ApicError(status, status, TOKEN_TIMEOUT_TEXT)
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
    if (!target.startsWith('/api/aaa')) return 'call'
    const dot = target.indexOf('.', API.length)
    switch (target.slice(API.length, dot < 0 ? undefined : dot)) {
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
    return true
  }

  /** A logout ends the session of its own token only (guess). */
  logoutElsewhere(user: string): boolean {
    const account = this.#accounts.find(user)
    if (account === undefined) return false
    this.#sessions.end(this.#sessions.open(account).session, 'logout')
    return true
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
    this.#furnish()
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

  /** What login and refresh replies repeat, as it is now. */
  #reported(): ReportedSettings {
    const { refreshTimeoutSeconds, maximumLifetimeSeconds, guiIdleTimeoutSeconds } = this.#limits
    const { siteFingerprint } = this.#sessions
    return {
      ...this.#options,
      refreshTimeoutSeconds,
      maximumLifetimeSeconds,
      guiIdleTimeoutSeconds,
      siteFingerprint,
    }
  }

  #answer(request: WireRequest): Verdict {
    const isLogin = request.method === 'POST' && this.purposeOf(request) === 'login'
    const refusal = this.#webTier.refusal(request, isLogin)
    if (refusal !== undefined) return refusal
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
    switch (resource) {
      case 'aaaLogin':
        return this.#login(call)
      case 'aaaListDomains':
        return {
          auth: { outcome: 'public' },
          response: this.#responses.encoded(200, encoding, this.#listDomains(encoding)),
        }
      default:
        return this.#withIdentity(call)
    }
  }

  #login({ request, encoding, query }: Call): Verdict {
    if (request.method !== 'POST') return this.#publicFailure(encoding, methodNotAllowed(request.method))
    const judgement = this.#loginDesk.judge(request.body, encoding)
    if (!judgement.ok) {
      return { auth: judgement.auth, response: this.#responses.error(encoding, judgement.error) }
    }
    const grant = this.#sessions.open(judgement.account, parameter(query, 'gui-token-request') === 'yes')
    return {
      auth: { outcome: 'logged-in', user: judgement.account.name, session: grant.session.id },
      response: this.#responses.reply(
        encoding,
        replyOf([loginReply(grant, this.#reported())]),
        tokenCookie(grant.token, request.scheme),
      ),
    }
  }

  /** Entries are flat objects, not class and attributes [C: RG]; what XML calls them is a guess. */
  #listDomains(encoding: Encoding): string {
    const domains = this.#store.ofClass('aaaLoginDomain').map(({ attributes }): Record<string, string> => {
      const { name = '', guiBanner = '' } = attributes
      return guiBanner === '' ? { name } : { name, guiBanner }
    })
    return encoding.encodeFlat('aaaLoginDomain', domains)
  }

  #withIdentity(call: Call): Verdict {
    const identity = this.#authenticator.identify(call.request, call.query)
    if (!identity.ok) {
      return this.#refused(call, identity.auth, identity.text)
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
    if (resource.startsWith('mo/')) return this.#object(call, identity, 'mo/'.length)
    if (resource.startsWith('class/')) return this.#class(call, identity, 'class/'.length)
    if (resource.startsWith('node/mo/')) return this.#object(call, identity, 'node/mo/'.length)
    if (resource.startsWith('node/class/')) return this.#class(call, identity, 'node/class/'.length)
    switch (resource) {
      case 'mo':
      case 'node/mo':
        return this.#object(call, identity, resource.length)
      case 'aaaRefresh':
        return this.#refresh(call, identity)
      case 'aaaLogout':
        return this.#logout(call, identity)
      case 'subscriptionRefresh':
        return this.#refreshSubscription(call, identity)
      case 'requestAppToken':
        return this.#appToken(call, identity)
      case 'webtokenSession':
        return this.#signedWebToken(call, identity)
      case 'checkRequestState':
        return this.#requestState(call, identity)
      default:
        throw unknownPath(splitTarget(call.request.target).path)
    }
  }

  /** Works with GET as every client sends it, and with POST as documented [C: TK, PY, CO, GO, AP; POST: RG]. */
  #refresh(call: Call, { auth, account, session }: Known): Verdict {
    const { request, encoding } = call
    if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed(request.method)
    // A signature has no session that could be refreshed (answer guess).
    if (session === undefined)
      return this.#refused(call, { outcome: 'refused', cause: 'missing' }, NO_CREDENTIALS_TEXT)
    const grant = this.#sessions.refresh(session, account)
    if (grant === undefined) {
      const { token } = auth
      return this.#refused(
        call,
        { outcome: 'refused', cause: 'absolute', session: session.id, token },
        TOKEN_TIMEOUT_TEXT,
      )
    }
    const reply = replyOf([refreshReply(grant, this.#reported())])
    return {
      auth,
      response: this.#responses.reply(encoding, reply, tokenCookie(grant.token, request.scheme)),
    }
  }

  #logout({ request, encoding }: Call, { auth, session }: Known): Verdict {
    if (request.method !== 'POST') throw methodNotAllowed(request.method)
    if (session !== undefined && this.#options.logoutInvalidates) this.#sessions.end(session, 'logout')
    return { auth, response: this.#responses.reply(encoding, NOTHING) }
  }

  /** A session for an app user; its token is in the body alone [C: PY]. */
  #appToken({ request, encoding }: Call, { auth, account }: Known): Verdict {
    if (request.method !== 'POST') throw methodNotAllowed(request.method)
    const body = encoding.decode(request.body, this.#options.deepestNesting)
    requireAppTokenRequest(account, auth.how === 'signature', body)
    const reply = replyOf([loginReply(this.#sessions.open(account), this.#reported())])
    return { auth, response: this.#responses.reply(encoding, reply) }
  }

  /** A token for a user who signs, to open a websocket with [L: NC]. */
  #signedWebToken({ request, encoding }: Call, { auth, account }: Known): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    requireSignature(auth.how === 'signature')
    const { token } = this.#sessions.open(account)
    return { auth, response: this.#responses.reply(encoding, replyOf([mo('webtokenSession', { token })])) }
  }

  /** One id in each request [C: INS, PY]. */
  #refreshSubscription({ request, encoding, query }: Call, { auth, session }: Known): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    this.#subscriptions.refresh(session, parameter(query, 'id') ?? '')
    return { auth, response: this.#responses.reply(encoding, NOTHING) }
  }

  /** How far a request is whose answer was that it runs [L: CO]. */
  #requestState({ request, encoding, query }: Call, { auth }: Known): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    const state = this.#requestStates.state(parameter(query, 'id') ?? '')
    return { auth, response: this.#responses.reply(encoding, replyOf([state])) }
  }

  /** @param prefixLength how much of the resource stands before the DN */
  #object(call: Call, identity: Known, prefixLength: number): Verdict {
    const { request, encoding, resource, query } = call
    const { auth, account } = identity
    const dn = percentDecode(resource.slice(prefixLength))
    let reply = NOTHING
    switch (request.method) {
      case 'GET':
        reply = requireFitting(this.#reader.byDn(account, dn, query), this.#options.datasetTooBig)
        reply = this.#subscribed(call, identity, { dn }, reply)
        break
      case 'POST': {
        const tree = encoding.decode(request.body, this.#options.deepestNesting)
        const urlDn = dn === '' ? undefined : dn
        const rootDn = this.#configurator.post(account, urlDn, tree, this.#context.clock.wallMs())
        if (this.#requestStates.enabled) {
          return { auth, response: this.#responses.error(encoding, this.#requestStates.begin()) }
        }
        reply = this.#reader.afterWrite(account, rootDn, query)
        break
      }
      case 'DELETE':
        this.#configurator.delete(account, dn)
        break
      default:
        throw methodNotAllowed(request.method)
    }
    return { auth, response: this.#responses.reply(encoding, reply) }
  }

  /** @param prefixLength how much of the resource stands before the class name */
  #class(call: Call, identity: Known, prefixLength: number): Verdict {
    const { request, encoding, resource, query } = call
    const { auth, account } = identity
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    const className = percentDecode(resource.slice(prefixLength))
    const reply = requireFitting(this.#reader.byClass(account, className, query), this.#options.datasetTooBig)
    const shown = this.#subscribed(call, identity, { className }, reply)
    return { auth, response: this.#responses.reply(encoding, shown) }
  }

  /** Opens or ends the subscription that a read asks for, and shows the id of a new one. */
  #subscribed({ request, query }: Call, { session }: Known, root: ScopeRoot, reply: Reply): Reply {
    const asked = subscriptionOf(request.target, query, root)
    if (asked === undefined) return reply
    if (asked.wanted) {
      return { ...reply, subscriptionId: this.#subscriptions.subscribe(session, asked.request) }
    }
    this.#subscriptions.unsubscribe(session, asked.request.query)
    return reply
  }

  #recorded(request: WireRequest, verdict: Verdict): Handling {
    verdict.processingMs = this.#options.processingMs
    return recordExchange(this.#context, this.purposeOf(request), request, verdict)
  }

  #refused({ encoding }: Call, auth: Verdict['auth'], text: string): Verdict {
    return { auth, response: this.#responses.error(encoding, new ApicError(403, 403, text)) }
  }

  #publicFailure(encoding: Encoding, error: ApicError): Verdict {
    return { auth: { outcome: 'public' }, response: this.#responses.error(encoding, error) }
  }
}
