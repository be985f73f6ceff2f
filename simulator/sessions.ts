import type { Timer } from './clock/clock.js'
import type { ControllerContext, Deadline, SessionView } from './controller.js'
import type { EndCause, RefusalCause } from './journal/entries.js'

/** How many ended sessions a table remembers, to be able to say why a late request is refused. */
const REMEMBERED_SESSIONS = 2000

/** An access token. All instants are monotonic ms of the controller's clock. */
export interface Token {
  readonly value: string
  readonly session: Session
  readonly issuedMs: number
  /** First instant at which it is no longer accepted. */
  endsMs: number
  /** Whether a newer token of the same session has taken its place. */
  replaced: boolean
}

/** One login and what became of it. All instants are monotonic ms of the controller's clock. */
export interface Session {
  readonly id: string
  readonly user: string
  readonly bornMs: number
  lastUsedMs: number
  refreshes: number
  /** The newest access token. */
  token: Token
  ended: { atMs: number; cause: EndCause } | undefined
}

/** What a controller makes of a session's lifetime; the table does the rest. */
export interface SessionRules {
  /** When each limit strikes if nothing more is heard of the session. */
  deadlines(session: Session): Partial<Record<Deadline, number>>
  /** When and why the session ends if nothing more is heard of it; an infinite instant where it never does. */
  end(session: Session): { atMs: number; cause: EndCause }
  /** Refreshes that are left; null where they are not counted. */
  refreshesLeft(session: Session): number | null
}

/** Whether a token is good for a request, and why not. */
export type TokenJudgement =
  | { ok: true; session: Session; token: Token }
  | { ok: false; cause: RefusalCause; session?: Session }

/**
 * The sessions of one controller: births, refreshes and ends, each written to the journal with its cause. A session
 * that runs out is ended by a timer at its own instant, so that the journal and `clock/advance` show it when it
 * happens; the timer is moved lazily, so using a session costs nothing.
 */
export class SessionTable {
  readonly #context: ControllerContext
  readonly #rules: SessionRules
  readonly #prefix: string
  readonly #live = new Map<string, Session>()
  readonly #tokens = new Map<string, Token>()
  readonly #tokensOf = new Map<Session, Token[]>()
  readonly #timers = new Map<Session, Timer>()
  readonly #byUser = new Map<string, Set<Session>>()
  #ended: Session[] = []
  #born = 0

  /** @param prefix of session ids: `apic` gives `apic-1`, `apic-2` ... */
  constructor(context: ControllerContext, prefix: string, rules: SessionRules) {
    this.#context = context
    this.#prefix = prefix
    this.#rules = rules
  }

  /** How many sessions are live. */
  get size(): number {
    return this.#live.size
  }

  /** Opens a session with its first token, which is accepted for `lifetimeMs` from now; Infinity for ever. */
  open(user: string, tokenValue: string, lifetimeMs: number): Session {
    const nowMs = this.#context.clock.monotonicMs()
    const session = {
      id: `${this.#prefix}-${++this.#born}`,
      user,
      bornMs: nowMs,
      lastUsedMs: nowMs,
      refreshes: 0,
      ended: undefined,
    } as Omit<Session, 'token'> as Session
    session.token = this.#addToken(session, tokenValue, nowMs + lifetimeMs)
    this.#live.set(session.id, session)
    const ofUser = this.#byUser.get(user)
    if (ofUser === undefined) this.#byUser.set(user, new Set([session]))
    else ofUser.add(session)
    this.#context.journal.write({
      kind: 'session',
      event: 'born',
      session: session.id,
      user,
      token: this.#context.journal.redaction.fingerprint(tokenValue),
      ...(Number.isFinite(session.token.endsMs) ? { tokenEndsMs: session.token.endsMs } : {}),
    })
    this.#arm(session)
    return session
  }

  /**
   * Gives a session a new token.
   * @param lifetimeMs how long the new token is accepted, from now
   * @param graceMs how long the old one is still accepted, from now; its own end comes first if that is sooner
   */
  refresh(session: Session, tokenValue: string, lifetimeMs: number, graceMs: number): Token {
    const nowMs = this.#context.clock.monotonicMs()
    const old = session.token
    old.replaced = true
    old.endsMs = Math.min(old.endsMs, nowMs + graceMs)
    session.refreshes++
    session.lastUsedMs = nowMs
    session.token = this.#addToken(session, tokenValue, nowMs + lifetimeMs)
    this.#context.journal.write({
      kind: 'session',
      event: 'refreshed',
      session: session.id,
      user: session.user,
      token: this.#context.journal.redaction.fingerprint(tokenValue),
      tokenEndsMs: session.token.endsMs,
    })
    this.#arm(session)
    return session.token
  }

  /** Says whether a token is accepted now, and the true cause where it is not. */
  judge(tokenValue: string | undefined): TokenJudgement {
    if (tokenValue === undefined) return { ok: false, cause: 'missing' }
    const token = this.#tokens.get(tokenValue)
    if (token === undefined) return { ok: false, cause: 'unknown' }
    const { session } = token
    this.#endIfDue(session)
    if (session.ended !== undefined) return { ok: false, cause: session.ended.cause, session }
    if (this.#context.clock.monotonicMs() >= token.endsMs) {
      return { ok: false, cause: token.replaced ? 'replaced' : 'token-expired', session }
    }
    return { ok: true, session, token }
  }

  /** Notes that a session was used now. */
  touch(session: Session): void {
    session.lastUsedMs = this.#context.clock.monotonicMs()
  }

  /** Ends a live session now; one that has run out keeps its true cause. */
  end(session: Session, cause: EndCause): void {
    this.#endIfDue(session)
    if (session.ended === undefined) this.#end(session, cause, this.#context.clock.monotonicMs())
  }

  /** Ends each live session of `user`, or of everybody, now. */
  endAll(cause: EndCause, user?: string): void {
    const sessions = user === undefined ? this.#live.values() : (this.#byUser.get(user) ?? [])
    for (const session of [...sessions]) this.end(session, cause)
  }

  /** Live sessions of a user, oldest first. */
  ofUser(user: string): Session[] {
    const sessions = [...(this.#byUser.get(user) ?? [])]
    for (const session of sessions) this.#endIfDue(session)
    return sessions.filter(({ ended }) => ended === undefined)
  }

  /** The live session of that id. */
  find(id: string): Session | undefined {
    const session = this.#live.get(id)
    if (session !== undefined) this.#endIfDue(session)
    return session?.ended === undefined ? session : undefined
  }

  /** Forgets everything, without a word in the journal. */
  clear(): void {
    for (const timer of this.#timers.values()) timer.cancel()
    for (const map of [this.#live, this.#tokens, this.#tokensOf, this.#timers, this.#byUser]) map.clear()
    this.#ended = []
  }

  /** Sessions that ended lately and the live ones, oldest first. */
  views(): SessionView[] {
    for (const session of [...this.#live.values()]) this.#endIfDue(session)
    return [...this.#ended, ...this.#live.values()].map((session) => this.#view(session))
  }

  #view(session: Session): SessionView {
    const { id, user, bornMs, lastUsedMs, refreshes, ended } = session
    return {
      id,
      user,
      state: ended === undefined ? 'live' : 'ended',
      bornMs,
      lastUsedMs,
      refreshes,
      refreshesLeft: this.#rules.refreshesLeft(session),
      deadlines: this.#rules.deadlines(session),
      ...(ended === undefined ? {} : { ended }),
    }
  }

  #addToken(session: Session, value: string, endsMs: number): Token {
    const token: Token = {
      value,
      session,
      issuedMs: this.#context.clock.monotonicMs(),
      endsMs,
      replaced: false,
    }
    this.#tokens.set(value, token)
    const tokens = this.#tokensOf.get(session)
    if (tokens === undefined) this.#tokensOf.set(session, [token])
    else tokens.push(token)
    return token
  }

  #endIfDue(session: Session): void {
    if (session.ended !== undefined) return
    const { atMs, cause } = this.#rules.end(session)
    if (this.#context.clock.monotonicMs() >= atMs) this.#end(session, cause, atMs)
  }

  #end(session: Session, cause: EndCause, atMs: number): void {
    session.ended = { atMs, cause }
    this.#timers.get(session)?.cancel()
    this.#timers.delete(session)
    this.#live.delete(session.id)
    const ofUser = this.#byUser.get(session.user)
    ofUser?.delete(session)
    if (ofUser?.size === 0) this.#byUser.delete(session.user)
    this.#ended.push(session)
    // Forgotten in one go, so that a full list is not moved at each end.
    if (this.#ended.length >= 2 * REMEMBERED_SESSIONS) {
      for (const old of this.#ended.splice(0, REMEMBERED_SESSIONS)) this.#forgetTokens(old)
    }
    this.#context.journal.write({
      kind: 'session',
      event: 'ended',
      session: session.id,
      user: session.user,
      cause,
      endedMs: atMs,
    })
  }

  #forgetTokens(session: Session): void {
    for (const token of this.#tokensOf.get(session) ?? []) this.#tokens.delete(token.value)
    this.#tokensOf.delete(session)
  }

  #arm(session: Session): void {
    this.#timers.get(session)?.cancel()
    const { atMs, cause } = this.#rules.end(session)
    if (atMs === Number.POSITIVE_INFINITY) return
    const delayMs = atMs - this.#context.clock.monotonicMs()
    const timer = this.#context.clock.setTimer(
      delayMs,
      () => this.#due(session),
      `session:${session.id}:${cause}`,
    )
    this.#timers.set(session, timer)
  }

  /** The timer of a session struck: it has ended, unless it was used or refreshed since. */
  #due(session: Session): 'quiet' | 'put-off' {
    this.#timers.delete(session)
    this.#endIfDue(session)
    if (session.ended !== undefined) return 'quiet'
    this.#arm(session)
    return 'put-off'
  }
}
