import type { Clock } from '../../clock/clock.js'
import type { ApstraOptions } from '../options.js'
import { AllowList } from './allow-list.js'
import { contains, readSubnet } from './subnets.js'
import { withinWindow } from './window.js'

/** Settings of the {@link PasswordLimiter}; times in seconds. */
export type PasswordLimits = ApstraOptions['passwordLimiter']

/** Bans source addresses that sent too many wrong passwords, whatever user they were for. [C: SPEC6, UG] */
export class PasswordLimiter {
  /** Addresses that are never banned; an entry takes effect on running bans, too. */
  readonly allowList = new AllowList()
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

  /** Changes settings; bans that run, and only those, are measured by the new ones at once. [C: UG] */
  change(limits: Partial<PasswordLimits>): void {
    for (const address of this.#bannedMs.keys()) {
      if (this.releasesInMs(address) <= 0) this.#bannedMs.delete(address)
    }
    this.#limits = { ...this.#limits, ...limits }
  }

  /** Whether an address is banned now. */
  bans(address: string): boolean {
    if (!this.#bannedMs.has(address) || !this.#limits.enabled || this.allowList.includes(address))
      return false
    if (this.releasesInMs(address) > 0) return true
    this.#bannedMs.delete(address)
    return false
  }

  /** How long the ban of an address still lasts, in ms. */
  releasesInMs(address: string): number {
    const sinceMs = this.#bannedMs.get(address) ?? Number.NEGATIVE_INFINITY
    return sinceMs + this.#limits.lockoutSeconds * 1000 - this.#clock.monotonicMs()
  }

  /** Counts a wrong password from an address. */
  countFailure(address: string): void {
    const { enabled, attempts, windowSeconds } = this.#limits
    if (!enabled || this.allowList.includes(address)) return
    const recent = withinWindow(this.#failuresMs.get(address), windowSeconds, this.#clock.monotonicMs())
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

  /** Lifts the bans of all addresses in a subnet; false when there were none. */
  release(text: string): boolean {
    const subnet = readSubnet(text)
    if (subnet === undefined) return false
    const released = this.banned().filter((address) => contains(subnet, address))
    for (const address of released) this.#bannedMs.delete(address)
    return released.length > 0
  }

  /** Lifts all bans and forgets all failures. */
  forget(): void {
    this.#failuresMs.clear()
    this.#bannedMs.clear()
  }

  /** Forgets everything, changed settings and the allow list too. */
  reset(): void {
    this.forget()
    this.allowList.clear()
    this.#limits = this.#initial
  }
}
