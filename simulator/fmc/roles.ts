/** Roles of an FMC account; the principle is confirmed, the names are a guess [LAB-101]. */
export const ROLES = [
  'admin',
  'network-admin',
  'access-admin',
  'security-approver',
  'security-analyst-ro',
  'no-access',
] as const

/** Role of an FMC account. */
export type Role = (typeof ROLES)[number]

/** A part of the API for which rights are granted; everybody who can log in may read all of it. */
export type Area = 'info' | 'objects' | 'policies' | 'devices' | 'deployment' | 'tasks' | 'audit'

const WRITERS: Readonly<Record<Area, readonly Role[]>> = {
  info: [],
  objects: ['admin', 'network-admin'],
  policies: ['admin', 'network-admin', 'access-admin'],
  devices: ['admin', 'network-admin'],
  deployment: ['admin', 'network-admin', 'security-approver'],
  tasks: [],
  audit: [],
}

/** Whether a role may read (`GET`) or write (any other method) in an area of the API. */
export function mayUse(role: Role, area: Area, method: string): boolean {
  if (role === 'no-access') return false
  // Where nobody writes, the method is at fault and not the account.
  return method === 'GET' || WRITERS[area].length === 0 || WRITERS[area].includes(role)
}
