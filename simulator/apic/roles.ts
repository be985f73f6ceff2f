import type { ApicUser } from './options.js'

/** A user's roles in one security domain. */
export type DomainRoles = ApicUser['domains'][number]

/** Predefined roles; the place of each is its bit in bit masks [C: bit 0 is admin, JWT; the other bits guess]. */
export const PREDEFINED_ROLES: readonly string[] = [
  'admin',
  'aaa',
  'access-admin',
  'fabric-admin',
  'nw-svc-admin',
  'nw-svc-params',
  'ops',
  'read-all',
  'tenant-admin',
  'tenant-ext-admin',
  'vmm-admin',
]

/** Names of the roles that a user may read with, in their order: a role held for writing reads as well [C: captures]. */
export function readableRoles({ roles }: DomainRoles): string[] {
  return roles.map(({ name }) => name)
}

/** Names of the roles held with one privilege, in their order. */
export function rolesWith({ roles }: DomainRoles, privilege: 'read' | 'write'): string[] {
  return roles.filter((role) => role.privilege === privilege).map(({ name }) => name)
}

/** The roles held with one privilege as the bit mask that tokens carry; roles that are not predefined have no bit. */
export function roleBitmask(domain: DomainRoles, privilege: 'read' | 'write'): number {
  let mask = 0
  for (const role of rolesWith(domain, privilege)) {
    const bit = PREDEFINED_ROLES.indexOf(role)
    if (bit >= 0) mask |= 1 << bit
  }
  return mask
}
