import type { ControllerContext, Deadline, SessionView } from '../controller.js'
import type { EndCause, RefusalCause } from '../journal/entries.js'
import type { RandomStream } from '../random.js'
import { type Session, type SessionRules, SessionTable, type TokenJudgement } from '../sessions.js'
import { type Timeout, type TimeoutValues, timeoutInSeconds } from '../timeouts.js'
import type { FmcOptions } from './options.js'

/** What a login or a refresh hands out. */
export interface TokenPair {
  session: Session
  /** UUID version 4, lower case [C: CAP-2024]. */
  accessToken: string
  /** Another one. */
  refreshToken: string
}

/** The limits on live sessions: of one account, and of all. */
export type SessionLimit = 'sessions-per-user' | 'sessions'

/** Why a refresh is refused, and which of the two tokens the reply finds fault with. */
export interface RefreshFault {
  cause: RefusalCause
  wrong: 'access-token' | 'refresh-token'
}

/** What became of a refresh. */
export type RefreshJudgement = ({ ok: true } & TokenPair) | ({ ok: false; session?: Session } & RefreshFault)

interface RefreshTokens {
  current: string
  spent: Set<string>
}

/** The lifetimes of an FMC session, all in ms. */
class FmcSessionRules implements SessionRules {
  readonly #maxRefreshes: number
  readonly #refreshAfterExpiry: boolean
  /** Of sessions that are opened from now on, in ms. */
  browserTimeoutMs: number
  /** Of each session, since it was opened. */
  readonly #browserTimeouts = new WeakMap<Session, number>()
  readonly #browserTimeoutKind: FmcOptions['browserTimeoutKind']
  readonly #totalMs: number

  constructor(options: FmcOptions) {
    this.#maxRefreshes = options.maxRefreshes
    this.#refreshAfterExpiry = options.refreshAfterExpiry
    this.browserTimeoutMs = options.browserTimeoutSec * 1000
    this.#browserTimeoutKind = options.browserTimeoutKind
    this.#totalMs = (options.refreshCapsTotalSec ?? Number.POSITIVE_INFINITY) * 1000
  }

  deadlines(session: Session): Partial<Record<Deadline, number>> {
    const idleMs = this.#idleMs(session)
    const absoluteMs = this.#absoluteMs(session)
    const tokenMs = session.token.endsMs
    const refreshMs = Math.min(
      idleMs,
      absoluteMs,
      this.#refreshAfterExpiry ? Number.POSITIVE_INFINITY : tokenMs,
    )
    return {
      token: tokenMs,
      ...(Number.isFinite(idleMs) ? { idle: idleMs } : {}),
      ...(Number.isFinite(absoluteMs) ? { absolute: absoluteMs } : {}),
      ...(this.refreshesLeft(session) > 0 ? { refresh: refreshMs } : {}),
    }
  }

  end(session: Session): { atMs: number; cause: EndCause } {
    const idleMs = this.#idleMs(session)
    const absoluteMs = this.#absoluteMs(session)
    const outlivesToken = this.#refreshAfterExpiry && this.refreshesLeft(session) > 0
    const tokenMs = outlivesToken ? Number.POSITIVE_INFINITY : session.token.endsMs
    if (tokenMs <= idleMs && tokenMs <= absoluteMs) return { atMs: tokenMs, cause: 'token-expired' }
    return idleMs <= absoluteMs ? { atMs: idleMs, cause: 'idle' } : { atMs: absoluteMs, cause: 'absolute' }
  }

  refreshesLeft(session: Session): number {
    return this.#maxRefreshes - session.refreshes
  }

  #idleMs(session: Session): number {
    if (this.#browserTimeoutKind === 'absolute') return Number.POSITIVE_INFINITY
    const heardMs = this.#browserTimeoutKind === 'idle' ? session.lastUsedMs : session.token.issuedMs
    return heardMs + this.#browserTimeoutOf(session)
  }

  #absoluteMs(session: Session): number {
    const browserMs =
      this.#browserTimeoutKind === 'absolute' ? this.#browserTimeoutOf(session) : Number.POSITIVE_INFINITY
    return session.bornMs + Math.min(browserMs, this.#totalMs)
  }

  /** A session is first looked at when it is opened. */
  #browserTimeoutOf(session: Session): number {
    const known = this.#browserTimeouts.get(session)
    if (known === undefined) this.#browserTimeouts.set(session, this.browserTimeoutMs)
    return known ?? this.browserTimeoutMs
  }
}

/**
 * The sessions of one FMC. A login starts one and gives an access and a refresh token; both hang off the browser
 * session, so its time-out ends them together [C: fireREST]. A session is over as soon as its access token is not
 * accepted and no refresh is possible any more.
 */
export class FmcSessions {
  readonly #table: SessionTable
  readonly #rules: FmcSessionRules
  readonly #random: RandomStream
  readonly #options: FmcOptions
  #accessTtlMs: number
  readonly #graceMs: number
  readonly #reusable: boolean
  readonly #refusalEnds: boolean
  readonly #onSecondLogin: FmcOptions['onSecondLogin']
  readonly #perUser: number
  readonly #maxSessions: number
  readonly #refreshTokens = new WeakMap<Session, RefreshTokens>()

  constructor(context: ControllerContext, options: FmcOptions) {
    this.#options = options
    this.#rules = new FmcSessionRules(options)
    this.#table = new SessionTable(context, 'fmc', this.#rules)
    this.#random = context.random('tokens')
    this.#accessTtlMs = options.accessTtlSec * 1000
    this.#graceMs = options.oldTokenAfterRefresh === 'invalid' ? 0 : Number.POSITIVE_INFINITY
    this.#reusable = options.oldRefreshToken === 'reusable'
    this.#refusalEnds = options.refusedRefresh === 'ends-session'
    this.#onSecondLogin = options.onSecondLogin
    this.#perUser = options.sessionsPerUser
    this.#maxSessions = options.maxSessions === 0 ? Number.POSITIVE_INFINITY : options.maxSessions
  }

  /** Opens a session, in the place of an older one if it must, or names the limit that stands against it. */
  open(user: string): TokenPair | SessionLimit {
    const own = this.#table.ofUser(user)
    if (this.#onSecondLogin === 'reject' && own.length >= this.#perUser) return 'sessions-per-user'
    const superseded =
      this.#onSecondLogin === 'invalidate-previous'
        ? own.slice(0, Math.max(0, own.length + 1 - this.#perUser))
        : []
    if (this.#table.size - superseded.length >= this.#maxSessions) return 'sessions'
    for (const session of superseded) this.#table.end(session, 'superseded')
    const accessToken = this.#random.uuid()
    const refreshToken = this.#random.uuid()
    const session = this.#table.open(user, accessToken, this.#accessTtlMs)
    this.#refreshTokens.set(session, { current: refreshToken, spent: new Set() })
    return { session, accessToken, refreshToken }
  }

  /** Says whether an access token is accepted now. */
  judge(accessToken: string | undefined): TokenJudgement {
    return this.#table.judge(accessToken)
  }

  /** Notes that a session was used now, which prolongs an idle time-out. */
  touch(session: Session): void {
    this.#table.touch(session)
  }

  /**
   * Replaces both tokens of a session, and starts the access token's time again. Both must belong together. Whether an
   * attempt that is refused leaves a good access token good is option refusedRefresh.
   */
  refresh(accessToken: string | undefined, refreshToken: string | undefined): RefreshJudgement {
    const judgement = this.#table.judge(accessToken)
    if (judgement.ok) return this.#renew(judgement.session, accessToken, refreshToken)
    const { session, cause } = judgement
    return session === undefined
      ? { ok: false, cause, wrong: 'access-token' }
      : this.#renew(session, accessToken, refreshToken)
  }

  /** Ends a live session now. */
  end(session: Session, cause: EndCause): void {
    this.#table.end(session, cause)
  }

  /** Ends all live sessions now. */
  endAll(cause: EndCause): void {
    this.#table.endAll(cause)
  }

  /** The live session of that id. */
  find(id: string): Session | undefined {
    return this.#table.find(id)
  }

  /** Lifetimes that can be set, by the names of their options. */
  timeouts(): Timeout[] {
    return [
      timeoutInSeconds('accessTtlSec', 'Lifetime of an access token', this.#accessTtlMs / 1000),
      timeoutInSeconds(
        'browserTimeoutSec',
        'Browser session time-out, which ends both tokens of a session',
        this.#rules.browserTimeoutMs / 1000,
      ),
    ]
  }

  /** Sets them for tokens, and for sessions, that are given out from now on. */
  setTimeouts({ accessTtlSec, browserTimeoutSec }: TimeoutValues): void {
    if (accessTtlSec !== undefined) this.#accessTtlMs = accessTtlSec * 1000
    if (browserTimeoutSec !== undefined) this.#rules.browserTimeoutMs = browserTimeoutSec * 1000
  }

  /** Forgets everything, without a word in the journal, and has the lifetimes of the options again. */
  clear(): void {
    const { accessTtlSec, browserTimeoutSec } = this.#options
    this.#table.clear()
    this.setTimeouts({ accessTtlSec, browserTimeoutSec })
  }

  /** Sessions that ended lately and the live ones, oldest first. */
  views(): SessionView[] {
    return this.#table.views()
  }

  #renew(
    session: Session,
    accessToken: string | undefined,
    refreshToken: string | undefined,
  ): RefreshJudgement {
    const fault = this.#refreshFault(session, accessToken, refreshToken)
    if (fault !== undefined) {
      const endsSession = this.#refusalEnds && (fault.cause === 'refresh-limit' || fault.cause === 'replaced')
      if (endsSession) this.#table.end(session, 'refused-refresh')
      return { ok: false, session, ...fault }
    }
    const tokens = this.#refreshTokens.get(session)!
    tokens.spent.add(tokens.current)
    const newAccessToken = this.#random.uuid()
    tokens.current = this.#random.uuid()
    this.#table.refresh(session, newAccessToken, this.#accessTtlMs, this.#graceMs)
    return { ok: true, session, accessToken: newAccessToken, refreshToken: tokens.current }
  }

  /** Why a session whose newest or older access token was sent cannot be refreshed; undefined when it can. */
  #refreshFault(
    session: Session,
    accessToken: string | undefined,
    refreshToken: string | undefined,
  ): RefreshFault | undefined {
    const { ended } = session
    const usedUp = this.#rules.refreshesLeft(session) <= 0
    if (ended !== undefined) {
      const cause = usedUp && ended.cause === 'token-expired' ? 'refresh-limit' : ended.cause
      return { cause, wrong: 'refresh-token' }
    }
    if (refreshToken === undefined) return { cause: 'missing', wrong: 'refresh-token' }
    const { current, spent } = this.#refreshTokens.get(session)!
    const old = spent.has(refreshToken)
    if (refreshToken !== current && !(old && this.#reusable)) {
      return { cause: old ? 'replaced' : 'unknown', wrong: 'refresh-token' }
    }
    if (accessToken !== session.token.value && !old) return { cause: 'replaced', wrong: 'access-token' }
    return usedUp ? { cause: 'refresh-limit', wrong: 'refresh-token' } : undefined
  }
}
