import { type Attributes, free, text } from '../attribute.js'
import type { ObjectType } from '../object-type.js'
import { URL_TEXT } from '../text-forms.js'
import { members } from './members.js'
import { plainObject } from './plain-object.js'

/** Security zones and URLs [C: SPEC, fmcapi]; their parents are a guess. */
export const ZONES_AND_URLS: readonly ObjectType[] = [
  {
    ...plainObject('securityzones', 'SecurityZone', 'Security Zones'),
    ids: 'uuid',
    overridable: false,
    nameSpace: 'InterfaceObject',
    attributes: {
      interfaceMode: text({ oneOf: ['ROUTED', 'SWITCHED', 'INLINE', 'PASSIVE', 'ASA'], required: true }),
      interfaces: { kind: 'list', of: free() },
    },
    filters: ['nameOrValue', 'unusedOnly', 'ids'],
  },
  {
    ...plainObject('urls', 'Url', 'URL Objects'),
    parent: { path: 'object/urls', type: 'Url' },
    nameSpace: 'Url',
    attributes: { url: text({ form: URL_TEXT, required: true }) },
    filters: ['nameOrValue', 'unusedOnly', 'ids'],
  },
]

/** URLs of a rule: objects, and URLs written down in place. */
export function urlMembers(): Attributes {
  return members(['Url'], {
    type: text({ oneOf: ['Url'], default: 'Url' }),
    url: text({ form: URL_TEXT, required: true }),
  })
}
