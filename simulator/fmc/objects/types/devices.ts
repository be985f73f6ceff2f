import { flag, free, reference, references, text } from '../attribute.js'
import type { ObjectType } from '../object-type.js'

/** Licence words [C: fmcapi]. */
const LICENCES = [
  'BASE',
  'THREAT',
  'URLFilter',
  'MALWARE',
  'APEX',
  'PLUS',
  'VPNOnly',
  'INSTANCE',
  'ESSENTIALS',
  'IPS',
  'MALWARE_DEFENSE',
  'URL',
  'CARRIER',
] as const

/** Devices and groups of them [C: SPEC, SSOT, LAB-105, fmcapi]; the values of what a device says of itself are a guess. */
export const DEVICES: readonly ObjectType[] = [
  {
    path: 'devices/devicerecords',
    type: 'Device',
    model: 'Device',
    tag: 'Devices',
    area: 'devices',
    ids: 'uuid',
    nameSpace: 'Device',
    attributes: {
      hostName: text({ required: true }),
      natID: text(),
      regKey: text({ required: true, hidden: true }),
      license_caps: { kind: 'list', of: text({ oneOf: LICENCES }), required: true },
      accessPolicy: reference(['AccessPolicy'], { required: true }),
      deviceGroup: reference(['DeviceGroup']),
      performanceTier: text(),
      prohibitPacketTransfer: flag(false),
      keepLocalEvents: flag(false),
    },
    constants: {
      model: 'Cisco Firepower Threat Defense for VMware',
      modelId: 'A',
      modelNumber: '75',
      modelType: 'Sensor',
      sw_version: '7.2.4',
      healthStatus: 'green',
      ftdMode: 'ROUTED',
      isConnected: true,
    },
    metadata: { isPartOfContainer: false, isMultiInstance: false, snortVersion: 'SNORT3' },
    serialNumber: 'deviceSerialNumber',
    actions: ['create', 'update', 'delete'],
    filters: ['ids', 'name'],
    slow: { taskType: 'DEVICE_REGISTRATION', message: 'Registering the device' },
  },
  {
    path: 'devicegroups/devicegrouprecords',
    type: 'DeviceGroup',
    model: 'DeviceGroup',
    tag: 'Device Groups',
    area: 'devices',
    ids: 'uuid',
    nameSpace: 'DeviceGroup',
    attributes: { members: references(['Device']), options: free() },
    doublesMetadata: true,
    actions: ['create', 'update', 'delete'],
    filters: ['ids', 'name'],
  },
]
