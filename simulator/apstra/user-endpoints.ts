import { empty, errors, forbidden, INVALID, json, REQUIRED, withObject } from './answers.js'
import type { Authentication } from './authentication.js'
import type { ApstraOptions } from './options.js'
import type { PasswordRules } from './password-rules.js'
import { permits, type RoleDirectory } from './roles.js'
import type { RouteTable } from './routes.js'
import { FIRST_USER, readUserChange, roleChangeProblem } from './user-change.js'
import type { UserPath } from './user-path.js'
import { describeUser, type UserDirectory } from './users.js'

/** Names that no new user may have: 412. [status L: SPEC6; which names: guess] */
const RESERVED_NAMES = new Set(['root', 'system'])

/** Form of a user name. [L: SPEC6] */
const USERNAME = /^[\w@.-]{1,32}$/

/** What the endpoints of users work on. */
interface UserParts {
  options: ApstraOptions
  users: UserDirectory
  roles: RoleDirectory
  rules: PasswordRules
  path: UserPath
  authentication: Authentication
}

/** Adds the local users below /api/aaa/users. [L: SPEC6] */
export function addUserEndpoints(
  routes: RouteTable,
  { options, users, roles, rules, path, authentication }: UserParts,
): void {
  const { messages } = options

  routes.add('/api/aaa/users', {
    GET: { access: 'administer', answer: () => json(200, { items: users.all().map(describeUser) }) },
    POST: {
      access: 'administer',
      answer: ({ request }) =>
        withObject(request.body, (fields) => {
          const { username, password } = fields
          const { change, problems } = readUserChange(fields, roles)
          if (username === undefined) problems.username = REQUIRED
          else if (typeof username !== 'string' || !USERNAME.test(username)) problems.username = INVALID
          if (typeof password !== 'string' || password === '') problems.password = REQUIRED
          if (Object.keys(problems).length > 0) return errors(422, problems)
          const account = { username: String(username), password: String(password) }
          if (RESERVED_NAMES.has(account.username)) return errors(412, { username: 'Username is reserved' })
          if (users.named(account.username) !== undefined) {
            return errors(409, { username: 'Username already exists' })
          }
          const weak = rules.problems(account.username, account.password)
          if (weak.length > 0) return errors(422, weak)
          return json(201, { id: users.add({ roles: [], ...change, ...account }).id })
        }),
    },
  })

  // 401 although the token is good: the documented answer to a lack of permission here. [L: SPEC6]
  const applyChange = (whole: boolean) =>
    path.forOwner(
      401,
      ({ request, caller, accepted }, user) =>
        withObject(request.body, (fields) => {
          const { change, problems } = readUserChange(fields, roles, whole)
          if (Object.keys(problems).length > 0) return errors(422, problems)
          const concernsAccess = change.roles !== undefined || change.active !== undefined
          if (concernsAccess && !permits(caller.roles, 'administer')) {
            return forbidden(accepted, errors(403, messages.forbidden))
          }
          const problem = roleChangeProblem(user, change.roles ?? user.roles)
          if (problem !== undefined) return errors(400, problem)
          if (user.username === FIRST_USER && change.active === false) {
            return errors(400, 'User "admin" must be active')
          }
          Object.assign(user, change)
          if (!user.active && options.sessionsEndOnDeactivation) authentication.endAll(user, 'user-changed')
          return empty(200)
        }),
      messages.badCredentials,
    )
  routes.add('/api/aaa/users/{id}', {
    GET: { access: 'token', answer: path.forOwner(403, (_call, user) => json(200, describeUser(user))) },
    PUT: { access: 'token', answer: applyChange(true) },
    PATCH: { access: 'token', answer: applyChange(false) },
    DELETE: {
      access: 'administer',
      answer: path.forUser(({ caller }, user) => {
        if (user.username === FIRST_USER) return errors(400, 'User "admin" cannot be deleted')
        if (user === caller) return errors(400, 'Cannot delete own user')
        authentication.endAll(user, 'user-changed')
        users.remove(user)
        return empty(200)
      }),
    },
  })
}
