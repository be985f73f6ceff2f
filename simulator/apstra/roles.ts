import type { RandomStream } from '../random.js'
import type { Json } from './python-json.js'

/** Names of the predefined roles. [C: UG, SPEC6; License_reader from 5.0] */
export const ROLE_NAMES = ['administrator', 'user', 'viewer', 'device_ztp', 'License_reader'] as const

/** Name of a predefined role. */
export type RoleName = (typeof ROLE_NAMES)[number]

/** What a role may allow, coarser than the product: read anything, write resources, administer users and limits. */
export type Permission = 'read' | 'write' | 'administer'

/**
 * Permissions that roles are made of, with the part of {@link Permission} that each one gives. [form L: SPEC6, which
 * names password_complexity:read; the others guess]
 */
export const ROLE_PERMISSIONS: readonly { id: string; label: string; gives?: Permission }[] = [
  { id: 'platform:read', label: 'Read all resources', gives: 'read' },
  { id: 'platform:write', label: 'Write all resources', gives: 'write' },
  { id: 'aaa:write', label: 'Manage users, roles and limits', gives: 'administer' },
  { id: 'password_complexity:read', label: 'Read password requirements' },
]

/** Permissions within one blueprint or several. [guess] */
export const GRANULAR_PERMISSIONS: readonly { id: string; label: string }[] = [
  { id: 'blueprint:read', label: 'Read blueprint' },
  { id: 'blueprint:write', label: 'Write blueprint' },
  { id: 'blueprint:override_lock', label: 'Override the lock of a blueprint' },
]

/** Permissions for the blueprints that a scope expression names, such as `blueprint_id in [any]`. */
export interface GranularPermissions {
  readonly scope: string
  readonly permissions: readonly string[]
}

/** What a client says about a role. */
export interface RoleContent {
  label: string
  description: string
  type: 'global' | 'granular'
  /** Ids of permissions that hold everywhere. */
  permissions: readonly string[]
  granularPermissions: readonly GranularPermissions[]
}

/** A set of permissions that users have. What is changed in it counts at once for all its users. */
export interface Role extends RoleContent {
  readonly id: string
  /** Predefined roles can be neither changed nor deleted. [C: UG, SPEC6] */
  readonly predefined: boolean
}

const PREDEFINED: Record<RoleName, readonly string[]> = {
  administrator: ROLE_PERMISSIONS.map(({ id }) => id),
  user: ['platform:read', 'platform:write'],
  viewer: ['platform:read'],
  device_ztp: [],
  License_reader: [],
}

/** The roles of a controller, by id and by label. */
export class RoleDirectory {
  readonly #random: RandomStream
  readonly #byId = new Map<string, Role>()

  constructor(random: RandomStream) {
    this.#random = random
    for (const label of ROLE_NAMES) {
      const content = { label, description: '', type: 'global', granularPermissions: [] } as const
      this.#add({ ...content, permissions: PREDEFINED[label] }, true)
    }
  }

  /** All roles, the predefined ones first. */
  all(): Role[] {
    return [...this.#byId.values()]
  }

  /** The role of that id. */
  withId(id: string): Role | undefined {
    return this.#byId.get(id)
  }

  /** The role of that label. */
  labelled(label: string): Role | undefined {
    return this.all().find((role) => role.label === label)
  }

  /** The roles of these labels; undefined when one of them is no text or no role. */
  allLabelled(labels: readonly unknown[]): Role[] | undefined {
    const roles = labels.map((label) => (typeof label === 'string' ? this.labelled(label) : undefined))
    return roles.every((role) => role !== undefined) ? roles : undefined
  }

  /** Adds a role, whose label must be free. */
  add(content: RoleContent): Role {
    return this.#add(content, false)
  }

  /** Removes a role. */
  remove({ id }: Role): void {
    this.#byId.delete(id)
  }

  /** Takes these roles in the place of all; predefined ones stay the objects that users refer to. */
  replaceAll(roles: readonly Role[]): void {
    const known = new Map(this.all().map((role) => [role.label, role]))
    this.#byId.clear()
    for (const role of roles) {
      const predefined = role.predefined ? known.get(role.label) : undefined
      this.#byId.set(role.id, predefined === undefined ? role : Object.assign(predefined, role))
    }
  }

  /** Back to the predefined roles, with their ids. */
  reset(): void {
    for (const role of this.all()) if (!role.predefined) this.remove(role)
  }

  #add(content: RoleContent, predefined: boolean): Role {
    const role = { id: this.#random.uuid(), predefined, ...content }
    this.#byId.set(role.id, role)
    return role
  }
}

/** Whether any of the roles gives the permission. */
export function permits(roles: readonly Role[], permission: Permission): boolean {
  return roles.some(({ permissions }) =>
    ROLE_PERMISSIONS.some(({ id, gives }) => gives === permission && permissions.includes(id)),
  )
}

/** A role as the interface shows it. [L: SPEC6] */
export function describeRole(role: Role): Json {
  const { permissions, granularPermissions, id, label, description, type, predefined } = role
  return {
    ...(type === 'global'
      ? { permissions }
      : { granular_permissions: granularPermissions.map(describeGranular) }),
    id,
    label,
    role: label,
    description,
    type,
    is_role_deletable: !predefined,
  }
}

/** Granular permissions as the interface shows them. [L: SPEC6] */
export function describeGranular({ scope, permissions }: GranularPermissions): Json {
  return { scope, permissions }
}
