import type { Clock } from '../../clock/clock.js'
import type { ApstraOptions } from '../options.js'
import { withinWindow } from './window.js'

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
    const recent = withinWindow(this.#loginsMs.get(address), windowSeconds, this.#clock.monotonicMs())
    if (recent.length > logins) return false
    this.#loginsMs.set(address, recent)
    return true
  }

  /** How long an address that is not admitted has to wait, in ms. */
  admitsInMs(address: string): number {
    const [oldestMs = 0] = this.#loginsMs.get(address) ?? []
    return oldestMs + this.#limits.windowSeconds * 1000 - this.#clock.monotonicMs()
  }

  /** Forgets all logins. */
  forget(): void {
    this.#loginsMs.clear()
  }
}
