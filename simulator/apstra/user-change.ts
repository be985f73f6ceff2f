import { type FieldErrors, INVALID, REQUIRED } from './answers.js'
import type { Json } from './python-json.js'
import { permits, type Role, type RoleDirectory } from './roles.js'
import type { User } from './users.js'

/** The one user that cannot be removed or lose its role. [C for the role: UG, SPEC6] */
export const FIRST_USER = 'admin'

/** Fields of a user that PUT and PATCH change. */
export type UserChange = Partial<Pick<User, 'firstName' | 'lastName' | 'email' | 'roles' | 'active'>>

/** Fields with the longest value of each, in characters. [L: SPEC6] */
const TEXT_FIELDS = {
  first_name: { property: 'firstName', longest: 32 },
  last_name: { property: 'lastName', longest: 32 },
  email: { property: 'email', longest: 64 },
} as const

/** Fields that PUT must have: it replaces the profile as a whole. [L: SPEC6; which: guess] */
const PROFILE = [...Object.keys(TEXT_FIELDS), 'roles']

/**
 * Reads what a body says about a user.
 * @param whole whether all fields of the profile must be there
 */
export function readUserChange(
  fields: Record<string, Json>,
  roles: RoleDirectory,
  whole = false,
): { change: UserChange; problems: FieldErrors } {
  const change: UserChange = {}
  const problems: FieldErrors = {}
  for (const [name, { property, longest }] of Object.entries(TEXT_FIELDS)) {
    const value = fields[name]
    if (typeof value === 'string' && value.length <= longest) change[property] = value
    else if (value !== undefined && value !== null) problems[name] = INVALID
  }
  const { roles: labels, is_active: active } = fields
  const wanted = Array.isArray(labels) ? roles.allLabelled(labels) : undefined
  if (wanted !== undefined) change.roles = wanted
  else if (labels !== undefined && labels !== null) problems.roles = INVALID
  if (typeof active === 'boolean') change.active = active
  else if (active !== undefined) problems.is_active = INVALID
  if (whole) for (const name of PROFILE) if (fields[name] === undefined) problems[name] = REQUIRED
  return { change, problems }
}

/** Why a user cannot have these roles; undefined when it can. */
export function roleChangeProblem({ username }: User, roles: readonly Role[]): string | undefined {
  return username === FIRST_USER && !permits(roles, 'administer')
    ? 'User "admin" must have "administrator" role'
    : undefined
}
