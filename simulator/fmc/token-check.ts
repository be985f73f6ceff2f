import type { Verdict, WireRequest, WireResponse } from '../controller.js'
import type { AuthDecision, RefusalCause } from '../journal/entries.js'
import type { Redaction } from '../journal/redaction.js'
import type { Session, TokenJudgement } from '../sessions.js'

/** The decision about a request whose token was accepted. */
export type AcceptedDecision = Extract<AuthDecision, { outcome: 'accepted' }>

/** A request whose token was accepted, or the verdict on one that was refused. */
export type Checked = { ok: true; session: Session; auth: AcceptedDecision } | { ok: false; refusal: Verdict }

/** One way in which requests carry a token. */
export interface TokenKind {
  how: 'token' | 'bearer'
  /** The token that a request carries. */
  of(request: WireRequest): string | undefined
  /** Whether it is good now. */
  judge(token: string | undefined): TokenJudgement
  /** What the client gets whose token is not. */
  refused(): WireResponse
}

/**
 * Looks at the token of a request, and at nothing else: Basic credentials beside a token and a refresh token on an
 * ordinary call are ignored [likely: MISP, XSOAR; C: fireREST].
 */
export class TokenCheck {
  readonly #redaction: Redaction
  readonly #kind: TokenKind

  constructor(redaction: Redaction, kind: TokenKind) {
    this.#redaction = redaction
    this.#kind = kind
  }

  /** Judges the token of a request. */
  check(request: WireRequest): Checked {
    const judgement = this.judge(request)
    if (!judgement.ok) return { ok: false, refusal: this.refusal(request, judgement) }
    return { ok: true, session: judgement.session, auth: this.accepted(request, judgement.session) }
  }

  /** The token that a request carries. */
  of(request: WireRequest): string | undefined {
    return this.#kind.of(request)
  }

  /** Whether the token of a request is good now. */
  judge(request: WireRequest): TokenJudgement {
    return this.#kind.judge(this.#kind.of(request))
  }

  /** The decision about a request that `session` sent. */
  accepted(request: WireRequest, session: Session): AcceptedDecision {
    const token = this.#redaction.fingerprint(this.#kind.of(request)!)
    return { outcome: 'accepted', how: this.#kind.how, user: session.user, session: session.id, token }
  }

  /**
   * The verdict on a refused token: the same reply whatever the true cause [C for an expired token: FMCAnsible; the
   * same for other causes: likely].
   * @param response what the client is told
   */
  refusal(
    request: WireRequest,
    judgement: { cause: RefusalCause; session?: Session },
    response = this.#kind.refused(),
  ): Verdict {
    const token = this.#kind.of(request)
    return {
      auth: {
        outcome: 'refused',
        cause: judgement.cause,
        ...(judgement.session === undefined ? {} : { session: judgement.session.id }),
        ...(token === undefined ? {} : { token: this.#redaction.fingerprint(token) }),
      },
      response,
    }
  }
}
