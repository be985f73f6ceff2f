import { empty, errors, INVALID, json, REQUIRED, withObject } from '../answers.js'
import type { Json } from '../python-json.js'
import type { RouteTable } from '../routes.js'
import type { AccessList, AccessRule } from './access-list.js'
import { readSubnet } from './subnets.js'

/** Adds /api/aaa/acl, the rules on source addresses. [L: SPEC6] */
export function addAccessListEndpoints(routes: RouteTable, list: AccessList): void {
  routes.add('/api/aaa/acl', {
    GET: {
      access: 'administer',
      answer: () => json(200, { items: list.rules.map(describeRule), enabled: list.enabled }),
    },
    PUT: {
      access: 'administer',
      answer: ({ request }) =>
        withObject(request.body, ({ items, enabled }) => {
          if (typeof enabled !== 'boolean')
            return errors(422, { enabled: enabled === undefined ? REQUIRED : INVALID })
          if (!Array.isArray(items)) return errors(422, { items: items === undefined ? REQUIRED : INVALID })
          const rules = (items as readonly Json[]).map(readRule)
          if (rules.length === 0 || !rules.every((rule) => rule !== undefined))
            return errors(422, { items: INVALID })
          list.replace(enabled, rules)
          return empty(200)
        }),
    },
  })
}

function describeRule({ subnet, action, comment }: AccessRule): Json {
  return { subnet: subnet.text, action, comment }
}

function readRule(value: Json): AccessRule | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { subnet, action, comment = '' } = value as Record<string, Json>
  const read = typeof subnet === 'string' ? readSubnet(subnet) : undefined
  if (read === undefined || (action !== 'allow' && action !== 'deny') || typeof comment !== 'string')
    return undefined
  return { subnet: read, action, comment }
}
