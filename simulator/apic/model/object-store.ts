import { type Mo, mo } from '../encoding.js'
import type { MoClass } from './classes.js'
import { ROOT_DN, resolveDn, splitDn } from './distinguished-name.js'

/** An object in the store. */
export interface StoredObject {
  readonly dn: string
  readonly cls: MoClass
  readonly parent: StoredObject | undefined
  /** Whether it belongs to the system and cannot be deleted. */
  readonly system: boolean
  /** Values of all properties of its class; those of relations to their targets are worked out when they are read. */
  readonly attributes: Record<string, string>
  readonly children: Map<string, StoredObject>
}

/** Tenants that each fabric has. */
const SYSTEM_TENANTS = ['common', 'infra', 'mgmt']

/** The managed objects of one controller: a tree by distinguished name with an index by class. */
export class ObjectStore {
  readonly #byDn = new Map<string, StoredObject>()
  readonly #byClass = new Map<string, Map<string, StoredObject>>()

  /** @param users names of the users that exist from the start; @param wallMs when all of it was made, in ms since 1970 */
  constructor(users: readonly string[], wallMs: number) {
    const add = (dn: string) => this.#insert(dn, wallMs, true)
    add(ROOT_DN)
    for (const rn of ['userext', 'infra', 'fabric']) add(`${ROOT_DN}/${rn}`)
    for (const name of SYSTEM_TENANTS) {
      add(`${ROOT_DN}/tn-${name}`)
      add(`${ROOT_DN}/tn-${name}/domain-${name}`)
    }
    for (const name of users) add(`${ROOT_DN}/userext/user-${name}`)
  }

  /** The object of that DN. */
  get(dn: string): StoredObject | undefined {
    return this.#byDn.get(dn)
  }

  /** All objects of a class, in the order in which they were made. */
  ofClass(name: string): Iterable<StoredObject> {
    return this.#byClass.get(name)?.values() ?? []
  }

  /**
   * Makes an object or changes one. Its parent must be there, and the DN must be one that {@link resolveDn} resolves.
   * @param values of properties that the class has
   * @param wallMs for `modTs`, in ms since 1970
   * @param uid numeric user id of who makes it
   */
  put(dn: string, values: Readonly<Record<string, string>>, wallMs: number, uid: number): void {
    const known = this.#byDn.get(dn)
    const object = known ?? this.#insert(dn, wallMs, false)
    Object.assign(object.attributes, values, { modTs: timestamp(wallMs) })
    if (known === undefined) object.attributes.uid = String(uid)
  }

  /** Removes an object and all below it; does nothing when there is none. */
  remove(dn: string): void {
    const object = this.#byDn.get(dn)
    if (object === undefined) return
    object.parent?.children.delete(dn)
    for (const gone of subtree(object)) {
      this.#byDn.delete(gone.dn)
      this.#byClass.get(gone.cls.name)?.delete(gone.dn)
    }
  }

  /** An object as it is shown. */
  show(object: StoredObject): Mo {
    const { cls, attributes, dn } = object
    if (cls.relation === undefined) return mo(cls.name, attributes)
    const target = this.#target(dn, cls.relation.targetPrefix, attributes[cls.relation.naming] ?? '')
    if (target === undefined) return mo(cls.name, attributes)
    return mo(cls.name, { ...attributes, state: 'formed', tDn: target.dn })
  }

  /** Target of a relation by name: in the same tenant, or else in tenant `common` [C: SBX; fallback guess]. */
  #target(dn: string, prefix: string, name: string): StoredObject | undefined {
    const tenant = splitDn(dn)[1]
    return (
      this.#byDn.get(`${ROOT_DN}/${tenant}/${prefix}${name}`) ??
      this.#byDn.get(`${ROOT_DN}/tn-common/${prefix}${name}`)
    )
  }

  #insert(dn: string, wallMs: number, system: boolean): StoredObject {
    const { cls, name, parentDn } = resolveDn(dn)
    const parent = parentDn === undefined ? undefined : this.#byDn.get(parentDn)!
    const attributes: Record<string, string> = { ...cls.defaults, dn, modTs: timestamp(wallMs) }
    if (cls.naming !== undefined) attributes[cls.naming] = name
    const object: StoredObject = { dn, cls, parent, system, attributes, children: new Map() }
    this.#byDn.set(dn, object)
    parent?.children.set(dn, object)
    const ofClass = this.#byClass.get(cls.name)
    if (ofClass === undefined) this.#byClass.set(cls.name, new Map([[dn, object]]))
    else ofClass.set(dn, object)
    return object
  }
}

/** An object and all below it, parents before their children. */
export function* subtree(object: StoredObject): Generator<StoredObject> {
  yield object
  for (const child of object.children.values()) yield* subtree(child)
}

/** `modTs` form of a wall instant in ms since 1970: `2026-01-01T00:00:00.000+00:00` [C: PY capture]. */
function timestamp(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '+00:00')
}
