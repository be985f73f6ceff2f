import { type ClientTime, ElapsedTime } from './clock.js'
import { ClosedError } from './errors.js'

/** A token, and what is known of how long the controller will accept it. */
export interface Grant<Token> {
  token: Token
  /** Ms from the issue of the token to the first instant at which the controller may refuse it. */
  lifetimeMs: number
  /** Renewals that the controller still allows; 0 where only a new login helps, Infinity where it does not count. */
  renewalsLeft: number
  /** Ms from the login to the end of the whole session, whatever is renewed; Infinity where there is none. */
  sessionMs: number
}

/** What a keeper needs to know of a controller. Both calls deal with retries of their own, and throw when they fail. */
export interface SessionProtocol<Token> {
  /** Opens a session with the user's credentials. */
  login(): Promise<Grant<Token>>
  /**
   * Trades a token that is still good for a new one; undefined when the controller refused or did not answer.
   * @param stillGood whether the token is still sure to be accepted if it is sent now; ask before each further try
   */
  renew(token: Token, stillGood: () => boolean): Promise<Grant<Token> | undefined>
}

/** What happens to a client's session; for logs, tests and user interfaces. Never contains a token. */
export type SessionEvent =
  | { type: 'login' | 'renewed' | 'resumed'; generation: number; lifetimeMs: number }
  | { type: 'refused'; generation: number }
  | { type: 'margin-exceeds-lifetime'; lifetimeMs: number; marginMs: number }

/** How careful a keeper is. */
export interface KeeperOptions {
  clock: ClientTime
  /** Longest time that one exchange may take, in ms: how long a request may be on its way to the controller. */
  requestTimeoutMs: number
  /** How far this machine's clocks may drift against the controller's, in parts per million. 500 unless given. */
  driftPpm?: number
  /** Renew the session in the background although nobody uses it. False unless given. */
  keepAlive?: boolean
  /**
   * Whether there is something to log in with; true unless given. Without it nothing can replace a token that has no
   * renewals left, so that one is used until the controller refuses it, and `login` has to throw.
   */
  canLogin?: boolean
  onEvent?: (event: SessionEvent) => void
}

/** The right to use a token for one exchange. */
export interface Lease<Token> {
  readonly token: Token
  /** Counts logins and renewals; tells a refusal of this token from one of an older token. */
  readonly generation: number
}

/** What a keeper knows of its session, without the token. Times in ms. */
export interface KeeperSnapshot {
  state: 'none' | 'fresh' | 'due' | 'stale'
  /** Time for which the token is surely still accepted; negative when it may have run out. */
  leftMs: number
  sessionLeftMs: number
  renewalsLeft: number
  inFlight: number
}

/** Controllers state expiry in whole seconds, rounded down: a token may live that much less than it says. */
const RESOLUTION_MS = 1000
/** Room for the runtime to be late between the look at the clock and the bytes on the wire. */
const SCHEDULING_MS = 1000

interface Held<Token> extends Grant<Token> {
  generation: number
  /** Reading of the elapsed time just before the request that brought this token was sent. */
  grantedAtMs: number
  /** The same for the login that opened the session. */
  loggedInAtMs: number
}

/**
 * Keeps a session alive through a run. While each answer arrives within the request time-out, clocks drift no more
 * than stated, and the controller does not throw the session away by itself, no request is ever refused for a session
 * reason:
 *
 * - A token is presented only while it is sure to be still good when the request arrives, however slow the network is
 *   within the time-out. It is renewed early enough for the requests in flight to end and for the renewal to arrive.
 * - One login or renewal at a time. It waits for the requests in flight and holds new ones, because controllers may
 *   kill the old token at once.
 * - When too few renewals or too little of the session is left, it logs in anew instead.
 */
export class SessionKeeper<Token> {
  readonly #protocol: SessionProtocol<Token>
  readonly #options: KeeperOptions
  readonly #elapsed: ElapsedTime
  readonly #driftFactor: number
  #held: Held<Token> | undefined
  #generation = 0
  #inFlight = 0
  #renewal: Promise<void> | undefined
  readonly #draining: (() => void)[] = []
  #failures = 0
  #lastFailure: unknown
  #keepAliveTimer: { cancel(): void } | undefined
  #closed = false

  constructor(protocol: SessionProtocol<Token>, options: KeeperOptions) {
    this.#protocol = protocol
    this.#options = options
    this.#elapsed = new ElapsedTime(options.clock)
    // A clock that is slow by so much shows less than has passed.
    this.#driftFactor = 1 / (1 - (options.driftPpm ?? 500) / 1e6)
  }

  /** Logins that have failed so far: a caller who has to wait in line notes it, for {@link acquire}. */
  get failures(): number {
    return this.#failures
  }

  /**
   * Gives a token that is sure to be good for one exchange that starts now, logging in or renewing first where
   * needed. Each lease must be given back with {@link release}.
   * @param waitingSince the {@link failures} when the caller began to wait: a login that failed meanwhile failed for
   * this caller too, and is not tried again on its behalf
   * @throws ClosedError, and whatever the protocol's login throws
   */
  acquire(waitingSince = this.#failures): Lease<Token> | Promise<Lease<Token>> {
    if (this.#closed) throw new ClosedError('the client is closed')
    // Looked at in any case: each look at the clocks narrows what a step and a suspend together can hide.
    const state = this.#state()
    if (this.#renewal !== undefined) return this.#acquireRenewed()
    const held = this.#held
    if (held !== undefined && (state === 'fresh' || this.#isIrreplaceable(held))) {
      this.#inFlight++
      return held
    }
    if (state === 'none' && this.#failures > waitingSince) throw this.#lastFailure
    return this.#acquireRenewed()
  }

  /**
   * Goes on with a session that was opened elsewhere or earlier. A token whose age is known only in part is taken for
   * as old as it may be: it is then replaced early rather than presented late.
   * @param ageMs most time that can have passed since the token was issued, in ms
   * @param sessionAgeMs most time that can have passed since the login, in ms; that of the token unless given
   * @throws ClosedError
   */
  resume(grant: Grant<Token>, ageMs: number, sessionAgeMs = ageMs): void {
    if (this.#closed) throw new ClosedError('the client is closed')
    const nowMs = this.#elapsed.nowMs()
    this.#adopt(grant, 'resumed', nowMs - ageMs, nowMs - sessionAgeMs)
  }

  /** Ends a lease. */
  release(_lease: Lease<Token>): void {
    this.#elapsed.nowMs()
    this.#inFlight--
    if (this.#inFlight > 0) return
    for (const goOn of this.#draining.splice(0)) goOn()
  }

  /** Says that the controller refused a token for a session reason. Late news about an older token changes nothing. */
  refuse(lease: Lease<Token>): void {
    if (this.#held?.generation !== lease.generation) return
    this.#held = undefined
    this.#tell({ type: 'refused', generation: lease.generation })
  }

  /** The token to end the session with at close, if it is surely alive. No lease is given any more after this. */
  async close(): Promise<Token | undefined> {
    this.#closed = true
    this.#keepAliveTimer?.cancel()
    await this.#renewal?.catch(() => undefined)
    await this.#drain()
    const state = this.#state()
    const token = state === 'fresh' || state === 'due' ? this.#held?.token : undefined
    this.#held = undefined
    return token
  }

  /** What is known of the session now. */
  snapshot(): KeeperSnapshot {
    const held = this.#held
    return {
      state: this.#state(),
      leftMs: held === undefined ? 0 : this.#leftMs(held),
      sessionLeftMs: held === undefined ? 0 : this.#sessionLeftMs(held),
      renewalsLeft: held?.renewalsLeft ?? 0,
      inFlight: this.#inFlight,
    }
  }

  async #acquireRenewed(): Promise<Lease<Token>> {
    do {
      // All who wait share one login and its failure: trying again for each of them would be a storm.
      await (this.#renewal ?? this.#startRenewal())
      if (this.#closed) throw new ClosedError('the client is closed')
      // A token granted just now is taken even if it is too short-lived to be fresh: another would be no better.
    } while (this.#renewal !== undefined || this.#held === undefined)
    this.#inFlight++
    return this.#held
  }

  #startRenewal(): Promise<void> {
    const renewal = this.#renew().finally(() => {
      this.#renewal = undefined
    })
    this.#renewal = renewal
    return renewal
  }

  async #renew(): Promise<void> {
    await this.#drain()
    const held = this.#held
    if (held !== undefined && this.#renewable(held)) {
      const sentAtMs = this.#elapsed.nowMs()
      const grant = await this.#protocol.renew(held.token, () => this.#state() !== 'stale')
      if (grant !== undefined) {
        // A session ends when it was to end at its login, even if longer ones are given out since.
        const sessionMs = Math.min(grant.sessionMs, held.sessionMs)
        this.#adopt({ ...grant, sessionMs }, 'renewed', sentAtMs, held.loggedInAtMs)
        return
      }
    }
    this.#held = undefined
    const sentAtMs = this.#elapsed.nowMs()
    this.#adopt(await this.#login(), 'login', sentAtMs, sentAtMs)
  }

  async #login(): Promise<Grant<Token>> {
    try {
      return await this.#protocol.login()
    } catch (error) {
      this.#failures++
      this.#lastFailure = error
      throw error
    }
  }

  #adopt(
    grant: Grant<Token>,
    type: 'login' | 'renewed' | 'resumed',
    grantedAtMs: number,
    loggedInAtMs: number,
  ): void {
    const generation = ++this.#generation
    this.#held = { ...grant, generation, grantedAtMs, loggedInAtMs }
    const { lifetimeMs } = grant
    this.#tell({ type, generation, lifetimeMs })
    if (this.#marginMs() > lifetimeMs / 2) {
      this.#tell({ type: 'margin-exceeds-lifetime', lifetimeMs, marginMs: this.#marginMs() })
    }
    if (this.#options.keepAlive) this.#armKeepAlive()
  }

  /** A listener that throws must not cost the session: its error becomes a warning of the process. */
  #tell(event: SessionEvent): void {
    try {
      this.#options.onEvent?.(event)
    } catch (error) {
      process.emitWarning(`a session event listener failed: ${(error as Error).message}`)
    }
  }

  /** Time for which the token is surely still accepted, in ms. */
  #leftMs(held: Held<Token>, nowMs = this.#elapsed.nowMs()): number {
    const tokenLeftMs = held.lifetimeMs - (nowMs - held.grantedAtMs) * this.#driftFactor
    // Some controllers clip the last token to what is left of the session without saying so.
    return Math.min(tokenLeftMs, this.#sessionLeftMs(held, nowMs)) - RESOLUTION_MS
  }

  #sessionLeftMs(held: Held<Token>, nowMs = this.#elapsed.nowMs()): number {
    return held.sessionMs - (nowMs - held.loggedInAtMs) * this.#driftFactor
  }

  /** Requests in flight may take one time-out to end, and the renewal another one to arrive. */
  #marginMs(): number {
    return 2 * this.#options.requestTimeoutMs + SCHEDULING_MS
  }

  /** A lifetime shorter than twice the margin leaves no room for it: it is split in halves, without a promise. */
  #marginFor({ lifetimeMs, sessionMs }: Held<Token>): number {
    return Math.min(this.#marginMs(), lifetimeMs / 2, sessionMs / 2)
  }

  /**
   * `fresh`: good for a request. `due`: still good for the requests in flight and a renewal. `stale`: it may run out
   * on the way.
   */
  #state(nowMs = this.#elapsed.nowMs()): KeeperSnapshot['state'] {
    const held = this.#held
    if (held === undefined) return 'none'
    const leftMs = this.#leftMs(held, nowMs)
    const marginMs = this.#marginFor(held)
    if (leftMs > marginMs) return 'fresh'
    return leftMs > marginMs / 2 ? 'due' : 'stale'
  }

  /** Whether a renewal arrives in time and brings more than it costs. */
  #renewable(held: Held<Token>): boolean {
    if (held.renewalsLeft <= 0 || this.#state() === 'stale') return false
    return this.#sessionLeftMs(held) > 2 * this.#marginMs()
  }

  #isIrreplaceable(held: Held<Token>): boolean {
    return this.#options.canLogin === false && !this.#renewable(held)
  }

  async #drain(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#draining.push(resolve))
  }

  #armKeepAlive(): void {
    this.#keepAliveTimer?.cancel()
    const held = this.#held
    if (held === undefined || this.#closed || this.#isIrreplaceable(held)) return
    const marginMs = this.#marginFor(held)
    const delayMs = Math.max(SCHEDULING_MS, (this.#leftMs(held) - marginMs) / this.#driftFactor)
    const renew = () => {
      if (this.#renewal !== undefined || this.#closed) return
      if (this.#state() === 'fresh') this.#armKeepAlive()
      // A failure is not lost: the next request logs in again and reports it.
      else this.#startRenewal().catch(() => undefined)
    }
    this.#keepAliveTimer = this.#options.clock.setTimer(delayMs, renew, true)
  }
}
