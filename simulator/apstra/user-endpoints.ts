import {
  type Answer,
  empty,
  errors,
  type FieldErrors,
  forbidden,
  INVALID,
  json,
  REQUIRED,
  readObject,
  UNREADABLE,
} from './answers.js'
import type { Authentication } from './authentication.js'
import type { PasswordLimiter } from './limits/password-limiter.js'
import type { ApstraOptions } from './options.js'
import type { Json } from './python-json.js'
import { isRoleName, permits } from './roles.js'
import type { Call, RouteTable } from './routes.js'
import { describeUser, mayActFor, type User, type UserDirectory } from './users.js'

/** The one user that cannot be removed or lose its role. [C for the role: UG] */
const FIRST_USER = 'admin'

/** Names that no new user may have: 412. [status L: SPEC6; which names: guess] */
const RESERVED_NAMES = new Set(['root', 'system'])

/** Fields of a user that PUT and PATCH change; those left out stay. [guess for PUT] */
type UserChange = Partial<Pick<User, 'firstName' | 'lastName' | 'email' | 'roles' | 'active'>>

const TEXT_FIELDS = { first_name: 'firstName', last_name: 'lastName', email: 'email' } as const

/** Adds the local users below /api/aaa/users. [L: SPEC6] */
export function addUserEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  users: UserDirectory,
  authentication: Authentication,
  limiter: PasswordLimiter,
): void {
  const { messages } = options
  const notFound = errors(404, messages.notFound)

  /** Answers for the user in the path, or with 404. */
  const forUser = (answer: (call: Call, user: User) => Answer) => (call: Call) => {
    const user = users.withId(call.parameters[0]!)
    return user === undefined ? notFound : answer(call, user)
  }

  routes.add('/api/aaa/users', {
    GET: { access: 'administer', answer: () => json(200, { items: users.all().map(describeUser) }) },
    POST: {
      access: 'administer',
      answer: ({ request }) => {
        const fields = readObject(request.body)
        if (fields === undefined) return errors(422, UNREADABLE)
        const { username, password } = fields
        const { change, problems } = readChange(fields)
        if (typeof username !== 'string' || username === '') problems.username = REQUIRED
        if (typeof password !== 'string' || password === '') problems.password = REQUIRED
        if (Object.keys(problems).length > 0) return errors(422, problems)
        const name = String(username)
        if (RESERVED_NAMES.has(name)) return errors(412, { username: 'User name is reserved' })
        if (users.named(name) !== undefined) {
          return errors(409, { username: 'User with this username already exists' })
        }
        return json(201, {
          id: users.add({ roles: [], ...change, username: name, password: String(password) }).id,
        })
      },
    },
  })

  const applyChange = forUser(({ request, caller, accepted }, user) => {
    // 401 although the token is good: the documented answer to a lack of permission here. [L: SPEC6]
    if (!mayActFor(caller, user)) return forbidden(accepted, errors(401, messages.badCredentials))
    const fields = readObject(request.body)
    if (fields === undefined) return errors(422, UNREADABLE)
    const { change, problems } = readChange(fields)
    if (Object.keys(problems).length > 0) return errors(422, problems)
    const concernsAccess = change.roles !== undefined || change.active !== undefined
    if (concernsAccess && !permits(caller.roles, 'administer')) {
      return forbidden(accepted, errors(403, messages.forbidden))
    }
    if (user.username === FIRST_USER && (change.active === false || losesAdministrator(change))) {
      return errors(400, 'User admin must be active and have the role administrator')
    }
    Object.assign(user, change)
    if (!user.active) authentication.endAll(user, 'user-changed')
    return empty(200)
  })
  routes.add('/api/aaa/users/{id}', {
    GET: {
      access: 'token',
      answer: forUser(({ caller, accepted }, user) =>
        mayActFor(caller, user)
          ? json(200, describeUser(user))
          : forbidden(accepted, errors(403, messages.forbidden)),
      ),
    },
    PUT: { access: 'token', answer: applyChange },
    PATCH: { access: 'token', answer: applyChange },
    DELETE: {
      access: 'administer',
      answer: forUser(({ caller }, user) => {
        if (user.username === FIRST_USER) return errors(400, 'User admin cannot be deleted')
        if (user === caller) return errors(400, 'Cannot delete own user')
        authentication.endAll(user, 'user-changed')
        users.remove(user)
        return empty(200)
      }),
    },
  })

  routes.add('/api/aaa/users/{id}/change-password', {
    PUT: {
      access: 'token',
      answer: forUser(({ request, caller, accepted }, user) => {
        if (!mayActFor(caller, user)) return forbidden(accepted, errors(403, messages.forbidden))
        const banned = authentication.refuseBanned(request.address)
        if (banned !== undefined) return banned
        const fields = readObject(request.body)
        if (fields === undefined) return errors(422, UNREADABLE)
        const { current_password: current, new_password: wanted, new_password2: repeated } = fields
        if (typeof wanted !== 'string' || wanted === '') return errors(422, { new_password: REQUIRED })
        if (repeated !== undefined && repeated !== wanted) {
          return errors(422, { new_password2: 'Passwords do not match' })
        }
        // An administrator sets another user's password without knowing the old one. [guess]
        if (user === caller && current !== user.password) {
          limiter.countFailure(request.address)
          return errors(422, { current_password: current === undefined ? REQUIRED : 'Wrong password' })
        }
        user.password = wanted
        if (options.sessionChangeOnUserUpdate) authentication.endAll(user, 'user-changed')
        return json(200, {})
      }),
    },
  })

  for (const list of ['favorites', 'preferences'] as const) {
    /** Answers the owner of the list; anybody else is told 401, with a live token. [L: SPEC6] */
    const forOwner = (answer: (call: Call, user: User) => Answer) =>
      forUser((call, user) =>
        mayActFor(call.caller, user)
          ? answer(call, user)
          : forbidden(call.accepted, errors(401, messages.forbidden)),
      )
    routes.add(`/api/aaa/users/{id}/${list}`, {
      GET: { access: 'token', answer: forOwner((_call, user) => json(200, { items: user[list] })) },
      PUT: {
        access: 'token',
        answer: forOwner(({ request }, user) => {
          const items = readObject(request.body)?.items
          if (!Array.isArray(items)) return errors(422, { items: REQUIRED })
          user[list] = items
          return empty(200)
        }),
      },
    })
  }
}

function readChange(fields: Record<string, Json>): { change: UserChange; problems: FieldErrors } {
  const change: UserChange = {}
  const problems: FieldErrors = {}
  for (const [name, property] of Object.entries(TEXT_FIELDS)) {
    const value = fields[name]
    if (typeof value === 'string') change[property] = value
    else if (value !== undefined) problems[name] = INVALID
  }
  const { roles, is_active: active } = fields
  if (Array.isArray(roles) && roles.every(isRoleName)) change.roles = roles
  else if (roles !== undefined) problems.roles = INVALID
  if (typeof active === 'boolean') change.active = active
  else if (active !== undefined) problems.is_active = INVALID
  return { change, problems }
}

function losesAdministrator({ roles }: UserChange): boolean {
  return roles !== undefined && !roles.includes('administrator')
}
