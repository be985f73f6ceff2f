import type { LockoutPolicy } from './model/settings.js'

const MINUTE_MS = 60_000

/** Blocks users who fail to log in too often, as the login block profile does [C: defaults; counting is a guess]. */
export class Lockout {
  readonly #policy: LockoutPolicy
  readonly #failures = new Map<string, number[]>()
  readonly #blockedUntilMs = new Map<string, number>()

  /** @param policy looked at anew for each login, so that changes hold from then on */
  constructor(policy: LockoutPolicy) {
    this.#policy = policy
  }

  /** Whether a user is blocked; nobody is while the policy is off (guess). @param nowMs monotonic, in ms */
  blocks(user: string, nowMs: number): boolean {
    return this.#policy.enabled && nowMs < (this.#blockedUntilMs.get(user) ?? 0)
  }

  /** Counts a failed login, which may block the user. @param nowMs monotonic, in ms */
  failed(user: string, nowMs: number): void {
    if (!this.#policy.enabled) return
    const { maxFailedAttempts, windowMinutes, blockMinutes } = this.#policy
    const recent = (this.#failures.get(user) ?? []).filter((atMs) => nowMs - atMs < windowMinutes * MINUTE_MS)
    recent.push(nowMs)
    if (recent.length < maxFailedAttempts) {
      this.#failures.set(user, recent)
      return
    }
    this.#failures.delete(user)
    this.#blockedUntilMs.set(user, nowMs + blockMinutes * MINUTE_MS)
  }

  /** Forgets the failures of a user who logged in. */
  succeeded(user: string): void {
    this.#failures.delete(user)
  }

  /** Forgets everything. */
  clear(): void {
    this.#failures.clear()
    this.#blockedUntilMs.clear()
  }
}
