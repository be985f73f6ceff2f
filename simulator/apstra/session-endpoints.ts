import { empty, errors, type FieldErrors, INVALID, json, readObject, UNREADABLE } from './answers.js'
import type { Authentication } from './authentication.js'
import type { PasswordLimiter, PasswordLimits } from './login-limits.js'
import type { ApstraOptions } from './options.js'
import type { Endpoint, RouteTable } from './routes.js'
import { describeUser, type User, type UserDirectory } from './users.js'

/** Fields of /api/aaa/ratelimit and the highest value of each. [L: SPEC6] */
const LIMIT_FIELDS = {
  lockout_period: { setting: 'lockoutSeconds', highest: 86_400 },
  observation_window: { setting: 'windowSeconds', highest: 3600 },
  number_of_observations: { setting: 'attempts', highest: 1000 },
} as const

/**
 * Adds login and logout below /api/user and /api/aaa, which share body and reply; the "who am I" of AOS 1.x; the ends
 * of other users' sessions; and the limiter of wrong passwords.
 */
export function addSessionEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  users: UserDirectory,
  authentication: Authentication,
  limiter: PasswordLimiter,
): void {
  const notFound = errors(404, options.messages.notFound)
  // A prefix that is not served must say so before it asks for a token. [guess]
  const absent: Endpoint = { access: 'open', answer: () => notFound }
  const login: Endpoint = { access: 'open', answer: (request) => authentication.login(request) }
  const logout: Endpoint = {
    access: 'token',
    answer: ({ session }) => {
      authentication.logout(session)
      return empty(200)
    },
  }
  for (const prefix of ['user', 'aaa'] as const) {
    const served = options.loginPaths.includes(prefix)
    routes.add(`/api/${prefix}/login`, { POST: served ? login : absent })
    routes.add(`/api/${prefix}/logout`, { POST: served ? logout : absent })
  }

  if (options.whoAmI) {
    routes.add('/api/user', {
      GET: { access: 'token', answer: ({ caller }) => json(200, { items: [describeUser(caller)] }) },
    })
  }

  routes.add('/api/aaa/users/{id}/session', {
    DELETE: {
      access: 'administer',
      answer: ({ caller, parameters }) => {
        const user = users.withId(parameters[0]!)
        if (user === undefined) return notFound
        if (user === caller) return errors(400, 'Cannot log out own session')
        authentication.endAll(user, 'terminated')
        return empty(200)
      },
    },
  })

  routes.add('/api/aaa/currently-logged-in-users', {
    GET: {
      access: 'administer',
      answer: () => {
        const present = users
          .all()
          .filter(({ username }) => authentication.sessions.ofUser(username).length > 0)
        return json(200, { items: present.map(describePresence) })
      },
    },
  })

  const showLimits = () => json(200, describeLimits(limiter.limits))
  routes.add('/api/aaa/ratelimit', {
    GET: { access: 'administer', answer: showLimits },
    PATCH: {
      access: 'administer',
      answer: ({ request }) => {
        const change = readLimits(request.body)
        if ('problem' in change) return errors(422, change.problem)
        limiter.change(change.limits)
        return showLimits()
      },
    },
  })
  routes.add('/api/aaa/ratelimit/denylist', {
    GET: {
      access: 'administer',
      answer: () =>
        json(200, { items: limiter.banned().map((address) => ({ subnet: hostSubnet(address) })) }),
    },
  })
}

/** A user as /api/aaa/currently-logged-in-users shows it. [L: SPEC6; value of credential_type guess] */
function describePresence({ username, id, roles, firstName, lastName, email }: User) {
  return {
    username,
    id,
    roles,
    first_name: firstName,
    last_name: lastName,
    email,
    credential_type: 'local',
  }
}

function describeLimits({ lockoutSeconds, windowSeconds, attempts }: PasswordLimits) {
  return {
    lockout_period: lockoutSeconds,
    observation_window: windowSeconds,
    number_of_observations: attempts,
  }
}

function readLimits(body: string): { limits: Partial<PasswordLimits> } | { problem: string | FieldErrors } {
  const fields = readObject(body)
  if (fields === undefined) return { problem: UNREADABLE }
  const limits: Partial<PasswordLimits> = {}
  const problems: FieldErrors = {}
  for (const [name, { setting, highest }] of Object.entries(LIMIT_FIELDS)) {
    const value = fields[name]
    if (value === undefined) continue
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highest) {
      limits[setting] = value
    } else problems[name] = INVALID
  }
  return Object.keys(problems).length === 0 ? { limits } : { problem: problems }
}

/** An address as the subnet that holds only it. */
function hostSubnet(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}
