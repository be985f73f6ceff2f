import { z } from 'zod'
import { type JsonValue, readSnapshot, SnapshotError } from '../snapshot.js'
import { ApicError } from './errors.js'
import type { FabricNumbers } from './fabric-numbers.js'
import { type ResolvedDn, resolveDn } from './model/distinguished-name.js'
import type { KeptObject, ObjectStore, StoredObject } from './model/object-store.js'
import { SETTINGS_DNS } from './model/settings.js'
import type { PasswordHistory } from './password-history.js'
import type { SessionRecords } from './session-records.js'

const values = z.record(z.string(), z.string())

const objectSchema = z.strictObject({
  dn: z.string(),
  attributes: values,
  system: z.literal(true).optional(),
  secrets: values.optional(),
  earlierPasswords: z.array(z.string()).optional(),
})

const snapshotSchema = z.strictObject({
  objects: z.array(objectSchema),
  numbers: z.strictObject({
    next: z.strictObject({ 'policy-tag': z.number().int().optional(), segment: z.number().int().optional() }),
    waiting: z.array(z.string()),
  }),
  nextSessionRecord: z.number().int(),
})

/** What of an APIC is in a snapshot: its objects, and what the fabric counts. Users and settings are objects. */
export interface KeptParts {
  store: ObjectStore
  numbers: FabricNumbers
  records: SessionRecords
  passwords: PasswordHistory
}

/** Gives all of it as JSON: objects with every attribute, in the order in which they were made. */
export function takeSnapshot({ store, numbers, records, passwords }: KeptParts): JsonValue {
  const { next, waiting } = numbers.snapshot()
  return {
    objects: [...store.all()].map((object) => describe(object, passwords.earlierOf(object))),
    numbers: { next, waiting },
    nextSessionRecord: records.nextId,
  }
}

/** Puts a snapshot in the place of all that there is. @throws SnapshotError */
export function restoreSnapshot({ store, numbers, records, passwords }: KeptParts, snapshot: unknown): void {
  const read = readSnapshot(snapshotSchema, snapshot)
  const known = new Set<string>()
  const kept = read.objects.map(({ dn, attributes, system = false, secrets = {} }): KeptObject => {
    const place = placeOf(dn)
    if (place.parentDn !== undefined && !known.has(place.parentDn)) {
      throw new SnapshotError(`object ${dn} stands before its parent, or has none`)
    }
    if (known.has(dn)) throw new SnapshotError(`object ${dn} stands there twice`)
    known.add(dn)
    return { place, attributes, system, secrets }
  })
  const missing = SETTINGS_DNS.find((dn) => !known.has(dn))
  if (missing !== undefined) throw new SnapshotError(`object ${missing} is missing`)
  store.replaceAll(kept)
  for (const { dn, earlierPasswords } of read.objects) {
    if (earlierPasswords !== undefined) passwords.restore(store.get(dn)!, earlierPasswords)
  }
  numbers.restore(read.numbers)
  records.restore(read.nextSessionRecord)
}

function describe({ dn, attributes, secrets, system }: StoredObject, earlier: readonly string[]): JsonValue {
  return {
    dn,
    attributes: { ...attributes },
    ...(system && { system }),
    ...(Object.keys(secrets).length > 0 && { secrets: { ...secrets } }),
    ...(earlier.length > 0 && { earlierPasswords: earlier }),
  }
}

function placeOf(dn: string): ResolvedDn {
  try {
    return resolveDn(dn)
  } catch (error) {
    if (error instanceof ApicError) throw new SnapshotError(`no class has objects such as ${dn}`)
    throw error
  }
}
