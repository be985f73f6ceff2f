import { type Attributes, text } from '../attribute.js'
import type { ObjectType, UnionType } from '../object-type.js'
import { ICMP_TYPE, PORTS } from '../text-forms.js'
import { members } from './members.js'
import { plainObject } from './plain-object.js'

/** The parent's type word is confirmed [C: XSOAR]. */
const PORT = { path: 'object/ports', type: 'Port' }
const TYPES = ['ProtocolPortObject', 'ICMPV4Object', 'PortObjectGroup']

function portObject(
  collection: string,
  type: string,
  attributes: Attributes,
  system: ObjectType['system'] = [],
): ObjectType {
  return {
    ...plainObject(collection, type, 'Port Objects'),
    parent: PORT,
    nameSpace: PORT.type,
    attributes,
    filters: ['unusedOnly', 'nameOrValue', 'ids'],
    system,
  }
}

/** Ports of a protocol, ICMP types and groups of them [C: SPEC, fmcapi]; the system objects are a guess. */
export const PORT_OBJECTS: readonly ObjectType[] = [
  portObject(
    'protocolportobjects',
    'ProtocolPortObject',
    { protocol: text({ required: true }), port: text({ form: PORTS }) },
    [
      { name: 'HTTP', own: { protocol: 'TCP', port: '80' } },
      { name: 'HTTPS', own: { protocol: 'TCP', port: '443' } },
      { name: 'SSH', own: { protocol: 'TCP', port: '22' } },
    ],
  ),
  portObject('icmpv4objects', 'ICMPV4Object', {
    icmpType: text({ form: ICMP_TYPE, required: true }),
    code: { kind: 'number', min: 0, max: 255 },
  }),
  portObject('portobjectgroups', 'PortObjectGroup', members(TYPES)),
]

/** `object/ports`: which types it lists is likely [L: fireREST]. */
export const PORTS_OF_ALL_KINDS: UnionType = {
  path: PORT.path,
  model: 'Port',
  tag: 'Port Objects',
  area: 'objects',
  of: ['ProtocolPortObject', 'ICMPV4Object'],
  filters: ['unusedOnly', 'nameOrValue', 'ids'],
}

/** Ports of a rule: objects, and ports written down in place. */
export function portMembers(): Attributes {
  return members(TYPES, {
    type: text({ oneOf: ['PortLiteral', 'ICMPv4PortLiteral'], required: true }),
    protocol: text({ required: true }),
    port: text({ form: PORTS }),
    icmpType: text({ form: ICMP_TYPE }),
  })
}
