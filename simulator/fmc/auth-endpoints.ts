import type { Verdict, WireRequest, WireResponse } from '../controller.js'
import type { Account, Accounts } from './accounts.js'
import { CataloguedException, methodNotSupported } from './api-exception.js'
import type { ApiErrorName } from './error-catalogue.js'
import type { FmcSessions, SessionLimit, TokenPair } from './fmc-sessions.js'
import type { FmcOptions } from './options.js'
import type { Replies } from './replies.js'
import type { TokenCheck } from './token-check.js'

/** What the endpoints under `/api/fmc_platform/v1/auth/` are for. */
export type AuthAction = 'generatetoken' | 'refreshtoken' | 'revokeaccess'

/** Which of the three endpoints the path names, if any. */
export function authAction(segments: readonly string[]): AuthAction | undefined {
  const [api, platform, version, auth, action] = segments
  if (segments.length !== 5 || auth !== 'auth' || version !== 'v1') return undefined
  if (platform !== 'fmc_platform' || api !== 'api') return undefined
  return action === 'generatetoken' || action === 'refreshtoken' || action === 'revokeaccess'
    ? action
    : undefined
}

const LIMIT_ERRORS: Readonly<Record<SessionLimit, ApiErrorName>> = {
  'sessions-per-user': 'userSessionLimit',
  sessions: 'sessionLimit',
}

/** Login, refresh and revocation. */
export class AuthEndpoints {
  readonly #accounts: Accounts
  readonly #sessions: FmcSessions
  readonly #replies: Replies
  readonly #tokenCheck: TokenCheck
  readonly #nameFirst: boolean

  constructor(
    parts: { accounts: Accounts; sessions: FmcSessions; replies: Replies; tokenCheck: TokenCheck },
    { domainsKeyOrder }: FmcOptions,
  ) {
    this.#accounts = parts.accounts
    this.#sessions = parts.sessions
    this.#replies = parts.replies
    this.#tokenCheck = parts.tokenCheck
    this.#nameFirst = domainsKeyOrder === 'name-first'
  }

  /** Answers a request to one of the endpoints; its body is ignored, as is its content type. */
  answer(action: AuthAction, request: WireRequest): Verdict {
    if (request.method !== 'POST') {
      return {
        auth: { outcome: 'public' },
        response: this.#replies.error(methodNotSupported(request.method)),
      }
    }
    switch (action) {
      case 'generatetoken':
        return this.#generate(request)
      case 'refreshtoken':
        return this.#refresh(request)
      case 'revokeaccess':
        return this.#revoke(request)
    }
  }

  /** Login looks at `Authorization` alone: tokens that a client still carries do not disturb it [likely: fireREST]. */
  #generate(request: WireRequest): Verdict {
    const judgement = this.#accounts.judge(request.headers.authorization)
    if (!judgement.ok) {
      const { user, cause } = judgement
      return {
        auth: { outcome: 'bad-credentials', ...(user === undefined ? {} : { user }), cause },
        response: this.#replies.error(new CataloguedException('authenticationFailed')),
      }
    }
    const { account } = judgement
    if (account.role === 'no-access') {
      return {
        auth: { outcome: 'forbidden', user: account.name },
        response: this.#replies.error(new CataloguedException('noApiAccess')),
      }
    }
    const opened = this.#sessions.open(account.name)
    if (typeof opened === 'string') {
      return {
        auth: { outcome: 'throttled', limit: opened },
        response: this.#replies.error(new CataloguedException(LIMIT_ERRORS[opened])),
      }
    }
    return {
      auth: { outcome: 'logged-in', user: account.name, session: opened.session.id },
      response: this.#tokenReply(account, opened),
    }
  }

  #refresh(request: WireRequest): Verdict {
    const { headers } = request
    const judgement = this.#sessions.refresh(headers['x-auth-access-token'], headers['x-auth-refresh-token'])
    if (!judgement.ok) {
      return judgement.wrong === 'access-token'
        ? this.#tokenCheck.refusal(request, judgement)
        : this.#tokenCheck.refusal(
            request,
            judgement,
            this.#replies.error(new CataloguedException('refreshTokenInvalid')),
          )
    }
    const account = this.#accounts.find(judgement.session.user)!
    return {
      auth: this.#tokenCheck.accepted(request, judgement.session),
      response: this.#tokenReply(account, judgement),
    }
  }

  /** Ends the session, and with it the refresh token [likely: a script revokes to free its session]. */
  #revoke(request: WireRequest): Verdict {
    const checked = this.#tokenCheck.check(request)
    if (!checked.ok) return checked.refusal
    this.#sessions.end(checked.session, 'logout')
    return { auth: checked.auth, response: this.#replies.empty(204) }
  }

  /**
   * Everything in header fields, in the order of a real reply [C: CAP-2020, CAP-2024]. A refresh repeats all of them:
   * likely for DOMAIN_UUID and DOMAINS [go-fmc, fmcapi], a guess for the rest. Only the name of a top-level domain
   * can be the name of a field.
   */
  #tokenReply(account: Account, { accessToken, refreshToken }: TokenPair): WireResponse {
    const [loginDomain] = account.domains
    const topLevel = account.domains.filter(({ name }) => !name.includes('/'))
    return this.#replies.empty(204, [
      ['X-auth-access-token', accessToken],
      ['X-auth-refresh-token', refreshToken],
      ['USER_UUID', account.uuid],
      ['DOMAIN_ID', loginDomain.id],
      ['DOMAIN_UUID', loginDomain.uuid],
      ...topLevel.map(({ name, uuid }): [string, string] => [name.toLowerCase(), uuid]),
      ['DOMAINS', this.#domainList(account)],
    ])
  }

  #domainList({ domains }: Account): string {
    return JSON.stringify(
      domains.map(({ uuid, name }) => (this.#nameFirst ? { name, uuid } : { uuid, name })),
    )
  }
}
