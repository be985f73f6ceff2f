import { z } from 'zod'
import { type JsonValue, readSnapshot, SnapshotError } from '../snapshot.js'
import type { Accounts } from './accounts.js'
import type { Configuration } from './configuration.js'
import type { Domain, DomainTree } from './domains.js'
import type { StoredObject } from './objects/object-store.js'
import { OBJECT_TYPES } from './objects/object-types.js'

const objectSchema = z.strictObject({
  type: z.string(),
  domain: z.string(),
  container: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string(),
  overridable: z.boolean(),
  own: z.record(z.string(), z.json()),
  changed: z.strictObject({ by: z.string(), atMs: z.number() }),
  system: z.boolean(),
  uses: z.array(z.string()),
  place: z
    .strictObject({ section: z.enum(['Mandatory', 'Default']), category: z.string().optional() })
    .optional(),
  leaving: z.literal(true).optional(),
})

const snapshotSchema = z.strictObject({
  objects: z.array(objectSchema),
  /** How many object ids were given out. */
  madeIds: z.number().int().nonnegative(),
  /** Wall ms of the newest change in each domain, by its name. */
  lastChangesMs: z.record(z.string(), z.number()),
  /** Wall ms of the newest change that each device knows, by its id. */
  deployedMs: z.record(z.string(), z.number()),
  /** UUIDs of the accounts, by name. */
  accounts: z.record(z.string(), z.string()),
})

/** What of an FMC is in a snapshot. Its accounts are options, but for the UUIDs that it gave them. */
export interface KeptParts {
  configuration: Configuration
  accounts: Accounts
  domains: DomainTree
}

/** Gives all of it as JSON: objects by type and place, each collection in its order. */
export function takeSnapshot({ configuration, accounts }: Omit<KeptParts, 'domains'>): JsonValue {
  const { store, deployments } = configuration
  const { objects, made, lastChangesMs } = store.contents()
  return {
    objects: objects.map(describe),
    madeIds: made,
    lastChangesMs: Object.fromEntries([...lastChangesMs].map(([{ name }, atMs]) => [name, atMs])),
    deployedMs: Object.fromEntries(deployments.deployedMs),
    accounts: Object.fromEntries(accounts.uuids()),
  }
}

/**
 * Puts a snapshot in the place of all that there is. Work that was going on when it was taken has ended: what was to be
 * removed is gone, and what was to be registered never came.
 * @throws SnapshotError
 */
export function restoreSnapshot({ configuration, accounts, domains }: KeptParts, snapshot: unknown): void {
  const { objects, madeIds, lastChangesMs, deployedMs, ...read } = readSnapshot(snapshotSchema, snapshot)
  const { store, deployments } = configuration
  store.replaceAll({
    objects: objects.map((object) => objectOf(object, domains)),
    made: madeIds,
    lastChangesMs: new Map(
      Object.entries(lastChangesMs).map(([name, atMs]) => [domainNamed(domains, name), atMs]),
    ),
  })
  deployments.restore(new Map(Object.entries(deployedMs)))
  accounts.restoreUuids(new Map(Object.entries(read.accounts)))
  for (const { id, leaving } of objects) {
    const object = leaving ? store.find(id) : undefined
    if (object !== undefined) store.remove(object, configuration.nowMs())
  }
}

function describe({ type, scope, place, leaving, changed, ...rest }: StoredObject): JsonValue {
  const { id, name, description, overridable, own, system, uses } = rest
  return {
    type: type.type,
    domain: scope.domain.name,
    container: scope.container,
    ...{ id, name, description, overridable },
    own: own as { readonly [name: string]: JsonValue },
    changed: { ...changed },
    system,
    uses,
    ...(place !== undefined && { place: { ...place } }),
    ...(leaving && { leaving }),
  }
}

function objectOf(kept: z.output<typeof objectSchema>, domains: DomainTree): StoredObject {
  const { type: word, domain, container, place, leaving, ...rest } = kept
  const type = OBJECT_TYPES.find((one) => one.type === word)
  if (type === undefined) throw new SnapshotError(`objects of type ${word} are not known`)
  return {
    ...rest,
    type,
    scope: { domain: domainNamed(domains, domain), container },
    ...(place !== undefined && { place: place as NonNullable<StoredObject['place']> }),
    ...(leaving && { leaving }),
  }
}

function domainNamed(domains: DomainTree, name: string): Domain {
  const domain = domains.named(name)
  if (domain === undefined)
    throw new SnapshotError(`there is no domain ${name}: name it in option childDomains`)
  return domain
}
