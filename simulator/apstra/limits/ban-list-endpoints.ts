import {
  type Answer,
  empty,
  errors,
  type FieldErrors,
  INVALID,
  json,
  REQUIRED,
  withObject,
} from '../answers.js'
import type { Json } from '../python-json.js'
import type { RouteTable } from '../routes.js'
import type { PasswordLimiter, PasswordLimits } from './password-limiter.js'
import { readSubnet, type Subnet } from './subnets.js'

/** Fields of /api/aaa/ratelimit and the highest value of each. [L: SPEC6] */
const LIMIT_FIELDS = {
  lockout_period: { setting: 'lockoutSeconds', highest: 86_400 },
  observation_window: { setting: 'windowSeconds', highest: 3600 },
  number_of_observations: { setting: 'attempts', highest: 1000 },
} as const

/** Text for a subnet of a batch that is not on the list. [guess] */
const NOT_LISTED = 'Subnet not found'

/** Adds the limiter of wrong passwords below /api/aaa/ratelimit: settings, bans, and the list of those never banned. */
export function addBanListEndpoints(routes: RouteTable, limiter: PasswordLimiter): void {
  const { allowList } = limiter
  const showLimits = () => json(200, describeLimits(limiter.limits))
  routes.add('/api/aaa/ratelimit', {
    GET: { access: 'administer', answer: showLimits },
    PATCH: {
      access: 'administer',
      answer: ({ request }) =>
        withObject(request.body, (fields) => {
          const { limits, problems } = readLimits(fields)
          if (Object.keys(problems).length > 0) return errors(422, problems)
          limiter.change(limits)
          return showLimits()
        }),
    },
  })
  routes.add('/api/aaa/ratelimit/denylist', {
    GET: {
      access: 'administer',
      answer: () =>
        json(200, {
          items: limiter.banned().map((address) => ({ subnet: readSubnet(address)?.text ?? address })),
        }),
    },
  })
  routes.add('/api/aaa/ratelimit/denylist-batch-delete', {
    POST: {
      access: 'administer',
      answer: ({ request }) => deleteBatch(request.body, (subnet) => limiter.release(subnet)),
    },
  })

  /** Adds an entry, or changes its comment; both are answered with 201. [L: SPEC6] */
  const write = (body: string, check: (subnet: Subnet) => Answer | undefined) =>
    withObject(body, ({ subnet, comment }) => {
      const read = typeof subnet === 'string' ? readSubnet(subnet) : undefined
      if (read === undefined) return errors(422, { subnet: subnet === undefined ? REQUIRED : INVALID })
      if (typeof comment !== 'string')
        return errors(422, { comment: comment === undefined ? REQUIRED : INVALID })
      const refusal = check(read)
      if (refusal !== undefined) return refusal
      allowList.set(read, comment)
      return json(201, { id: read.text })
    })
  routes.add('/api/aaa/ratelimit/allowlist', {
    GET: {
      access: 'administer',
      answer: () =>
        json(200, {
          items: allowList.all().map(({ subnet, comment }) => ({ subnet: subnet.text, comment })),
        }),
    },
    POST: {
      access: 'administer',
      // A subnet that is listed already: guess.
      answer: ({ request }) =>
        write(request.body, (subnet) =>
          allowList.has(subnet) ? errors(409, { subnet: 'Subnet already exists' }) : undefined,
        ),
    },
    PATCH: {
      access: 'administer',
      answer: ({ request }) =>
        write(request.body, (subnet) =>
          allowList.has(subnet) ? undefined : errors(404, { subnet: NOT_LISTED }),
        ),
    },
  })
  routes.add('/api/aaa/ratelimit/allowlist-batch-delete', {
    POST: {
      access: 'administer',
      answer: ({ request }) => deleteBatch(request.body, (subnet) => allowList.remove(subnet)),
    },
  })
}

/** Deletes `{"items": [subnet, ...]}`: 202 when all were there, 207 when some were, 422 when none was. [L: SPEC6; bodies guess] */
function deleteBatch(body: string, remove: (subnet: string) => boolean): Answer {
  return withObject(body, ({ items }) => {
    if (!isTexts(items)) return errors(422, { items: items === undefined ? REQUIRED : INVALID })
    const absent = [...new Set(items)].filter((subnet) => !remove(subnet))
    if (absent.length === 0 && items.length > 0) return empty(202)
    const problems = Object.fromEntries(absent.map((subnet) => [subnet, NOT_LISTED]))
    return errors(absent.length < new Set(items).size ? 207 : 422, problems)
  })
}

function describeLimits({ lockoutSeconds, windowSeconds, attempts }: PasswordLimits) {
  return {
    lockout_period: lockoutSeconds,
    observation_window: windowSeconds,
    number_of_observations: attempts,
  }
}

function readLimits(fields: Record<string, Json>): {
  limits: Partial<PasswordLimits>
  problems: FieldErrors
} {
  const limits: Partial<PasswordLimits> = {}
  const problems: Record<string, string> = {}
  for (const [name, { setting, highest }] of Object.entries(LIMIT_FIELDS)) {
    const value = fields[name]
    if (value === undefined) continue
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest) {
      limits[setting] = value
    } else problems[name] = INVALID
  }
  return { limits, problems }
}

function isTexts(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
