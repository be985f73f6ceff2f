import { contains, readSubnet, type Subnet } from './subnets.js'

/** What becomes of requests from a subnet. */
export interface AccessRule {
  readonly subnet: Subnet
  readonly action: 'allow' | 'deny'
  readonly comment: string
}

/** Lets everybody in. [guess: what a fresh server has] */
const OPEN: readonly AccessRule[] = [{ subnet: readSubnet('0.0.0.0/0')!, action: 'allow', comment: '' }]

/**
 * Decides by source address about each request, whatever it is for. Narrower subnets come first, and the first rule
 * that fits decides. [L: SPEC6; guess: an address that no rule fits may enter]
 */
export class AccessList {
  #enabled = false
  #rules: readonly AccessRule[] = OPEN

  /** Whether requests are checked; while they are not, the rules are only kept. [L: SPEC6] */
  get enabled(): boolean {
    return this.#enabled
  }

  /** The rules, in the order in which they are tried. */
  get rules(): readonly AccessRule[] {
    return this.#rules
  }

  /** Puts other rules in place. */
  replace(enabled: boolean, rules: readonly AccessRule[]): void {
    this.#enabled = enabled
    this.#rules = rules.toSorted((one, other) => other.subnet.length - one.subnet.length)
  }

  /** Whether requests from an address are answered. */
  admits(address: string): boolean {
    return !this.#enabled || this.#rules.find(({ subnet }) => contains(subnet, address))?.action !== 'deny'
  }

  /** Back to the rules of a fresh server. */
  reset(): void {
    this.replace(false, OPEN)
  }
}
