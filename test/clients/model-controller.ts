import type { Grant, SessionProtocol } from '../../clients/index.js'
import { ClientClock, type ClientClockOptions, VirtualClock } from '../../simulator/clock/index.js'

/** How a {@link ModelController} treats its sessions. Times in ms of its own clock. */
export interface Lifetimes {
  lifetimeMs: number
  renewals: number
  sessionMs: number
}

/** The time that one exchange takes there and back, in ms of the controller's clock. */
export interface Trip {
  outMs: number
  backMs: number
}

/** The simplest controller that is hard on its clients: a renewal kills the old token at once. */
export class ModelController implements SessionProtocol<string> {
  readonly clock = new VirtualClock()
  readonly client: ClientClock
  readonly lifetimes: Lifetimes
  /** How long logins and renewals take. */
  trip: Trip = { outMs: 0, backMs: 0 }
  /** What the next logins fail with; undefined lets one succeed. */
  loginFailures: (Error | undefined)[] = []
  /** Whether renewals are refused. */
  refusesRenewals = false
  logins = 0
  renewed = 0
  /** Calls that were sent and not yet answered. */
  callsOut = 0
  /** What a client should never do, in words. */
  readonly wrongs: string[] = []
  #renewing = 0
  #issued = 0
  #live: { token: string; endsMs: number; bornMs: number; renewalsLeft: number } | undefined

  constructor(lifetimes: Partial<Lifetimes> = {}, clientClock: ClientClockOptions = {}) {
    const endless = Number.POSITIVE_INFINITY
    this.lifetimes = { lifetimeMs: 600_000, renewals: endless, sessionMs: endless, ...lifetimes }
    this.client = new ClientClock(this.clock, clientClock)
  }

  login(): Promise<Grant<string>> {
    this.logins++
    return this.#alone(() => {
      const failure = this.loginFailures.shift()
      if (failure !== undefined) throw failure
      return this.#grant(this.clock.monotonicMs(), this.lifetimes.renewals)
    })
  }

  renew(token: string): Promise<Grant<string> | undefined> {
    this.renewed++
    return this.#alone(() => {
      if (!this.accepts(token)) this.wrongs.push('a dead token was sent to be renewed')
      const { bornMs, renewalsLeft } = this.#live!
      if (renewalsLeft <= 0) this.wrongs.push('one renewal too many')
      return this.refusesRenewals ? undefined : this.#grant(bornMs, renewalsLeft - 1)
    })
  }

  /** Whether a token is good now. */
  accepts(token: string): boolean {
    return this.#live?.token === token && this.clock.monotonicMs() < this.#live.endsMs
  }

  /** Sends a call with a token; says whether it was accepted when it arrived. */
  async call(token: string, { outMs, backMs }: Trip): Promise<boolean> {
    this.callsOut++
    await this.#pass(outMs)
    const accepted = this.accepts(token)
    await this.#pass(backMs)
    this.callsOut--
    return accepted
  }

  async #alone<T>(answer: () => T): Promise<T> {
    if (this.callsOut > 0) this.wrongs.push('a login or renewal while a call was out')
    if (this.#renewing++ > 0) this.wrongs.push('two logins or renewals at once')
    const { outMs, backMs } = this.trip
    try {
      await this.#pass(outMs)
      const answered = answer()
      await this.#pass(backMs)
      return answered
    } finally {
      this.#renewing--
    }
  }

  #grant(bornMs: number, renewalsLeft: number): Grant<string> {
    const { lifetimeMs, sessionMs } = this.lifetimes
    const endsMs = Math.min(this.clock.monotonicMs() + lifetimeMs, bornMs + sessionMs)
    const token = `token-${++this.#issued}`
    this.#live = { token, endsMs, bornMs, renewalsLeft }
    return { token, lifetimeMs, renewalsLeft, sessionMs }
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.setTimer(ms, resolve))
  }
}
