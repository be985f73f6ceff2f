import { ApstraBlueprints } from './apstra-blueprints.js'
import { type ApstraCalls, ApstraCollection, type ApstraItem } from './apstra-collection.js'
import type { ClientTime } from './clock.js'

/** A pool of addresses or numbers, as on the wire. [C: PYEZ; the last three from 4.x on, C: NCH] */
export interface Pool extends ApstraItem {
  display_name: string
  status: string
  tags: string[]
  created_at: string
  last_modified_at: string
  total?: string
  used?: string
  used_percentage?: number
}

/** A pool of IPv4 subnets. */
export interface IpPool extends Pool {
  subnets: { network: string; status: string; [member: string]: unknown }[]
}

/** What an {@link IpPool} is made from. */
export interface IpPoolContent {
  subnets: { network: string }[]
  tags?: string[]
  id?: string
}

/** A pool of numbers of autonomous systems. */
export interface AsnPool extends Pool {
  ranges: { first: number; last: number; status: string; [member: string]: unknown }[]
}

/** What an {@link AsnPool} is made from. */
export interface AsnPoolContent {
  ranges: { first: number; last: number }[]
  tags?: string[]
  id?: string
}

/** A managed device. Approve one by updating it with its `user_config`. */
export interface Device extends ApstraItem {
  device_key: string
  facts?: Record<string, unknown>
  status?: Record<string, unknown>
  user_config?: Record<string, unknown>
}

/** The collections of an Apstra server. Releases differ in which ones they have: the others answer 404. */
export interface ApstraCollections {
  readonly blueprints: ApstraBlueprints
  readonly ipPools: ApstraCollection<IpPool, IpPoolContent>
  readonly asnPools: ApstraCollection<AsnPool, AsnPoolContent>
  /** To 3.x. */
  readonly externalRouters: ApstraCollection
  readonly designTemplates: ApstraCollection
  readonly rackTypes: ApstraCollection
  readonly logicalDevices: ApstraCollection
  /** In AOS 1.x; interface maps later. */
  readonly logicalDeviceMaps: ApstraCollection
  /** From AOS 2.x on. */
  readonly interfaceMaps: ApstraCollection
  readonly devices: ApstraCollection<Device>
}

/** Makes the collections of one client. Paths and label keys: [C: PYEZ, SPEC6] */
export function makeCollections(calls: ApstraCalls, clock: ClientTime): ApstraCollections {
  const named = (path: string) => ({ path, labelKey: 'display_name' })
  return {
    blueprints: new ApstraBlueprints(calls, clock),
    ipPools: new ApstraCollection<IpPool, IpPoolContent>(calls, named('resources/ip-pools')),
    asnPools: new ApstraCollection<AsnPool, AsnPoolContent>(calls, named('resources/asn-pools')),
    externalRouters: new ApstraCollection(calls, named('resources/external-routers')),
    designTemplates: new ApstraCollection(calls, named('design/templates')),
    rackTypes: new ApstraCollection(calls, named('design/rack-types')),
    logicalDevices: new ApstraCollection(calls, named('design/logical-devices')),
    logicalDeviceMaps: new ApstraCollection(calls, named('design/logical-device-maps')),
    interfaceMaps: new ApstraCollection(calls, { path: 'design/interface-maps', labelKey: 'label' }),
    devices: new ApstraCollection<Device>(calls, { path: 'systems', labelKey: 'device_key' }),
  }
}
