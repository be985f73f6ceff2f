/** Names of the predefined roles. [C: UG, SPEC6; License_reader from 5.0] */
export const ROLE_NAMES = ['administrator', 'user', 'viewer', 'device_ztp', 'License_reader'] as const

/** Name of a predefined role. */
export type RoleName = (typeof ROLE_NAMES)[number]

/** What a role may allow, coarser than the product: read anything, write resources, administer users and limits. */
export type Permission = 'read' | 'write' | 'administer'

const PERMISSIONS: Record<RoleName, readonly Permission[]> = {
  administrator: ['read', 'write', 'administer'],
  user: ['read', 'write'],
  viewer: ['read'],
  device_ztp: [],
  License_reader: [],
}

/** Whether any of the roles gives the permission. */
export function permits(roles: readonly RoleName[], permission: Permission): boolean {
  return roles.some((role) => PERMISSIONS[role].includes(permission))
}

/** Whether `value` is the name of a predefined role. */
export function isRoleName(value: unknown): value is RoleName {
  return ROLE_NAMES.some((name) => name === value)
}
