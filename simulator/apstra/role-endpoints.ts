import {
  type Answer,
  empty,
  errors,
  type FieldErrors,
  INVALID,
  json,
  REQUIRED,
  withObject,
} from './answers.js'
import type { ApstraOptions } from './options.js'
import type { Json } from './python-json.js'
import {
  describeGranular,
  describeRole,
  GRANULAR_PERMISSIONS,
  type GranularPermissions,
  permits,
  ROLE_PERMISSIONS,
  type Role,
  type RoleContent,
  type RoleDirectory,
} from './roles.js'
import type { Call, Endpoint, RouteTable } from './routes.js'
import { roleChangeProblem } from './user-change.js'
import type { UserPath } from './user-path.js'
import { roleLabels, type User, type UserDirectory } from './users.js'

/** Longest label of a role, in characters. [L: SPEC6] */
const LONGEST_LABEL = 64

/** Adds roles, the permissions that they are made of, and the roles of users. [L: SPEC6] */
export function addRoleEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  roles: RoleDirectory,
  users: UserDirectory,
  path: UserPath,
): void {
  const forRole = (answer: (call: Call, role: Role) => Answer): Endpoint => ({
    access: 'administer',
    answer: (call) => {
      const role = roles.withId(call.parameters[0]!)
      return role === undefined ? errors(404, options.messages.notFound) : answer(call, role)
    },
  })
  /** Answers for what a body says about a role, whose label no other role may have. */
  const withRole = (body: string, itself: Role | undefined, answer: (content: RoleContent) => Answer) =>
    withObject(body, (fields) => {
      const { content, problems } = readRole(fields)
      if (Object.keys(problems).length > 0) return errors(422, problems)
      const namesake = roles.labelled(content.label)
      if (namesake !== undefined && namesake !== itself)
        return errors(409, { label: 'Role label already exists' })
      return answer(content)
    })

  routes.add('/api/aaa/permissions', {
    GET: {
      access: 'administer',
      answer: () =>
        json(200, {
          permissions: ROLE_PERMISSIONS.map(({ id, label }) => ({ id, label })),
          granular_permissions: GRANULAR_PERMISSIONS,
        }),
    },
  })
  routes.add('/api/aaa/roles', {
    GET: { access: 'administer', answer: () => json(200, { items: roles.all().map(describeRole) }) },
    POST: {
      access: 'administer',
      answer: ({ request }) =>
        withRole(request.body, undefined, (content) => json(201, { id: roles.add(content).id })),
    },
  })
  routes.add('/api/aaa/roles/{id}', {
    GET: forRole((_call, role) => json(200, describeRole(role))),
    PUT: forRole(({ request }, role) => {
      if (role.predefined) return errors(400, 'Can not change predefined roles')
      return withRole(request.body, role, (content) => {
        Object.assign(role, content)
        return empty(200)
      })
    }),
    DELETE: forRole((_call, role) => {
      if (role.predefined) return errors(400, 'Can not delete predefined roles')
      if (users.all().some((user) => user.roles.includes(role)))
        return errors(400, 'Role is assigned to user')
      roles.remove(role)
      return empty(200)
    }),
  })

  routes.add('/api/aaa/users/{id}/roles', {
    GET: { access: 'token', answer: path.forOwner(403, (_call, user) => json(200, describeRolesOf(user))) },
    PUT: {
      access: 'administer',
      answer: path.forUser(({ request }, user) =>
        withObject(request.body, ({ roles: labels }) => {
          const wanted = Array.isArray(labels) ? roles.allLabelled(labels) : undefined
          if (wanted === undefined) return errors(422, { roles: labels === undefined ? REQUIRED : INVALID })
          const problem = roleChangeProblem(user, wanted)
          if (problem !== undefined) return errors(400, problem)
          user.roles = wanted
          return empty(200)
        }),
      ),
    },
  })
  routes.add('/api/aaa/users/{id}/permissions', {
    GET: {
      access: 'token',
      answer: path.forOwner(403, (_call, user) => json(200, { items: permittedRoutes(routes, user) })),
    },
  })
}

function describeRolesOf(user: User): Json {
  return {
    permissions: [...new Set(user.roles.flatMap(({ permissions }) => permissions))],
    granular_permissions: user.roles.flatMap(({ granularPermissions }) =>
      granularPermissions.map(describeGranular),
    ),
    roles: roleLabels(user),
  }
}

/** Routes with the methods that a user may call on each. */
function permittedRoutes(routes: RouteTable, { roles }: User): Json[] {
  return routes.all().flatMap(([route, endpoints]) => {
    const methods = Object.entries(endpoints)
      .filter(([, { access }]) => access === 'open' || access === 'token' || permits(roles, access))
      .map(([method]) => method)
    return methods.length === 0 ? [] : [{ route, methods }]
  })
}

function readRole(fields: Record<string, Json>): { content: RoleContent; problems: FieldErrors } {
  const { label, description, type, permissions, granular_permissions: granular } = fields
  const problems: FieldErrors = {}
  if (typeof label !== 'string' || label === '') problems.label = label === undefined ? REQUIRED : INVALID
  else if (label.length > LONGEST_LABEL) problems.label = INVALID
  if (type !== 'global' && type !== 'granular') problems.type = type === undefined ? REQUIRED : INVALID
  if (!isAbsent(description) && typeof description !== 'string') problems.description = INVALID
  if (!isAbsent(permissions) && !areKnown(permissions, ROLE_PERMISSIONS)) {
    problems.permissions = 'Unexpected permissions given'
  }
  if (!isAbsent(granular) && !isGranularList(granular)) {
    problems.granular_permissions = 'Unexpected permissions given'
  }
  return {
    content: {
      label: String(label),
      description: typeof description === 'string' ? description : '',
      type: type === 'granular' ? 'granular' : 'global',
      permissions: (permissions ?? []) as string[],
      granularPermissions: (granular ?? []) as unknown as GranularPermissions[],
    },
    problems,
  }
}

/** Members that may be left out may also be null. */
function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null
}

function isGranularList(value: Json | undefined): boolean {
  return (
    Array.isArray(value) &&
    (value as readonly Json[]).every((one) => {
      const { scope, permissions } = (one ?? {}) as Record<string, Json>
      return typeof scope === 'string' && scope !== '' && areKnown(permissions, GRANULAR_PERMISSIONS)
    })
  )
}

function areKnown(value: Json | undefined, known: readonly { id: string }[]): boolean {
  return Array.isArray(value) && value.every((one) => known.some(({ id }) => id === one))
}
