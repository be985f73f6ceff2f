import type { Stamps } from '../collections/collection-store.js'
import { type Content, isObject } from '../collections/fields.js'
import type { Json } from '../python-json.js'
import type { Design } from './blueprint-state.js'

/** Resource groups of a new data center blueprint. [form C: APY; names guess after TF] */
const RESOURCE_GROUPS = [
  ['asn', 'leaf_asns'],
  ['asn', 'spine_asns'],
  ['ip', 'leaf_loopback_ips'],
  ['ip', 'spine_leaf_link_ips'],
  ['ip', 'spine_loopback_ips'],
  ['vni', 'evpn_l3_vnis'],
] as const

/** Slots of a blueprint of AOS 1.x. [paths C: PYEZ; names guess] */
const SLOTS = ['leaf_loopbacks', 'logical_device_maps', 'node_id', 'spine_leaf_links', 'spine_loopbacks']

/** The design that a template gives: a node for each spine and leaf, and resources that are not assigned yet. */
export function designFrom(label: string, template: Content, stamps: Stamps, withSlots: boolean): Design {
  const counts = { spine: spinesOf(template), leaf: leafsOf(template) }
  const nodes = Object.entries(counts).flatMap(([role, count]) =>
    Array.from({ length: count }, (_, index) => newNode(stamps.newId(), role, `${role}${index + 1}`)),
  )
  return {
    label,
    nodes: new Map(nodes.map((node) => [String(node.id), node])),
    resources: withSlots
      ? new Map(SLOTS.map((name) => [name, {}]))
      : new Map(RESOURCE_GROUPS.map(([type, name]) => [`${type}/${name}`, { type, name, pool_ids: [] }])),
  }
}

/** How many nodes of a design have that role. */
export function countRole({ nodes }: Design, role: string): number {
  return [...nodes.values()].filter((node) => node.role === role).length
}

/** [members C: NCH; values of a fresh node guess] */
function newNode(id: string, role: string, label: string): Content {
  return {
    id,
    type: 'system',
    system_type: 'switch',
    role,
    label,
    hostname: label,
    deploy_mode: 'undeploy',
    system_id: null,
  }
}

/** Most spines, and most leafs, that a template is taken to mean. [ours] */
const MOST = 128

function spinesOf({ spine }: Content): number {
  return isObject(spine) ? countOf(spine.count) : 0
}

function leafsOf({ rack_type_counts: racks }: Content): number {
  if (!Array.isArray(racks)) return 0
  return Math.min(
    MOST,
    racks.reduce<number>((sum, rack) => sum + (isObject(rack) ? countOf(rack.count) : 0), 0),
  )
}

function countOf(value: Json | undefined): number {
  return typeof value === 'number' && Number.isInteger(value) ? Math.min(MOST, Math.max(0, value)) : 0
}
