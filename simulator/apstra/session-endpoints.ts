import { empty, errors, json } from './answers.js'
import type { Authentication } from './authentication.js'
import type { ApstraOptions } from './options.js'
import type { Endpoint, RouteTable } from './routes.js'
import { describeUser, roleLabels, type User, type UserDirectory } from './users.js'

/**
 * Adds login and logout below /api/user and /api/aaa, which share body and reply; the "who am I" of AOS 1.x; who is
 * logged in, and the end of other users' sessions.
 */
export function addSessionEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  users: UserDirectory,
  authentication: Authentication,
): void {
  const notFound = errors(404, options.messages.notFound)
  // A prefix that is not served must say so before it asks for a token. [guess]
  const absent: Endpoint = { access: 'open', answer: () => notFound }
  const login: Endpoint = { access: 'open', answer: (request) => authentication.login(request) }
  const logout: Endpoint = {
    access: 'token',
    answer: ({ session }) => {
      if (session !== undefined) authentication.logout(session)
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

  if (!options.userManagement) return
  routes.add('/api/aaa/users/{id}/session', {
    DELETE: {
      access: 'administer',
      answer: ({ caller, parameters }) => {
        const user = users.withId(parameters[0]!)
        if (user === undefined) return notFound
        if (user === caller) return errors(400, 'Cannot terminate own session')
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
}

/** A user as /api/aaa/currently-logged-in-users shows it. [L: SPEC6; value of credential_type guess] */
function describePresence(user: User) {
  return {
    username: user.username,
    id: user.id,
    roles: roleLabels(user),
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    credential_type: 'local',
  }
}
