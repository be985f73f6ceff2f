import type { Verdict } from '../controller.js'
import { type Call, type Known, refusal } from './call.js'
import { type Encoding, mo, NOTHING, replyOf } from './encoding.js'
import { lifetimeOver, methodNotAllowed, noCredentials } from './errors.js'
import { loginReply, type ReportedSettings, refreshReply } from './grant-reply.js'
import type { LoginDesk } from './login.js'
import type { ObjectStore } from './model/object-store.js'
import type { Settings } from './model/settings.js'
import type { ApicOptions } from './options.js'
import { parameter } from './query-string.js'
import { type Responses, tokenCookie } from './responses.js'
import type { SessionRecords } from './session-records.js'
import { requireAppTokenRequest, requireSignature } from './signed-sessions.js'
import type { WebSessions } from './web-sessions.js'

/** What the endpoints of sessions work on. */
export interface SessionParts {
  readonly options: ApicOptions
  readonly sessions: WebSessions
  readonly loginDesk: LoginDesk
  readonly settings: Settings
  readonly responses: Responses
  readonly store: ObjectStore
  readonly records: SessionRecords
}

/** Endpoints that begin, prolong and end sessions. */
export class SessionEndpoints {
  readonly #options: ApicOptions
  readonly #sessions: WebSessions
  readonly #loginDesk: LoginDesk
  readonly #settings: Settings
  readonly #responses: Responses
  readonly #store: ObjectStore
  readonly #records: SessionRecords

  constructor({ options, sessions, loginDesk, settings, responses, store, records }: SessionParts) {
    this.#options = options
    this.#sessions = sessions
    this.#loginDesk = loginDesk
    this.#settings = settings
    this.#responses = responses
    this.#store = store
    this.#records = records
  }

  /** aaaLogin by POST. */
  login({ request, encoding, query }: Call): Verdict {
    if (request.method !== 'POST') {
      const response = this.#responses.error(encoding, methodNotAllowed(request.method))
      return { auth: { outcome: 'public' }, response }
    }
    const judgement = this.#loginDesk.judge(request.body, encoding)
    if (!judgement.ok) {
      const { auth } = judgement
      if (auth.cause !== 'malformed') this.#records.note('login', judgement.account, request.address, false)
      return { auth: judgement.auth, response: this.#responses.error(encoding, judgement.error) }
    }
    const grant = this.#sessions.open(judgement.account, parameter(query, 'gui-token-request') === 'yes')
    this.#records.note('login', judgement.account, request.address)
    return {
      auth: { outcome: 'logged-in', user: judgement.account.name, session: grant.session.id },
      response: this.#responses.reply(
        encoding,
        replyOf([loginReply(grant, this.#reported())]),
        tokenCookie(grant.token, request.scheme),
      ),
    }
  }

  /** aaaListDomains, which needs no session. */
  listDomains({ encoding }: Call): Verdict {
    return {
      auth: { outcome: 'public' },
      response: this.#responses.encoded(200, encoding, this.#domains(encoding)),
    }
  }

  /**
   * aaaRefresh: works with GET as every client sends it, and with POST as documented [C: TK, PY, CO, GO, AP; POST: RG].
   * @throws ApicError for another method
   */
  refresh(call: Call, { auth, account, session }: Known): Verdict {
    const { request, encoding } = call
    if (!this.#options.refreshMethods.some((method) => method === request.method)) {
      throw methodNotAllowed(request.method)
    }
    // A signature has no session that could be refreshed (answer guess).
    if (session === undefined) {
      return refusal(call, this.#responses, { outcome: 'refused', cause: 'missing' }, noCredentials())
    }
    const grant = this.#sessions.refresh(session, account)
    if (grant === undefined) {
      const { token } = auth
      const refused = { outcome: 'refused', cause: 'absolute', session: session.id, token } as const
      return refusal(call, this.#responses, refused, lifetimeOver())
    }
    this.#records.note('refresh', account, request.address)
    const reply = replyOf([refreshReply(grant, this.#reported())])
    return {
      auth,
      response: this.#responses.reply(encoding, reply, tokenCookie(grant.token, request.scheme)),
    }
  }

  /** aaaLogout. @throws ApicError for another method than POST */
  logout({ request, encoding }: Call, { auth, account, session }: Known): Verdict {
    if (request.method !== 'POST') throw methodNotAllowed(request.method)
    if (session !== undefined) this.#records.note('logout', account, request.address)
    if (session !== undefined && this.#options.logoutInvalidates) {
      if (this.#options.logoutEnds === 'user') this.#sessions.endAll('logout', session.user)
      else this.#sessions.end(session, 'logout')
    }
    return { auth, response: this.#responses.reply(encoding, NOTHING) }
  }

  /**
   * requestAppToken: a session for an app user; its token is in the body alone [C: PY].
   * @throws ApicError for another method than POST, another user, or a body that is none
   */
  appToken({ request, encoding }: Call, { auth, account }: Known): Verdict {
    if (request.method !== 'POST') throw methodNotAllowed(request.method)
    const body = encoding.decode(request.body, this.#options.deepestNesting)
    requireAppTokenRequest(account, auth.how === 'signature', body)
    const reply = replyOf([loginReply(this.#sessions.open(account), this.#reported())])
    this.#records.note('login', account, request.address)
    return { auth, response: this.#responses.reply(encoding, reply) }
  }

  /**
   * webtokenSession: a token for a user who signs, to open a websocket with [L: NC].
   * @throws ApicError for another method than GET, or without a signature
   */
  signedWebToken({ request, encoding }: Call, { auth, account }: Known): Verdict {
    if (request.method !== 'GET') throw methodNotAllowed(request.method)
    requireSignature(auth.how === 'signature')
    const { token } = this.#sessions.open(account)
    this.#records.note('login', account, request.address)
    return { auth, response: this.#responses.reply(encoding, replyOf([mo('webtokenSession', { token })])) }
  }

  /** Entries are flat objects, not class and attributes [C: RG]; what XML calls them is a guess. */
  #domains(encoding: Encoding): string {
    const domains = this.#store.ofClass('aaaLoginDomain').map(({ attributes }): Record<string, string> => {
      const { name = '', guiBanner = '' } = attributes
      return guiBanner === '' ? { name } : { name, guiBanner }
    })
    return encoding.encodeFlat('aaaLoginDomain', domains)
  }

  /** What login and refresh replies repeat, as it is now. */
  #reported(): ReportedSettings {
    const { refreshTimeoutSeconds, maximumLifetimeSeconds, guiIdleTimeoutSeconds } = this.#settings
    const { siteFingerprint } = this.#sessions
    return {
      ...this.#options,
      refreshTimeoutSeconds,
      maximumLifetimeSeconds,
      guiIdleTimeoutSeconds,
      siteFingerprint,
    }
  }
}
