import type { ApstraOptions } from '../options.js'
import type { Json } from '../python-json.js'
import { ALWAYS, type Collection, type Item, SINCE_G2, type Surroundings } from './collection.js'
import { isObject, listOf, object, oneOf, optional, required, text } from './fields.js'

/** The one device pool, by its id. [C: PYEZ] */
export const DEFAULT_DEVICE_POOL = 'default_pool'

/** Devices that wait to be approved on a fresh server, by device key. [ours] */
const FACTORY_DEVICE_KEYS = ['525400000001', '525400000002']

/** What a device says of itself unless it is told otherwise. [members C: PYEZ, GOSDK; values guess] */
function factsOf(deviceKey: string): Record<string, Json> {
  return {
    aos_hcl_model: 'Generic_Model',
    hw_model: 'VM',
    mgmt_ifname: 'eth0',
    os_family: 'EOS',
    os_version: '4.20.1',
    serial_number: deviceKey,
    vendor: 'Arista',
  }
}

/** In AOS 1.x the id of a device was its key in base64; later it is the key. [1.x C: PYEZ; later L: GOSDK] */
function systemId(deviceKey: Json | undefined, { generation }: ApstraOptions): string {
  const key = String(deviceKey)
  return generation === 'G1' ? Buffer.from(key).toString('base64') : key
}

/**
 * Whether a device was approved: in AOS 1.x by the default pool, later by an administrative state of its own.
 * [1.x C: PYEZ; later L: GOSDK]
 */
function isApproved({ id, content }: Item, { options, inDevicePool }: Surroundings): boolean {
  if (options.generation === 'G1') return inDevicePool(id)
  return isObject(content.user_config) && content.user_config.admin_state === 'normal'
}

/** States and members. [1.x C: PYEZ; later L: GOSDK] */
function statusOf(item: Item, surroundings: Surroundings): Json {
  const approved = isApproved(item, surroundings)
  if (surroundings.options.generation === 'G1') {
    return {
      state: approved ? 'IS-ACTIVE' : 'OOS-QUARANTINED',
      comm_state: 'on',
      blueprint_id: '',
      pool_id: approved ? DEFAULT_DEVICE_POOL : '',
    }
  }
  return {
    agent_start_time: item.createdAt,
    comm_state: 'on',
    device_start_time: item.createdAt,
    error_message: '',
    is_acknowledged: approved,
    operation_mode: 'full_control',
    state: approved ? 'OOS-READY' : 'OOS-QUARANTINED',
  }
}

const SYSTEMS: Collection = {
  path: 'systems',
  noun: 'System',
  generations: ALWAYS,
  fields: {
    device_key: required(text),
    facts: optional(object),
    services: optional(listOf(text), []),
    user_config: optional(object, {}),
  },
  keepsOthers: false,
  statuses: () => ({ POST: 202, PUT: 200, DELETE: 200 }),
  key: { member: 'device_key', toId: systemId },
  factory: (options) =>
    FACTORY_DEVICE_KEYS.map((device_key) => ({
      id: systemId(device_key, options),
      content: { device_key, services: [], user_config: {} },
    })),
  show: (item, surroundings) => ({
    device_key: item.content.device_key,
    id: item.id,
    facts: { ...factsOf(String(item.content.device_key)), ...(item.content.facts as object | undefined) },
    services: item.content.services,
    status: statusOf(item, surroundings),
    user_config: item.content.user_config,
  }),
}

/** Takes writes in AOS 1.x only, and is the only one of its collection. [C: PYEZ, SPEC6; between them: guess] */
const DEVICE_POOLS: Collection = {
  path: 'resources/device-pools',
  noun: 'Device pool',
  generations: ALWAYS,
  fields: { display_name: required(text), devices: required(listOf(readDevice)) },
  keepsOthers: false,
  statuses: ({ generation }) => (generation === 'G1' ? { PUT: 204 } : {}),
  factory: () => [{ id: DEFAULT_DEVICE_POOL, content: { display_name: 'Default Pool', devices: [] } }],
  show: ({ id, content }) => ({ display_name: content.display_name, devices: content.devices, id }),
}

function readDevice(device: Json): Json | undefined {
  return isObject(device) && typeof device.id === 'string' ? { id: device.id } : undefined
}

/** Agents that connect devices. A password is taken and never shown. [paths L: SPEC6; members and statuses guess] */
const SYSTEM_AGENTS: Collection = {
  path: 'system-agents',
  noun: 'System agent',
  generations: SINCE_G2,
  fields: {
    label: optional(text, ''),
    management_ip: required(text),
    agent_type: optional(oneOf('onbox', 'offbox'), 'onbox'),
    operation_mode: optional(oneOf('full_control', 'telemetry_only'), 'full_control'),
    profile: optional(text, ''),
  },
  keepsOthers: false,
  statuses: () => ({ POST: 201, PUT: 204, PATCH: 204, DELETE: 204 }),
  factory: () => [],
  show: ({ id, content }) => ({
    id,
    config: { id, ...content },
    status: { connection_state: 'connected', system_id: '' },
  }),
}

/** Devices and what manages them. [C: PYEZ, GOSDK, SPEC6] */
export const DEVICES: readonly Collection[] = [SYSTEMS, DEVICE_POOLS, SYSTEM_AGENTS]
