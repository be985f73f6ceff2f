import type { Generation } from '../generations.js'
import type { Json } from '../python-json.js'
import { ALWAYS, type Collection, SINCE_G2, showPlain, type WriteMethod } from './collection.js'
import { type Fields, listOf, object, optional, required, text } from './fields.js'

/** What most collections of SPEC6 answer. [C: SPEC6; guess for older generations] */
const USUAL_STATUSES = { POST: 201, PUT: 204, DELETE: 204 }

/** A collection of documents: a name, a few members that must be there, and whatever else a client says. */
function documents(
  path: string,
  noun: string,
  generations: readonly Generation[],
  fields: Fields,
  factory: Record<string, Record<string, Json>> = {},
  statuses: Partial<Record<WriteMethod, number>> = USUAL_STATUSES,
): Collection {
  const label = 'label' in fields ? 'label' : 'display_name'
  return {
    path,
    noun,
    generations,
    fields,
    keepsOthers: true,
    statuses: () => statuses,
    unique: ({ uniqueDesignNames }) => (uniqueDesignNames ? label : undefined),
    factory: () => Object.entries(factory).map(([id, content]) => ({ id, content })),
    show: showPlain,
  }
}

const display_name = required(text)

/** The design library, and the routers outside of the fabric. [C: PYEZ, SPEC6; contents of a fresh server: guess] */
export const DESIGN: readonly Collection[] = [
  documents(
    'design/templates',
    'Template',
    ALWAYS,
    { display_name, spine: optional(object), rack_type_counts: optional(listOf(object)) },
    {
      L2_Virtual: {
        display_name: 'L2 Virtual',
        type: 'rack_based',
        spine: { count: 2 },
        rack_type_counts: [{ rack_type_id: 'L2_Virtual', count: 2 }],
      },
      L2_Virtual_EVPN: {
        display_name: 'L2 Virtual EVPN',
        type: 'rack_based',
        spine: { count: 2 },
        rack_type_counts: [{ rack_type_id: 'L2_Virtual', count: 4 }],
      },
    },
  ),
  documents(
    'design/rack-types',
    'Rack type',
    ALWAYS,
    { display_name },
    { L2_Virtual: { display_name: 'L2 Virtual', leafs: [{ label: 'leaf' }] } },
  ),
  documents(
    'design/logical-devices',
    'Logical device',
    ALWAYS,
    { display_name, panels: optional(listOf(object), []) },
    { 'virtual-7x10-1': { display_name: 'virtual-7x10-1', panels: [] } },
    { POST: 201, PUT: 200, DELETE: 200 },
  ),
  documents('design/logical-device-maps', 'Logical device map', ['G1'], { display_name }),
  documents('design/interface-maps', 'Interface map', SINCE_G2, {
    label: required(text),
    logical_device_id: required(text),
    device_profile_id: required(text),
    interfaces: optional(listOf(object), []),
  }),
  // Present to 3.3 at least, gone in 6.0. [L: APY, SPEC6; in 4.x and 5.x: guess]
  documents('resources/external-routers', 'External router', ['G1', 'G2'], {
    display_name,
    address: optional(text),
    asn: optional((value) => (typeof value === 'number' || typeof value === 'string' ? value : undefined)),
  }),
]
