import type { ObjectType, UnionType } from './object-type.js'
import { ACCESS_POLICIES } from './types/access-policies.js'
import { DEVICES } from './types/devices.js'
import { NETWORK_ADDRESSES, NETWORK_OBJECTS } from './types/network-objects.js'
import { PORT_OBJECTS, PORTS_OF_ALL_KINDS } from './types/port-objects.js'
import { ZONES_AND_URLS } from './types/zones-and-urls.js'

/** The kinds of object that the simulated FMC keeps. */
export const OBJECT_TYPES: readonly ObjectType[] = [
  ...NETWORK_OBJECTS,
  ...PORT_OBJECTS,
  ...ZONES_AND_URLS,
  ...ACCESS_POLICIES,
  ...DEVICES,
]

/** Lists over several kinds. */
export const UNION_TYPES: readonly UnionType[] = [NETWORK_ADDRESSES, PORTS_OF_ALL_KINDS]

const BY_WORD = new Map(OBJECT_TYPES.map((type) => [type.type, type]))

/** The kind that a type word names. */
export function typeOfWord(word: string): ObjectType {
  return BY_WORD.get(word)!
}
