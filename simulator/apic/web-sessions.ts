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
  /** As it was at the latest login or refresh. */
  account: Account
  readonly sessionId: string
  readonly firstLoginTime: number
  readonly urlToken: string | undefined
  /** The latest `iat` of its tokens, in wall seconds since 1970. */
  newestIat: number
  /** Maximum lifetime that held when the session began, in ms. */
  readonly maximumLifetimeMs: number
  /** Lifetime of a token that held when the newest one was issued, in ms: how long a sliding session may be silent. */
  tokenLifetimeMs: number
}

/**
 * Limits as they are at the moment, in s. A change of the token lifetime holds for tokens, and one of the maximum
 * lifetime for sessions, that begin after it (guess).
 */
export type SessionLimits = Pick<ApicOptions, 'refreshTimeoutSeconds' | 'maximumLifetimeSeconds'>

/**
 * Web token sessions: how long tokens and sessions live. A token ends when the second in its `exp` claim begins; that
 * instant is laid onto monotonic time at issue, so later steps of the wall clock do not move it. At that very instant
 * it is no longer accepted (guess). Only a token that maximumLifetimeSeconds cuts short may live up to 1 s past its
 * claim, which is rounded down.
 */
export class WebSessions {
  readonly #context: ControllerContext
  readonly #options: ApicOptions
  readonly #limits: SessionLimits
  readonly #table: SessionTable
  readonly #mint: TokenMint
  readonly #details = new WeakMap<Session, WebSession>()

  /** @param limits looked at anew for each token */
  constructor(context: ControllerContext, options: ApicOptions, limits: SessionLimits) {
    this.#context = context
    this.#options = options
    this.#limits = limits
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

  /** Opens a session, in the place of the user's oldest one where there is no room. @param withChallenge whether each later request must carry a challenge token too */
  open(account: Account, withChallenge = false): Grant {
    this.#makeRoomFor(account.name)
    const nowMs = this.#context.clock.monotonicMs()
    const sessionId = this.#mint.sessionId()
    const urlToken = withChallenge ? this.#mint.urlToken() : undefined
    const maximumLifetimeMs = this.#limits.maximumLifetimeSeconds * 1000
    const { issuedAt, expiresAt, lifetimeMs, tokenLifetimeMs } = this.#lifetime(nowMs + maximumLifetimeMs)
    const token = this.#mint.issue({ account, sessionId, issuedAt, expiresAt, serial: undefined })
    const session = this.#table.open(account.name, token, lifetimeMs)
    const details = {
      account,
      sessionId,
      firstLoginTime: issuedAt,
      urlToken,
      newestIat: issuedAt,
      maximumLifetimeMs,
      tokenLifetimeMs,
    }
    this.#details.set(session, details)
    return grant(session, details, token, issuedAt)
  }

  /**
   * Gives a session a new token; undefined when its maximum lifetime is over.
   * @param account of the session, with the roles that it has now
   */
  refresh(session: Session, account: Account): Grant | undefined {
    const absoluteMs = this.#absoluteMs(session)
    if (this.#context.clock.monotonicMs() >= absoluteMs) return undefined
    const details = this.#detailsOf(session)
    const { issuedAt, expiresAt, lifetimeMs, tokenLifetimeMs } = this.#lifetime(absoluteMs)
    details.account = account
    details.tokenLifetimeMs = tokenLifetimeMs
    // Also after a step of the wall clock back, for an earlier token may then have been issued in this very second.
    const serial = issuedAt > details.newestIat ? undefined : String(session.refreshes + 1)
    details.newestIat = Math.max(details.newestIat, issuedAt)
    const { sessionId } = details
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

  /** The account that a session belongs to, as it was at the latest login or refresh. */
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

  /** Ends all sessions now, or all of one user. */
  endAll(cause: EndCause, user?: string): void {
    this.#table.endAll(cause, user)
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

  #makeRoomFor(user: string): void {
    const { sessionsPerUser } = this.#options
    if (sessionsPerUser === 0) return
    const own = this.#table.ofUser(user)
    for (const session of own.slice(0, Math.max(0, own.length + 1 - sessionsPerUser))) {
      this.#table.end(session, 'superseded')
    }
  }

  #detailsOf(session: Session): WebSession {
    return this.#details.get(session)!
  }

  /** When the maximum lifetime of a session is over, as a monotonic instant in ms. */
  #absoluteMs(session: Session): number {
    // While a session is opened its details are not there yet, and the limits of the moment are its own.
    const { maximumLifetimeMs = this.#limits.maximumLifetimeSeconds * 1000 } =
      this.#details.get(session) ?? {}
    return session.bornMs + maximumLifetimeMs
  }

  /** When silence ends a sliding session, as a monotonic instant in ms. */
  #idleEndMs(session: Session): number {
    const { tokenLifetimeMs = this.#limits.refreshTimeoutSeconds * 1000 } = this.#details.get(session) ?? {}
    return session.lastUsedMs + tokenLifetimeMs
  }

  #graceMs(): number {
    const { oldTokenAfterRefresh } = this.#options
    if (oldTokenAfterRefresh === 'valid-until-exp') return Number.POSITIVE_INFINITY
    return oldTokenAfterRefresh === 'invalid' ? 0 : oldTokenAfterRefresh.graceSeconds * 1000
  }

  /**
   * What a token issued now claims, in wall s, how long it is accepted, and what the setting says, both in ms.
   * @param absoluteMs monotonic instant at which its session ends at the latest
   */
  #lifetime(absoluteMs: number): {
    issuedAt: number
    expiresAt: number
    lifetimeMs: number
    tokenLifetimeMs: number
  } {
    const { clock } = this.#context
    const { expiry, lastTokenClipped } = this.#options
    const { refreshTimeoutSeconds } = this.#limits
    const wallMs = clock.wallMs()
    const leftMs = absoluteMs - clock.monotonicMs()
    const issuedAt = Math.floor(wallMs / 1000)
    const claimedMs = (issuedAt + refreshTimeoutSeconds) * 1000 - wallMs
    const clipped = lastTokenClipped && leftMs < claimedMs
    const expiresAt = clipped ? Math.floor((wallMs + leftMs) / 1000) : issuedAt + refreshTimeoutSeconds
    // A sliding session is ended by silence, which its tokens cannot know of when they are issued.
    const lifetimeMs = expiry === 'sliding' || clipped ? leftMs : claimedMs
    return { issuedAt, expiresAt, lifetimeMs, tokenLifetimeMs: refreshTimeoutSeconds * 1000 }
  }

  #fixed(): SessionRules {
    const { lastTokenClipped } = this.#options
    const limit: Deadline = lastTokenClipped ? 'absolute' : 'refresh'
    return {
      refreshesLeft: () => null,
      deadlines: (session) => ({ token: session.token.endsMs, [limit]: this.#absoluteMs(session) }),
      end: (session) => ({
        atMs: session.token.endsMs,
        cause:
          lastTokenClipped && session.token.endsMs >= this.#absoluteMs(session)
            ? 'absolute'
            : 'token-expired',
      }),
    }
  }

  #sliding(): SessionRules {
    return {
      refreshesLeft: () => null,
      deadlines: (session) => ({ idle: this.#idleEndMs(session), absolute: this.#absoluteMs(session) }),
      end: (session) => {
        const absoluteMs = this.#absoluteMs(session)
        const idleEndMs = this.#idleEndMs(session)
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
