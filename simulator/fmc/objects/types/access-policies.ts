import { flag, free, record, text } from '../attribute.js'
import type { ObjectType } from '../object-type.js'
import { members } from './members.js'
import { networkMembers } from './network-objects.js'
import { portMembers } from './port-objects.js'
import { urlMembers } from './zones-and-urls.js'

const POLICIES = 'policy/accesspolicies'
const TAG = 'Policy'

/** Access policies, and the rules and categories in each [C: SPEC, XSOAR, fmcapi]. */
export const ACCESS_POLICIES: readonly ObjectType[] = [
  {
    path: POLICIES,
    type: 'AccessPolicy',
    model: 'AccessPolicy',
    tag: TAG,
    area: 'policies',
    ids: 'object',
    nameSpace: 'AccessPolicy',
    attributes: {
      defaultAction: record(
        {
          type: text({ oneOf: ['AccessPolicyDefaultAction'], default: 'AccessPolicyDefaultAction' }),
          action: text({
            oneOf: ['BLOCK', 'TRUST', 'PERMIT', 'NETWORK_DISCOVERY', 'INHERIT_FROM_PARENT'],
            required: true,
          }),
          logBegin: flag(false),
          logEnd: flag(false),
          sendEventsToFMC: flag(false),
          intrusionPolicy: free(),
          variableSet: free(),
        },
        { required: true, identified: true },
      ),
      prefilterPolicySetting: free({
        name: 'Default Prefilter Policy',
        id: '005056A4-7E46-0ed3-0000-004294967296',
        type: 'PrefilterPolicy',
      }),
    },
    described: true,
    parts: { rules: { type: 'AccessRule', segment: 'accessrules' } },
    actions: ['create', 'update', 'delete', 'bulk-create'],
    filters: ['ids', 'name'],
  },
  {
    path: `${POLICIES}/{containerUUID}/categories`,
    type: 'Category',
    model: 'AccessPolicyCategory',
    tag: TAG,
    area: 'policies',
    ids: 'object',
    nameSpace: 'Category',
    attributes: {},
    actions: ['create', 'update', 'delete'],
    filters: ['ids'],
    placed: 'category',
  },
  {
    path: `${POLICIES}/{containerUUID}/accessrules`,
    type: 'AccessRule',
    model: 'AccessRule',
    tag: TAG,
    area: 'policies',
    ids: 'object',
    nameSpace: 'AccessRule',
    attributes: {
      action: text({
        oneOf: [
          'ALLOW',
          'TRUST',
          'BLOCK',
          'MONITOR',
          'BLOCK_RESET',
          'BLOCK_INTERACTIVE',
          'BLOCK_RESET_INTERACTIVE',
        ],
        required: true,
      }),
      enabled: flag(true),
      sourceZones: record(members(['SecurityZone'])),
      destinationZones: record(members(['SecurityZone'])),
      sourceNetworks: record(networkMembers()),
      destinationNetworks: record(networkMembers()),
      sourcePorts: record(portMembers()),
      destinationPorts: record(portMembers()),
      urls: record({ ...urlMembers(), urlCategoriesWithReputation: { kind: 'list', of: free() } }),
      vlanTags: free(),
      applications: free(),
      users: free(),
      ipsPolicy: free(),
      filePolicy: free(),
      variableSet: free(),
      syslogConfig: free(),
      snmpConfig: free(),
      originalSourceNetworks: free(),
      sourceSecurityGroupTags: free(),
      destinationSecurityGroupTags: free(),
      newComments: { kind: 'list', of: text() },
      logBegin: flag(false),
      logEnd: flag(false),
      logFiles: flag(false),
      sendEventsToFMC: flag(false),
      enableSyslog: flag(false),
    },
    actions: ['create', 'update', 'delete', 'bulk-create', 'bulk-delete'],
    filters: ['ids', 'name'],
    placed: 'rule',
  },
]
