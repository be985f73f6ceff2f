import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import { type JsonValue, readSnapshot, SnapshotError } from '../snapshot.js'
import type { Blueprints } from './blueprints/blueprints.js'
import { blueprintsSchema } from './blueprints/kept-blueprint.js'
import type { Collections } from './collections/collections.js'
import type { Generation } from './generations.js'
import type { AccessList } from './limits/access-list.js'
import type { PasswordLimiter, PasswordLimits } from './limits/password-limiter.js'
import { readSubnet, type Subnet } from './limits/subnets.js'
import { type PasswordRules, passwordRulesSchema } from './password-rules.js'
import type { RoleDirectory } from './roles.js'
import type { StreamingConfigs } from './streaming.js'
import type { User, UserDirectory } from './users.js'

const content = z.record(z.string(), z.json())

const roleSchema = z.strictObject({
  id: z.string(),
  predefined: z.boolean(),
  label: z.string(),
  description: z.string(),
  type: z.enum(['global', 'granular']),
  permissions: z.array(z.string()),
  granularPermissions: z.array(z.strictObject({ scope: z.string(), permissions: z.array(z.string()) })),
})

const userSchema = z.strictObject({
  id: z.string(),
  username: z.string(),
  password: z.string(),
  /** Wall ms. */
  passwordSetWallMs: z.number(),
  formerPasswords: z.array(z.string()),
  firstName: z.string(),
  lastName: z.string(),
  email: z.string(),
  /** Labels. */
  roles: z.array(z.string()),
  active: z.boolean(),
  favorites: z.array(z.strictObject({ id: z.string(), label: z.string(), url: z.string() })),
  preferences: z.array(z.strictObject({ id: z.string(), key: z.string(), value: z.json() })),
})

const subnet = z.string().refine((text) => readSubnet(text) !== undefined, 'expected a subnet')

const snapshotSchema = z.strictObject({
  generation: z.string(),
  controllerId: z.string(),
  roles: z.array(roleSchema),
  users: z.array(userSchema),
  passwordRequirements: passwordRulesSchema,
  passwordLimits: z.strictObject({
    enabled: z.boolean(),
    refusesRightPassword: z.boolean(),
    attempts: z.number(),
    windowSeconds: z.number(),
    lockoutSeconds: z.number(),
  }) satisfies z.ZodType<PasswordLimits>,
  allowList: z.array(z.strictObject({ subnet, comment: z.string() })),
  accessList: z.strictObject({
    enabled: z.boolean(),
    rules: z.array(z.strictObject({ subnet, action: z.enum(['allow', 'deny']), comment: z.string() })),
  }),
  receivers: z.array(content.refine(({ id }) => typeof id === 'string', 'expected an id')),
  collections: z.record(
    z.string(),
    z.array(z.strictObject({ id: z.string(), content, createdAt: z.string(), modifiedAt: z.string() })),
  ),
  blueprints: blueprintsSchema,
})

/** What of an Apstra is in a snapshot. */
export interface KeptParts {
  clock: Clock
  generation: Generation
  identity: { controllerId: string }
  roles: RoleDirectory
  users: UserDirectory
  passwordRules: PasswordRules
  limiter: PasswordLimiter
  accessList: AccessList
  streaming: StreamingConfigs
  collections: Collections
  blueprints: Blueprints
}

/** Gives all of it as JSON; blueprints as ended tasks left them. */
export function takeSnapshot(parts: KeptParts): JsonValue {
  const { users, limiter, accessList } = parts
  return asJson({
    generation: parts.generation,
    controllerId: parts.identity.controllerId,
    roles: parts.roles.all(),
    users: users.all().map((user) => describeUser(user, parts.clock)),
    passwordRequirements: parts.passwordRules.requirements,
    passwordLimits: limiter.limits,
    allowList: limiter.allowList.all().map(({ subnet: { text }, comment }) => ({ subnet: text, comment })),
    accessList: {
      enabled: accessList.enabled,
      rules: accessList.rules.map(({ subnet: { text }, ...rule }) => ({ ...rule, subnet: text })),
    },
    receivers: parts.streaming.all(),
    collections: parts.collections.contents(),
    blueprints: parts.blueprints.contents(),
  })
}

/** Puts a snapshot in the place of all that there is. @throws SnapshotError */
export function restoreSnapshot(parts: KeptParts, snapshot: unknown): void {
  const read = readSnapshot(snapshotSchema, snapshot)
  const { roles, users, limiter, accessList, generation } = parts
  if (read.generation !== generation) {
    throw new SnapshotError(`expected a snapshot of generation ${generation}, found ${read.generation}`)
  }
  parts.identity.controllerId = read.controllerId
  roles.replaceAll(read.roles)
  users.replaceAll(read.users.map((user) => userOf(user, parts)))
  parts.passwordRules.requirements = read.passwordRequirements
  limiter.reset()
  limiter.change(read.passwordLimits)
  for (const { subnet, comment } of read.allowList) limiter.allowList.set(subnetOf(subnet), comment)
  accessList.replace(
    read.accessList.enabled,
    read.accessList.rules.map((rule) => ({ ...rule, subnet: subnetOf(rule.subnet) })),
  )
  parts.streaming.replaceAll(read.receivers)
  parts.collections.replaceAll(read.collections)
  parts.blueprints.replaceAll(read.blueprints)
}

function describeUser(user: User, clock: Clock) {
  const { roles, passwordSetMs, userSession, ...rest } = user
  return {
    ...rest,
    roles: roles.map(({ label }) => label),
    passwordSetWallMs: Math.round(clock.wallMs() - (clock.monotonicMs() - passwordSetMs)),
  }
}

function userOf(
  { roles: labels, passwordSetWallMs, ...user }: z.output<typeof userSchema>,
  { roles, clock }: KeptParts,
): Omit<User, 'userSession'> {
  const found = roles.allLabelled(labels)
  if (found === undefined) throw new SnapshotError(`user ${user.username} has a role that is not there`)
  return { ...user, roles: found, passwordSetMs: clock.monotonicMs() - (clock.wallMs() - passwordSetWallMs) }
}

function subnetOf(text: string): Subnet {
  return readSubnet(text)!
}

/** The value as it will be read again: members that are undefined are left out. */
function asJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue
}
