import { type Mo, mo } from '../encoding.js'
import type { MoClass } from './classes.js'
import { childOf, type ResolvedDn, ROOT_DN } from './distinguished-name.js'

/** An object in the store. */
export interface StoredObject {
  readonly dn: string
  readonly rn: string
  readonly cls: MoClass
  readonly parent: StoredObject | undefined
  /** Whether it belongs to the system and cannot be deleted by itself. */
  readonly system: boolean
  /** Values of all properties of its class; those of relations to their targets are worked out when they are read. */
  readonly attributes: Record<string, string>
  /** Values of properties that are never shown. */
  readonly secrets: Record<string, string>
  /** By DN, in the order in which they were made. */
  readonly children: ReadonlyMap<string, StoredObject>
}

/** One object that was made, changed or removed. Removing a subtree is one change for each object in it. */
export interface ObjectChange {
  readonly kind: 'created' | 'modified' | 'deleted'
  readonly object: StoredObject
  /** Names of the properties whose values changed; empty unless the kind is `modified`. */
  readonly changed: readonly string[]
  /** Names of the properties that are never shown and whose values changed; empty unless the kind is `modified`. */
  readonly changedSecrets: readonly string[]
}

/** Values for an object: of properties that its class shows, and of those that it never shows. */
export interface ObjectValues {
  readonly shown: Readonly<Record<string, string>>
  readonly secret?: Readonly<Record<string, string>>
}

/** An object that is there from the start and belongs to the system. Parents stand before their children. */
export interface StarterObject extends ObjectValues {
  readonly place: ResolvedDn
}

/** An object with all that is kept of it, as it was when somebody asked. */
export interface KeptObject {
  readonly place: ResolvedDn
  readonly system: boolean
  readonly attributes: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
}

/** What a child that comes with its parent has set. */
const IMPLICIT: ObjectValues = { shown: { lcOwn: 'implicit' } }

type MutableObject = StoredObject & { readonly children: Map<string, StoredObject> }

/** The managed objects of one controller: a tree by distinguished name with an index by class. */
export class ObjectStore {
  readonly #byDn = new Map<string, MutableObject>()
  readonly #byClass = new Map<string, Map<string, StoredObject>>()
  /** Objects of a class as an array, made when it is asked for and dropped when the class gains or loses an object. */
  readonly #listed = new Map<string, readonly StoredObject[]>()
  readonly #listeners = new Set<(change: ObjectChange) => void>()
  #revision = 0

  /** Changes with each change of any object: what was worked out from the store holds as long as it stays the same. */
  get revision(): number {
    return this.#revision
  }

  /** Has a listener called after each change, in order; gives the function that ends it. */
  onChange(listener: (change: ObjectChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Forgets everything and takes these objects instead, without a word to the listeners.
   * @param wallMs when all of it was made, in ms since 1970
   */
  furnish(objects: Iterable<StarterObject>, wallMs: number): void {
    this.#revision++
    for (const index of [this.#byDn, this.#byClass, this.#listed]) index.clear()
    const modTs = timestamp(wallMs)
    for (const { place, ...values } of objects) this.#insert(place, values, modTs, 0, true)
  }

  /**
   * Forgets everything and takes these objects instead, each as it is, without a word to the listeners.
   * @param objects parents before their children, those of a class in the order in which they were made
   */
  replaceAll(objects: Iterable<KeptObject>): void {
    this.#revision++
    for (const index of [this.#byDn, this.#byClass, this.#listed]) index.clear()
    for (const { place, system, attributes, secrets } of objects) {
      // Properties that the class has got since then have their defaults.
      this.#enter(place, { ...place.cls.defaults, ...attributes }, { ...secrets }, system)
    }
  }

  /** All objects, in the order in which they were made. */
  all(): IterableIterator<StoredObject> {
    return this.#byDn.values()
  }

  /** The object of that DN. */
  get(dn: string): StoredObject | undefined {
    return this.#byDn.get(dn)
  }

  /** All objects of a class, in the order in which they were made. The array stays as it is when the store changes. */
  ofClass(name: string): readonly StoredObject[] {
    const listed = this.#listed.get(name)
    if (listed !== undefined) return listed
    const objects = [...(this.#byClass.get(name)?.values() ?? [])]
    this.#listed.set(name, objects)
    return objects
  }

  /**
   * Makes an object with the children that come by themselves, or changes one. Its parent must be there.
   * @param wallMs for `modTs`, in ms since 1970
   * @param uid numeric user id of who makes it
   */
  put(place: ResolvedDn, values: ObjectValues, wallMs: number, uid: number): void {
    const known = this.#byDn.get(place.dn)
    const modTs = timestamp(wallMs)
    this.#revision++
    if (known === undefined) {
      this.#announceMade(this.#insert(place, values, modTs, uid, false))
      return
    }
    const { shown, secret = {} } = values
    const changed = Object.keys(shown).filter((name) => known.attributes[name] !== shown[name])
    const changedSecrets = Object.keys(secret).filter((name) => known.secrets[name] !== secret[name])
    Object.assign(known.attributes, shown, { modTs })
    Object.assign(known.secrets, secret)
    if (changed.length + changedSecrets.length > 0) {
      this.#announce({ kind: 'modified', object: known, changed, changedSecrets })
    }
  }

  /** Removes an object and all below it; does nothing when there is none. */
  remove(dn: string): void {
    const object = this.#byDn.get(dn)
    if (object === undefined) return
    this.#revision++
    if (object.parent !== undefined) this.#byDn.get(object.parent.dn)!.children.delete(dn)
    const gone = [...subtree(object)]
    for (const { dn, cls } of gone) {
      this.#byDn.delete(dn)
      this.#byClass.get(cls.name)?.delete(dn)
      this.#listed.delete(cls.name)
    }
    for (const object of gone) this.#announce({ kind: 'deleted', object, changed: [], changedSecrets: [] })
  }

  /** An object as it is shown. */
  show({ cls, attributes, dn }: StoredObject): Mo {
    return mo(
      cls.name,
      cls.relation === undefined ? attributes : this.#resolved(cls.relation, attributes, dn),
    )
  }

  /** Values of all properties of an object, as they are shown. */
  attributesOf({ cls, attributes, dn }: StoredObject): Readonly<Record<string, string>> {
    return cls.relation === undefined ? attributes : this.#resolved(cls.relation, attributes, dn)
  }

  /** A relation by name leads to an object in the same tenant, or else in tenant `common` [C: SBX; fallback guess]. */
  #resolved(
    { naming, targetPrefix }: NonNullable<MoClass['relation']>,
    attributes: Record<string, string>,
    dn: string,
  ): Record<string, string> {
    const rn = `${targetPrefix}${attributes[naming] ?? ''}`
    const target = this.#byDn.get(`${tenantDnOf(dn)}/${rn}`) ?? this.#byDn.get(`${ROOT_DN}/tn-common/${rn}`)
    return target === undefined ? attributes : { ...attributes, state: 'formed', tDn: target.dn }
  }

  #insert(
    place: ResolvedDn,
    { shown, secret }: ObjectValues,
    modTs: string,
    uid: number,
    system: boolean,
  ): StoredObject {
    const { cls, dn } = place
    const attributes: Record<string, string> = { ...cls.defaults }
    Object.assign(attributes, place.naming, shown)
    attributes.dn = dn
    attributes.modTs = modTs
    attributes.uid = String(uid)
    attributes.monPolDn = monitoringPolicyOf(dn)
    const object = this.#enter(place, attributes, { ...secret }, system)
    for (const childRn of cls.implicitChildren) {
      this.#insert(childOf(place, childRn)!, IMPLICIT, modTs, uid, true)
    }
    return object
  }

  #enter(
    { cls, dn, rn, parentDn }: ResolvedDn,
    attributes: Record<string, string>,
    secrets: Record<string, string>,
    system: boolean,
  ): StoredObject {
    const parent = parentDn === undefined ? undefined : this.#byDn.get(parentDn)!
    const object = { dn, rn, cls, parent, system, attributes, secrets, children: new Map() }
    this.#byDn.set(dn, object)
    parent?.children.set(dn, object)
    const ofClass = this.#byClass.get(cls.name)
    if (ofClass === undefined) this.#byClass.set(cls.name, new Map([[dn, object]]))
    else ofClass.set(dn, object)
    this.#listed.delete(cls.name)
    return object
  }

  #announceMade(made: StoredObject): void {
    if (this.#listeners.size === 0) return
    for (const object of subtree(made))
      this.#announce({ kind: 'created', object, changed: [], changedSecrets: [] })
  }

  #announce(change: ObjectChange): void {
    for (const listener of this.#listeners) listener(change)
  }
}

/** An object and all below it, parents before their children. */
export function* subtree(object: StoredObject): Generator<StoredObject> {
  const open: Iterator<StoredObject>[] = []
  yield object
  for (let at = object.children.values(); ; ) {
    const { value, done } = at.next()
    if (done !== true) {
      yield value
      if (value.children.size === 0) continue
      open.push(at)
      at = value.children.values()
    } else {
      const outer = open.pop()
      if (outer === undefined) return
      at = outer as typeof at
    }
  }
}

/** DN of the tenant, or of whatever else stands directly under the root, that a DN belongs to. */
export function tenantDnOf(dn: string): string {
  const first = dn.indexOf('/')
  const second = first < 0 ? -1 : dn.indexOf('/', first + 1)
  return second < 0 ? dn : dn.slice(0, second)
}

/** DN of the monitoring policy of an object: by default that of its part of the tree [that there is one C: PY; which one guess]. */
function monitoringPolicyOf(dn: string): string {
  if (dn.startsWith('uni/tn-')) return 'uni/tn-common/monepg-default'
  return dn.startsWith('uni/infra') ? 'uni/infra/moninfra-default' : 'uni/fabric/monfab-default'
}

/** `modTs` form of a wall instant in ms since 1970: `2026-01-01T00:00:00.000+00:00` [C: PY capture]. */
export function timestamp(wallMs: number): string {
  return new Date(wallMs).toISOString().replace('Z', '+00:00')
}
