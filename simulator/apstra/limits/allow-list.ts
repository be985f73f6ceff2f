import { contains, readSubnet, type Subnet } from './subnets.js'

/** A subnet whose wrong passwords are not counted. */
export interface AllowedSubnet {
  readonly subnet: Subnet
  readonly comment: string
}

/** Subnets that are never banned; the list beats the bans. [C: UG, SPEC6] */
export class AllowList {
  readonly #allowed = new Map<string, AllowedSubnet>()

  /** All entries, oldest first. */
  all(): AllowedSubnet[] {
    return [...this.#allowed.values()]
  }

  /** Whether an address lies in an allowed subnet. */
  includes(address: string): boolean {
    return this.#allowed.size > 0 && this.all().some(({ subnet }) => contains(subnet, address))
  }

  /** Whether exactly this subnet is listed. */
  has(subnet: Subnet): boolean {
    return this.#allowed.has(subnet.text)
  }

  /** Adds a subnet, or gives a listed one another comment. */
  set(subnet: Subnet, comment: string): void {
    this.#allowed.set(subnet.text, { subnet, comment })
  }

  /** Takes a subnet off the list; false when it is not there. */
  remove(text: string): boolean {
    const subnet = readSubnet(text)
    return subnet !== undefined && this.#allowed.delete(subnet.text)
  }

  /** Empties the list. */
  clear(): void {
    this.#allowed.clear()
  }
}
