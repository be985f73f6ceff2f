import type { Verdict, WireRequest } from '../controller.js'
import type { AuthDecision, RefusalCause } from '../journal/entries.js'
import type { Redaction } from '../journal/redaction.js'
import type { Session } from '../sessions.js'
import { ApiException } from './api-exception.js'
import type { FmcSessions } from './fmc-sessions.js'
import type { Replies } from './replies.js'

/** The decision about a request whose token was accepted. */
export type AcceptedDecision = Extract<AuthDecision, { outcome: 'accepted' }>

/** A request whose token was accepted, or the verdict on one that was refused. */
export type Checked = { ok: true; session: Session; auth: AcceptedDecision } | { ok: false; refusal: Verdict }

/**
 * Looks at `X-auth-access-token`, and at nothing else: Basic credentials beside a token and a refresh token on an
 * ordinary call are ignored [likely: MISP, XSOAR; C: fireREST].
 */
export class TokenCheck {
  readonly #redaction: Redaction
  readonly #sessions: FmcSessions
  readonly #replies: Replies
  readonly #unknownTokenText: string

  constructor(
    parts: { redaction: Redaction; sessions: FmcSessions; replies: Replies },
    unknownTokenText: string,
  ) {
    this.#redaction = parts.redaction
    this.#sessions = parts.sessions
    this.#replies = parts.replies
    this.#unknownTokenText = unknownTokenText
  }

  /** Judges the access token of a request. */
  check(request: WireRequest): Checked {
    const judgement = this.#sessions.judge(request.headers['x-auth-access-token'])
    if (!judgement.ok) return { ok: false, refusal: this.refusal(request, judgement) }
    return { ok: true, session: judgement.session, auth: this.accepted(request, judgement.session) }
  }

  /** The decision about a request that `session` sent. */
  accepted(request: WireRequest, session: Session): AcceptedDecision {
    const token = this.#redaction.fingerprint(request.headers['x-auth-access-token']!)
    return { outcome: 'accepted', how: 'token', user: session.user, session: session.id, token }
  }

  /**
   * The verdict on a refused token: 401, whatever the true cause [C for an expired token: FMCAnsible; the same for
   * other causes: likely].
   * @param text what the client is told
   */
  refusal(
    request: WireRequest,
    judgement: { cause: RefusalCause; session?: Session },
    text = this.#unknownTokenText,
  ): Verdict {
    const accessToken = request.headers['x-auth-access-token']
    return {
      auth: {
        outcome: 'refused',
        cause: judgement.cause,
        ...(judgement.session === undefined ? {} : { session: judgement.session.id }),
        ...(accessToken === undefined ? {} : { token: this.#redaction.fingerprint(accessToken) }),
      },
      response: this.#replies.error(new ApiException(401, text)),
    }
  }
}
