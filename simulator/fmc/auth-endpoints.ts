import type { Verdict, WireRequest, WireResponse } from '../controller.js'
import type { Account, Accounts } from './accounts.js'
import { ApiException, methodNotSupported } from './api-exception.js'
import type { FmcSessions, TokenPair } from './fmc-sessions.js'
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

/** Text for a refresh token that is not, or no longer, good [C: fireREST; the same for a used-up counter is a guess]. */
const INVALID_REFRESH_TOKEN = 'Invalid refresh token'

/** Login, refresh and revocation. */
export class AuthEndpoints {
  readonly #accounts: Accounts
  readonly #sessions: FmcSessions
  readonly #replies: Replies
  readonly #tokenCheck: TokenCheck

  constructor(parts: {
    accounts: Accounts
    sessions: FmcSessions
    replies: Replies
    tokenCheck: TokenCheck
  }) {
    this.#accounts = parts.accounts
    this.#sessions = parts.sessions
    this.#replies = parts.replies
    this.#tokenCheck = parts.tokenCheck
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
        response: this.#replies.error(new ApiException(401, 'User authentication failed')),
      }
    }
    const { account } = judgement
    if (account.role === 'no-access') {
      return {
        auth: { outcome: 'forbidden', user: account.name },
        response: this.#replies.error(new ApiException(403, 'The user is not authorized to use the API.')),
      }
    }
    const pair = this.#sessions.open(account.name)
    if (pair === undefined) {
      return {
        auth: { outcome: 'throttled', limit: 'sessions-per-user' },
        response: this.#replies.error(
          new ApiException(403, 'The maximum number of concurrent sessions for this user has been reached.'),
        ),
      }
    }
    return {
      auth: { outcome: 'logged-in', user: account.name, session: pair.session.id },
      response: this.#tokenReply(account, pair),
    }
  }

  #refresh(request: WireRequest): Verdict {
    const { headers } = request
    const judgement = this.#sessions.refresh(headers['x-auth-access-token'], headers['x-auth-refresh-token'])
    if (!judgement.ok) {
      return judgement.wrong === 'access-token'
        ? this.#tokenCheck.refusal(request, judgement)
        : this.#tokenCheck.refusal(request, judgement, INVALID_REFRESH_TOKEN)
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
      ['DOMAINS', JSON.stringify(account.domains.map(({ uuid, name }) => ({ uuid, name })))],
    ])
  }
}
