import { type Attributes, text } from '../attribute.js'
import type { ObjectType, UnionType } from '../object-type.js'
import { ADDRESS, ANY_ADDRESS, DOMAIN_NAME, NETWORK, RANGE } from '../text-forms.js'
import { members } from './members.js'
import { plainObject } from './plain-object.js'

const NETWORK_ADDRESS = { path: 'object/networkaddresses', type: 'NetworkAddress' }
const TYPES = ['Host', 'Network', 'Range', 'FQDN', 'NetworkGroup']

function networkObject(
  collection: string,
  type: string,
  attributes: Attributes,
  system: ObjectType['system'] = [],
): ObjectType {
  return {
    ...plainObject(collection, type, 'Network Objects'),
    parent: NETWORK_ADDRESS,
    nameSpace: NETWORK_ADDRESS.type,
    attributes,
    filters: ['unusedOnly', 'nameOrValue', 'ids'],
    system,
  }
}

/** Hosts, networks, ranges, domain names and groups of them, and the list of all that [C: SPEC, fmcapi]. */
export const NETWORK_OBJECTS: readonly ObjectType[] = [
  // That a host any-ipv6 is among the system objects is confirmed [C: SPEC]; the other system objects are a guess.
  networkObject('hosts', 'Host', { value: text({ form: ADDRESS, required: true }) }, [
    { name: 'any-ipv6', own: { value: '::' } },
  ]),
  networkObject('networks', 'Network', { value: text({ form: NETWORK, required: true }) }, [
    { name: 'any-ipv4', own: { value: '0.0.0.0/0' } },
    { name: 'IPv4-Private-10.0.0.0-8', own: { value: '10.0.0.0/8' } },
    { name: 'IPv4-Private-172.16.0.0-12', own: { value: '172.16.0.0/12' } },
    { name: 'IPv4-Private-192.168.0.0-16', own: { value: '192.168.0.0/16' } },
  ]),
  networkObject('ranges', 'Range', { value: text({ form: RANGE, required: true }) }),
  networkObject('fqdns', 'FQDN', {
    value: text({ form: DOMAIN_NAME, required: true }),
    dnsResolution: text({ oneOf: ['IPV4_ONLY', 'IPV6_ONLY', 'IPV4_AND_IPV6'], default: 'IPV4_AND_IPV6' }),
  }),
  networkObject('networkgroups', 'NetworkGroup', members(TYPES, literals())),
]

/** `object/networkaddresses`: which types it lists is likely [L: fmcapi]; that FQDNs are among them is a guess. */
export const NETWORK_ADDRESSES: UnionType = {
  path: NETWORK_ADDRESS.path,
  model: 'NetworkAddress',
  tag: 'Network Objects',
  area: 'objects',
  of: ['Host', 'Network', 'Range', 'FQDN'],
  filters: ['unusedOnly', 'nameOrValue', 'ids'],
}

/** Addresses written down in place, where an object could be named. */
export function networkMembers(): Attributes {
  return members(TYPES, literals())
}

function literals(): Attributes {
  return {
    type: text({ oneOf: ['Host', 'Network', 'Range'], required: true }),
    value: text({ form: ANY_ADDRESS, required: true }),
  }
}
