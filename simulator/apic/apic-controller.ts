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
import { splitTarget } from '../text.js'
import { Accounts } from './accounts.js'
import { Authenticator, type Identity } from './authentication.js'
import { Configurator } from './configuring.js'
import { decodeBody, EMPTY_REPLY } from './encoding.js'
import {
  ApicError,
  methodNotAllowed,
  NO_CREDENTIALS_TEXT,
  TOKEN_TIMEOUT_TEXT,
  unknownPath,
  xmlNotServed,
} from './errors.js'
import { loginReply, type ReportedSettings, refreshReply } from './grant-reply.js'
import { LoginDesk } from './login.js'
import { ObjectStore } from './model/object-store.js'
import type { ApicOptions } from './options.js'
import { parameter, percentDecode } from './query-string.js'
import { Rbac } from './rbac.js'
import { Reader } from './reading.js'
import { Responses, tokenCookie } from './responses.js'
import { WebSessions } from './web-sessions.js'

const API = '/api/'
const JSON_SUFFIX = '.json'
const XML_SUFFIX = '.xml'

/** A request on its way through the controller. */
interface Call {
  readonly request: WireRequest
  /** Path without `/api/` and encoding suffix, percent-encoded as it came. */
  readonly resource: string
  /** Without `?`. */
  readonly query: string
}

type Known = Extract<Identity, { ok: true }>

/**
 * A simulated Cisco APIC: web token sessions, certificate signatures, RBAC, and a small tree of managed objects, as
 * seen through its REST API in JSON.
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
  readonly #settings: ReportedSettings
  #reader!: Reader
  #configurator!: Configurator

  constructor(context: ControllerContext, options: ApicOptions) {
    this.#context = context
    this.#options = options
    this.#accounts = new Accounts(options)
    this.#sessions = new WebSessions(context, options)
    this.#authenticator = new Authenticator(context, options, this.#accounts, this.#sessions)
    this.#loginDesk = new LoginDesk(context.clock, options, this.#accounts)
    this.#rbac = new Rbac(options)
    this.#responses = new Responses(context.clock)
    this.#settings = { ...options, siteFingerprint: this.#sessions.siteFingerprint }
    this.#furnish()
  }

  handle(request: WireRequest): Handling {
    const verdict = this.#answer(request)
    verdict.processingMs = this.#options.processingMs
    return recordExchange(this.#context, this.purposeOf(request), request, verdict)
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
  }

  reset(): void {
    this.#context.journal.write({ kind: 'controller', event: 'reset' })
    this.#sessions.clear()
    this.#loginDesk.clear()
    this.#furnish()
  }

  /** Fills the controller with the objects that it starts with. */
  #furnish(): void {
    const users = this.#options.users.map(({ name }) => name)
    const store = new ObjectStore(users, this.#context.clock.wallMs())
    this.#reader = new Reader(this.#rbac, store)
    this.#configurator = new Configurator(this.#rbac, store)
  }

  #answer(request: WireRequest): Verdict {
    const { path, query } = splitTarget(request.target)
    if (!path.startsWith(API))
      return { auth: { outcome: 'public' }, response: this.#responses.notFoundPage() }
    // The browser's question before a request to another origin carries no credentials.
    if (request.method === 'OPTIONS')
      return { auth: { outcome: 'public' }, response: this.#responses.json(200, '') }
    if (path.endsWith(XML_SUFFIX))
      return { auth: { outcome: 'public' }, response: this.#failure(xmlNotServed()) }
    const resource = path.endsWith(JSON_SUFFIX) ? path.slice(API.length, -JSON_SUFFIX.length) : ''
    const call = { request, resource, query }
    switch (resource) {
      case 'aaaLogin':
        return this.#login(call)
      case 'aaaListDomains':
        return { auth: { outcome: 'public' }, response: this.#responses.json(200, this.#listDomains()) }
      default:
        return this.#withIdentity(call)
    }
  }

  #login({ request, query }: Call): Verdict {
    if (request.method !== 'POST') {
      return { auth: { outcome: 'public' }, response: this.#failure(methodNotAllowed(request.method)) }
    }
    const judgement = this.#loginDesk.judge(request.body)
    if (!judgement.ok) return { auth: judgement.auth, response: this.#failure(judgement.error) }
    const grant = this.#sessions.open(judgement.account, parameter(query, 'gui-token-request') === 'yes')
    return {
      auth: { outcome: 'logged-in', user: judgement.account.name, session: grant.session.id },
      response: this.#responses.json(
        200,
        loginReply(grant, this.#settings),
        tokenCookie(grant.token, request.scheme),
      ),
    }
  }

  /** Entries are flat objects, not class and attributes [C: RG]. */
  #listDomains(): string {
    const domains = this.#options.loginDomains.map(({ name }) => ({ name }))
    return JSON.stringify({ totalCount: String(domains.length), imdata: domains })
  }

  #withIdentity(call: Call): Verdict {
    const identity = this.#authenticator.identify(call.request, call.query)
    if (!identity.ok) {
      return { auth: identity.auth, response: this.#responses.error(403, 403, identity.text) }
    }
    try {
      return this.#serve(call, identity)
    } catch (error) {
      if (!(error instanceof ApicError)) throw error
      if (!error.forbidden) return { auth: identity.auth, response: this.#failure(error) }
      const { user, session, token } = identity.auth
      return { auth: { outcome: 'forbidden', user, session, token }, response: this.#failure(error) }
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
      default:
        throw unknownPath(splitTarget(call.request.target).path)
    }
  }

  /** Works with GET as every client sends it, and with POST as documented [C: TK, PY, CO, GO, AP; POST: RG]. */
  #refresh({ request }: Call, { auth, session }: Known): Verdict {
    if (request.method !== 'GET' && request.method !== 'POST') throw methodNotAllowed(request.method)
    // A signature has no session that could be refreshed (answer guess).
    if (session === undefined)
      return this.#refused({ outcome: 'refused', cause: 'missing' }, NO_CREDENTIALS_TEXT)
    const grant = this.#sessions.refresh(session)
    if (grant === undefined) {
      const { token } = auth
      return this.#refused(
        { outcome: 'refused', cause: 'absolute', session: session.id, token },
        TOKEN_TIMEOUT_TEXT,
      )
    }
    const body = refreshReply(grant, this.#settings)
    return { auth, response: this.#responses.json(200, body, tokenCookie(grant.token, request.scheme)) }
  }

  #logout({ request }: Call, { auth, session }: Known): Verdict {
    if (request.method !== 'POST') throw methodNotAllowed(request.method)
    if (session !== undefined && this.#options.logoutInvalidates) this.#sessions.end(session, 'logout')
    return { auth, response: this.#responses.json(200, EMPTY_REPLY) }
  }

  /** @param prefixLength how much of the resource stands before the DN */
  #object({ request, resource, query }: Call, { auth, account }: Known, prefixLength: number): Verdict {
    const dn = percentDecode(resource.slice(prefixLength))
    let body = EMPTY_REPLY
    switch (request.method) {
      case 'GET':
        body = this.#reader.byDn(account, dn, query)
        break
      case 'POST': {
        const tree = decodeBody(request.body)
        const urlDn = dn === '' ? undefined : dn
        this.#configurator.post(account, urlDn, tree, this.#context.clock.wallMs())
        break
      }
      case 'DELETE':
        this.#configurator.delete(account, dn)
        break
      default:
        throw methodNotAllowed(request.method)
    }
    return { auth, response: this.#responses.json(200, body) }
  }

  /** @param prefixLength how much of the resource stands before the class name */
  #class({ request, resource, query }: Call, { auth, account }: Known, prefixLength: number): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    const body = this.#reader.byClass(account, percentDecode(resource.slice(prefixLength)), query)
    return { auth, response: this.#responses.json(200, body) }
  }

  #refused(auth: Verdict['auth'], text: string): Verdict {
    return { auth, response: this.#responses.error(403, 403, text) }
  }

  #failure({ status, code, message }: ApicError): WireResponse {
    return this.#responses.error(status, code, message)
  }
}
