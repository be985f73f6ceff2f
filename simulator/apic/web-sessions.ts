import type { ControllerContext, Deadline, SessionView } from '../controller.js'
import type { EndCause } from '../journal/entries.js'
import { type Session, type SessionRules, SessionTable, type TokenJudgement } from '../sessions.js'
import type { Account } from './accounts.js'
import type { ApicOptions } from './options.js'
import { TokenMint } from './web-token.js'

/** What a login or a refresh hands out. */
export interface Grant {
  readonly session: Session
  readonly account: Account
  readonly token: string
  readonly sessionId: string
  /** Wall seconds since 1970. */
  readonly creationTime: number
  /** Wall seconds since 1970; stays over refreshes (guess). */
  readonly firstLoginTime: number
  /** Challenge token of a session that was opened with one. */
  readonly urlToken: string | undefined
}

/** What a session has besides what the session table knows. */
interface WebSession {
  readonly account: Account
  readonly sessionId: string
  readonly firstLoginTime: number
  readonly urlToken: string | undefined
  /** The latest `iat` of its tokens, in wall seconds since 1970. */
  newestIat: number
}

/**
 * Web token sessions: how long tokens and sessions live. A token ends when the second in its `exp` claim begins; that
 * instant is laid onto monotonic time at issue, so later steps of the wall clock do not move it. At that very instant
 * it is no longer accepted (guess). Only a token that maximumLifetimeSeconds cuts short may live up to 1 s past its
 * claim, which is rounded down.
 */
export class WebSessions {
  readonly #context: ControllerContext
  readonly #options: ApicOptions
  readonly #table: SessionTable
  readonly #mint: TokenMint
  readonly #details = new WeakMap<Session, WebSession>()

  constructor(context: ControllerContext, options: ApicOptions) {
    this.#context = context
    this.#options = options
    this.#mint = new TokenMint(context, options)
    this.#table = new SessionTable(
      context,
      'apic',
      options.expiry === 'fixed' ? this.#fixed() : this.#sliding(),
    )
  }

  /** Constant of the fabric that replies and tokens carry. */
  get siteFingerprint(): string {
    return this.#mint.siteFingerprint
  }

  /** Opens a session. @param withChallenge whether each later request must carry a challenge token too */
  open(account: Account, withChallenge = false): Grant {
    const nowMs = this.#context.clock.monotonicMs()
    const sessionId = this.#mint.sessionId()
    const urlToken = withChallenge ? this.#mint.urlToken() : undefined
    const { issuedAt, expiresAt, lifetimeMs } = this.#lifetime(nowMs)
    const token = this.#mint.issue({ account, sessionId, issuedAt, expiresAt, serial: undefined })
    const session = this.#table.open(account.name, token, lifetimeMs)
    const details = { account, sessionId, firstLoginTime: issuedAt, urlToken, newestIat: issuedAt }
    this.#details.set(session, details)
    return grant(session, details, token, issuedAt)
  }

  /** Gives a session a new token; undefined when its maximum lifetime is over. */
  refresh(session: Session): Grant | undefined {
    if (this.#context.clock.monotonicMs() >= this.#absoluteMs(session.bornMs)) return undefined
    const details = this.#detailsOf(session)
    const { issuedAt, expiresAt, lifetimeMs } = this.#lifetime(session.bornMs)
    // Also after a step of the wall clock back, for an earlier token may then have been issued in this very second.
    const serial = issuedAt > details.newestIat ? undefined : String(session.refreshes + 1)
    details.newestIat = Math.max(details.newestIat, issuedAt)
    const { account, sessionId } = details
    const token = this.#mint.issue({ account, sessionId, issuedAt, expiresAt, serial })
    this.#table.refresh(session, token, lifetimeMs, this.#graceMs())
    return grant(session, details, token, issuedAt)
  }

  /** Says whether a token is accepted now. */
  judge(token: string): TokenJudgement {
    return this.#table.judge(token)
  }

  /** Notes that a session was used now. */
  touch(session: Session): void {
    this.#table.touch(session)
  }

  /** The account that a session belongs to. */
  accountOf(session: Session): Account {
    return this.#detailsOf(session).account
  }

  /** The challenge token that each request of a session must carry; undefined when it needs none. */
  challengeOf(session: Session): string | undefined {
    return this.#detailsOf(session).urlToken
  }

  /** Ends a session now. */
  end(session: Session, cause: EndCause): void {
    this.#table.end(session, cause)
  }

  /** Ends all sessions now. */
  endAll(cause: EndCause): void {
    this.#table.endAll(cause)
  }

  /** The live session of that id. */
  find(id: string): Session | undefined {
    return this.#table.find(id)
  }

  /** Forgets all sessions, without a word in the journal. */
  clear(): void {
    this.#table.clear()
  }

  /** Live sessions and those that ended lately, oldest first. */
  views(): SessionView[] {
    return this.#table.views()
  }

  #detailsOf(session: Session): WebSession {
    return this.#details.get(session)!
  }

  /** @param bornMs monotonic instant of the login, in ms */
  #absoluteMs(bornMs: number): number {
    return bornMs + this.#options.maximumLifetimeSeconds * 1000
  }

  #graceMs(): number {
    const { oldTokenAfterRefresh } = this.#options
    if (oldTokenAfterRefresh === 'valid-until-exp') return Number.POSITIVE_INFINITY
    return oldTokenAfterRefresh === 'invalid' ? 0 : oldTokenAfterRefresh.graceSeconds * 1000
  }

  /** What a token issued now claims, in wall s, and how long it is accepted, in ms. */
  #lifetime(bornMs: number): { issuedAt: number; expiresAt: number; lifetimeMs: number } {
    const { clock } = this.#context
    const { refreshTimeoutSeconds, expiry, lastTokenClipped } = this.#options
    const wallMs = clock.wallMs()
    const leftMs = this.#absoluteMs(bornMs) - clock.monotonicMs()
    const issuedAt = Math.floor(wallMs / 1000)
    const claimedMs = (issuedAt + refreshTimeoutSeconds) * 1000 - wallMs
    const clipped = lastTokenClipped && leftMs < claimedMs
    const expiresAt = clipped ? Math.floor((wallMs + leftMs) / 1000) : issuedAt + refreshTimeoutSeconds
    // A sliding session is ended by silence, which its tokens cannot know of when they are issued.
    const lifetimeMs = expiry === 'sliding' || clipped ? leftMs : claimedMs
    return { issuedAt, expiresAt, lifetimeMs }
  }

  #fixed(): SessionRules {
    const { lastTokenClipped } = this.#options
    const limit: Deadline = lastTokenClipped ? 'absolute' : 'refresh'
    return {
      refreshesLeft: () => null,
      deadlines: ({ token, bornMs }) => ({ token: token.endsMs, [limit]: this.#absoluteMs(bornMs) }),
      end: ({ token, bornMs }) => ({
        atMs: token.endsMs,
        cause: lastTokenClipped && token.endsMs >= this.#absoluteMs(bornMs) ? 'absolute' : 'token-expired',
      }),
    }
  }

  #sliding(): SessionRules {
    const idleMs = this.#options.refreshTimeoutSeconds * 1000
    return {
      refreshesLeft: () => null,
      deadlines: ({ lastUsedMs, bornMs }) => ({
        idle: lastUsedMs + idleMs,
        absolute: this.#absoluteMs(bornMs),
      }),
      end: ({ lastUsedMs, bornMs }) => {
        const absoluteMs = this.#absoluteMs(bornMs)
        const idleEndMs = lastUsedMs + idleMs
        return idleEndMs < absoluteMs
          ? { atMs: idleEndMs, cause: 'idle' }
          : { atMs: absoluteMs, cause: 'absolute' }
      },
    }
  }
}

function grant(session: Session, details: WebSession, token: string, creationTime: number): Grant {
  const { account, sessionId, firstLoginTime, urlToken } = details
  return { session, account, token, sessionId, creationTime, firstLoginTime, urlToken }
}
