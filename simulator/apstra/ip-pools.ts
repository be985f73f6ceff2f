import type { RandomStream } from '../random.js'
import { type FieldErrors, INVALID, REQUIRED } from './answers.js'
import { isoMicroseconds, type MicrosecondClock } from './microseconds.js'
import { type Json, pythonJson } from './python-json.js'

/** What a client says about a pool. */
export interface PoolContent {
  displayName: string
  /** IPv4 subnets in CIDR form. */
  networks: readonly string[]
  tags: readonly string[]
}

interface Pool {
  content: PoolContent
  createdAt: string
  /** The pool as the interface shows it, as JSON text: pools are read far more often than written. */
  text: string
}

/** Subnets of the pools that a fresh server has. [ids of the first two C: GOSDK, TF; third, and display names: guess] */
const FACTORY_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/

/** The IPv4 pools of a controller. None is in use as yet: nothing draws on them. */
export class IpPools {
  readonly #microseconds: MicrosecondClock
  readonly #random: RandomStream
  readonly #showsUsage: boolean
  readonly #pools = new Map<string, Pool>()
  #list: string | undefined

  /** @param showsUsage whether pools and subnets have total, used and used_percentage */
  constructor(microseconds: MicrosecondClock, random: RandomStream, showsUsage: boolean) {
    this.#microseconds = microseconds
    this.#random = random
    this.#showsUsage = showsUsage
    this.reset()
  }

  /** Ids of all pools, oldest first. */
  ids(): string[] {
    return [...this.#pools.keys()]
  }

  /** One pool as JSON text. */
  read(id: string): string | undefined {
    return this.#pools.get(id)?.text
  }

  /** All pools as the JSON text of a list reply. */
  readAll(): string {
    this.#list ??= `{"items": [${[...this.#pools.values()].map(({ text }) => text).join(', ')}]}`
    return this.#list
  }

  /** Whether a pool has that id. */
  has(id: string): boolean {
    return this.#pools.has(id)
  }

  /**
   * Adds a pool.
   * @param id a free one, or undefined to have one made
   * @returns its id
   */
  create(content: PoolContent, id: string = this.#random.uuid()): string {
    this.#write(id, content, isoMicroseconds(this.#microseconds.nowUs()))
    return id
  }

  /** Gives a pool, which must exist, other content. */
  replace(id: string, content: PoolContent): void {
    this.#write(id, content, this.#pools.get(id)!.createdAt)
  }

  /** Removes a pool; false when there is none of that id. */
  remove(id: string): boolean {
    this.#list = undefined
    return this.#pools.delete(id)
  }

  /** Back to the pools of a fresh server. */
  reset(): void {
    this.#pools.clear()
    for (const network of FACTORY_NETWORKS) {
      const id = `Private-${network.replaceAll('.', '_').replace('/', '-')}`
      this.create({ displayName: `Private-${network}`, networks: [network], tags: [] }, id)
    }
  }

  #write(id: string, content: PoolContent, createdAt: string): void {
    const modifiedUs = this.#microseconds.nowUs()
    const text = pythonJson(this.#describe(id, content, createdAt, isoMicroseconds(modifiedUs)))
    this.#pools.set(id, { content, createdAt, text })
    this.#list = undefined
  }

  /** Members in the order of the recorded samples. [C: PYEZ mock data; usage members C: NCH, GOSDK] */
  #describe(
    id: string,
    { displayName, networks, tags }: PoolContent,
    createdAt: string,
    modifiedAt: string,
  ): Json {
    const total = networks.reduce((sum, network) => sum + addresses(network), 0)
    return {
      status: 'not_in_use',
      subnets: networks.map((network) => ({
        status: 'pool_element_available',
        network,
        ...this.#usage(addresses(network)),
      })),
      display_name: displayName,
      tags,
      created_at: `${createdAt}Z`,
      last_modified_at: `${modifiedAt}Z`,
      ...this.#usage(total),
      id,
    }
  }

  #usage(total: number): Record<string, Json> {
    return this.#showsUsage ? { total: String(total), used: '0', used_percentage: 0 } : {}
  }
}

/** Reads what a client says about a pool: `{"display_name", "subnets": [{"network"}], "tags"?}`. */
export function readPool(fields: Record<string, Json>): { content: PoolContent } | { problems: FieldErrors } {
  const { display_name: displayName, subnets, tags = [] } = fields
  const problems: FieldErrors = {}
  if (typeof displayName !== 'string' || displayName === '') problems.display_name = REQUIRED
  const networks = Array.isArray(subnets) ? subnets.map(readNetwork) : []
  if (subnets === undefined) problems.subnets = REQUIRED
  else if (!Array.isArray(subnets) || !networks.every((network) => network !== undefined)) {
    problems.subnets = INVALID
  }
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) problems.tags = INVALID
  if (Object.keys(problems).length > 0) return { problems }
  return {
    content: { displayName: String(displayName), networks: networks as string[], tags: tags as string[] },
  }
}

function readNetwork(subnet: Json): string | undefined {
  const network =
    typeof subnet === 'object' && subnet !== null && 'network' in subnet ? subnet.network : undefined
  const parts = typeof network === 'string' ? CIDR.exec(network)?.slice(1).map(Number) : undefined
  if (parts === undefined || parts.slice(0, 4).some((octet) => octet > 255) || parts[4]! > 32)
    return undefined
  return network as string
}

/** How many addresses a subnet has, first and last included. */
function addresses(network: string): number {
  return 2 ** (32 - Number(network.slice(network.indexOf('/') + 1)))
}
