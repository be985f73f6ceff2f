import type { Clock } from '../clock/clock.js'
import type { ApstraOptions } from './options.js'

/** Settings of the {@link PasswordLimiter}; times in seconds. */
export type PasswordLimits = ApstraOptions['passwordLimiter']

/**
 * Bans source addresses that sent too many wrong passwords, whatever user they were for. [C: SPEC6, UG] While banned,
 * right passwords are refused too. [guess]
 */
export class PasswordLimiter {
  readonly #clock: Clock
  readonly #initial: PasswordLimits
  #limits: PasswordLimits
  readonly #failuresMs = new Map<string, number[]>()
  readonly #bannedMs = new Map<string, number>()

  constructor(clock: Clock, limits: PasswordLimits) {
    this.#clock = clock
    this.#initial = limits
    this.#limits = limits
  }

  /** The settings in force. */
  get limits(): PasswordLimits {
    return this.#limits
  }

  /** Changes settings; bans that run are measured by the new ones at once. [C: UG] */
  change(limits: Partial<PasswordLimits>): void {
    this.#limits = { ...this.#limits, ...limits }
  }

  /** Whether an address is banned now. */
  bans(address: string): boolean {
    const sinceMs = this.#bannedMs.get(address)
    if (sinceMs === undefined || !this.#limits.enabled) return false
    if (this.#clock.monotonicMs() < sinceMs + this.#limits.lockoutSeconds * 1000) return true
    this.#bannedMs.delete(address)
    return false
  }

  /** Counts a wrong password from an address. */
  countFailure(address: string): void {
    const { enabled, attempts, windowSeconds } = this.#limits
    if (!enabled) return
    const recent = within(this.#failuresMs.get(address), windowSeconds, this.#clock.monotonicMs())
    if (recent.length < attempts) this.#failuresMs.set(address, recent)
    else {
      this.#failuresMs.delete(address)
      this.#bannedMs.set(address, this.#clock.monotonicMs())
    }
  }

  /** Addresses that are banned now, those banned first at the front. */
  banned(): string[] {
    return [...this.#bannedMs.keys()].filter((address) => this.bans(address))
  }

  /** Lifts all bans and forgets all failures. */
  forget(): void {
    this.#failuresMs.clear()
    this.#bannedMs.clear()
  }

  /** Forgets everything, changed settings too. */
  reset(): void {
    this.forget()
    this.#limits = this.#initial
  }
}

/** Limits how many logins of any kind one source address sends. [guess after TF] */
export class LoginRate {
  readonly #clock: Clock
  readonly #limits: ApstraOptions['loginRate']
  readonly #loginsMs = new Map<string, number[]>()

  constructor(clock: Clock, limits: ApstraOptions['loginRate']) {
    this.#clock = clock
    this.#limits = limits
  }

  /** Whether an address may log in now; if so the login is counted. */
  admits(address: string): boolean {
    const { enabled, logins, windowSeconds } = this.#limits
    if (!enabled) return true
    const recent = within(this.#loginsMs.get(address), windowSeconds, this.#clock.monotonicMs())
    if (recent.length > logins) return false
    this.#loginsMs.set(address, recent)
    return true
  }

  /** Forgets all logins. */
  forget(): void {
    this.#loginsMs.clear()
  }
}

/** Those of the instants that are less than a window old, and now itself. */
function within(instantsMs: readonly number[] | undefined, windowSeconds: number, nowMs: number): number[] {
  const recent = (instantsMs ?? []).filter((atMs) => nowMs - atMs < windowSeconds * 1000)
  recent.push(nowMs)
  return recent
}
