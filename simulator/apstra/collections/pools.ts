import type { ApstraOptions } from '../options.js'
import type { Json } from '../python-json.js'
import { ALWAYS, type Collection, type Item, SINCE_G2, type Surroundings } from './collection.js'
import { type Content, type Field, isObject, listOf, optional, required, text } from './fields.js'

/** Subnets of the pools that a fresh server has. [ids of the first two C: GOSDK, TF; third, and display names: guess] */
const FACTORY_NETWORKS = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']

/** Private AS numbers, which a fresh server has a pool of. [guess] */
const PRIVATE_ASNS = { first: 64_512, last: 65_534 }

/** Highest VXLAN network identifier that a pool takes. [guess] */
const HIGHEST_VNI = 16_777_214

const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/

/** What one kind of pool is made of. */
interface PoolKind {
  path: string
  noun: string
  generations: Collection['generations']
  /** Member that lists the elements. */
  elements: string
  readElement: Field['read']
  /** How many numbers or addresses an element holds, first and last included. */
  sizeOf(element: Content): number
  factory: { id: string; content: Content }[]
}

/**
 * A kind of pool. Members in the order of the recorded samples; all elements of a pool are in use as soon as a blueprint
 * draws on it, and wholly. [C: PYEZ mock data; usage members C: NCH, GOSDK; use of elements: guess]
 */
function pool({ elements, readElement, sizeOf, ...kind }: PoolKind): Collection {
  return {
    ...kind,
    fields: {
      display_name: required(text),
      [elements]: required(listOf(readElement)),
      tags: optional(listOf(text), []),
    },
    keepsOthers: false,
    statuses: ({ poolCreateStatus }) => ({ POST: poolCreateStatus, PUT: 204, DELETE: 204 }),
    keptBecause: ({ id }, { poolInUse }) => (poolInUse(id) ? `${kind.noun} is in use` : undefined),
    factory: () => kind.factory,
    show({ id, content, createdAt, modifiedAt }: Item, { options, poolInUse }: Surroundings) {
      const inUse = poolInUse(id)
      const list = content[elements] as readonly Content[]
      return {
        status: inUse ? 'in_use' : 'not_in_use',
        [elements]: list.map((element) => ({
          status: inUse ? 'pool_element_in_use' : 'pool_element_available',
          ...element,
          ...usage(sizeOf(element), inUse, options),
        })),
        display_name: content.display_name,
        tags: content.tags,
        created_at: createdAt,
        last_modified_at: modifiedAt,
        ...usage(
          list.reduce((sum, element) => sum + sizeOf(element), 0),
          inUse,
          options,
        ),
        id,
      }
    },
  }
}

function usage(total: number, inUse: boolean, { poolUsage }: ApstraOptions): Record<string, Json> {
  if (!poolUsage) return {}
  return { total: String(total), used: inUse ? String(total) : '0', used_percentage: inUse ? 100 : 0 }
}

function readNetwork(subnet: Json): Json | undefined {
  const network = isObject(subnet) ? subnet.network : undefined
  const parts = typeof network === 'string' ? CIDR.exec(network)?.slice(1).map(Number) : undefined
  if (parts === undefined || parts.slice(0, 4).some((octet) => octet > 255) || parts[4]! > 32)
    return undefined
  return { network }
}

/** A range of whole numbers within bounds, both ends included. */
function readRange(lowest: number, highest: number): Field['read'] {
  return (range) => {
    if (!isObject(range)) return undefined
    const { first, last } = range
    const isWithin = (end: Json | undefined): end is number =>
      typeof end === 'number' && Number.isInteger(end) && end >= lowest && end <= highest
    return isWithin(first) && isWithin(last) && first <= last ? { first, last } : undefined
  }
}

const sizeOfRange = ({ first, last }: Content) => Number(last) - Number(first) + 1

/** Pools of addresses and numbers. [C: PYEZ, GOSDK, SPEC6] */
export const POOLS: readonly Collection[] = [
  pool({
    path: 'resources/ip-pools',
    noun: 'IP pool',
    generations: ALWAYS,
    elements: 'subnets',
    readElement: readNetwork,
    sizeOf: ({ network }) => 2 ** (32 - Number(String(network).slice(String(network).indexOf('/') + 1))),
    factory: FACTORY_NETWORKS.map((network) => ({
      id: `Private-${network.replaceAll('.', '_').replace('/', '-')}`,
      content: { display_name: `Private-${network}`, subnets: [{ network }], tags: [] },
    })),
  }),
  pool({
    path: 'resources/asn-pools',
    noun: 'ASN pool',
    generations: ALWAYS,
    elements: 'ranges',
    readElement: readRange(1, 2 ** 32 - 1),
    sizeOf: sizeOfRange,
    factory: [
      {
        id: `Private-${PRIVATE_ASNS.first}-${PRIVATE_ASNS.last}`,
        content: { display_name: 'Private ASNs', ranges: [PRIVATE_ASNS], tags: [] },
      },
    ],
  }),
  pool({
    path: 'resources/vni-pools',
    noun: 'VNI pool',
    generations: SINCE_G2,
    elements: 'ranges',
    readElement: readRange(4096, HIGHEST_VNI),
    sizeOf: sizeOfRange,
    factory: [],
  }),
]
