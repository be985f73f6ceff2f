import type { RandomStream } from '../../random.js'
import { DOMAINS, type Domain, isWithin } from '../domains.js'
import { eachReference, identifiedParts, type ReferenceAttribute } from './attribute.js'
import { ObjectCollection, type Scope } from './object-collection.js'
import { badReference } from './object-errors.js'
import type { ObjectType, OwnAttributes } from './object-type.js'
import { OBJECT_TYPES } from './object-types.js'
import { UsageIndex } from './usage-index.js'

/** What a client says about an object, checked but for its references. */
export interface ObjectContent {
  readonly name: string
  /** Empty for none. */
  readonly description: string
  readonly overridable: boolean
  readonly own: OwnAttributes
}

/** Who changes something, and when. */
export interface Change {
  /** Login name. */
  readonly by: string
  /** Wall ms. */
  readonly atMs: number
}

/** Where a rule or a category stands. */
export interface Place {
  readonly section: 'Mandatory' | 'Default'
  /** Id of a rule's category, in upper case. */
  readonly category?: string
}

/** An object as it is kept; a change makes a new one. */
export interface StoredObject extends ObjectContent {
  /** `005056A4-7E46-0ed3-0000-` and 12 decimal digits [C: fireREST, XSOAR], or a UUID in lower case. */
  readonly id: string
  readonly type: ObjectType
  readonly scope: Scope
  readonly changed: Change
  /** Whether it belongs to the FMC itself, so that nobody may change it. */
  readonly system: boolean
  /** Ids, in upper case, of the objects that it uses. */
  readonly uses: readonly string[]
  readonly place?: Place
  /** Whether it was deleted and is still shown for a while. */
  readonly leaving?: boolean
}

/** All that a store holds. */
export interface StoreContents {
  /** The objects of each collection in its order. */
  readonly objects: readonly StoredObject[]
  /** How many ids with a number were given out. */
  readonly made: number
  /** Wall ms of the last change in each domain. */
  readonly lastChangesMs: ReadonlyMap<Domain, number>
}

/** First number in object ids: what real ones start near [C: XSOAR data]. */
const FIRST_OBJECT_NUMBER = 25_769_803_777

/** All objects of one FMC: by id, by name, by collection, and by who uses them. */
export class ObjectStore {
  readonly #random: RandomStream
  readonly #collections = new Map<string, ObjectCollection>()
  readonly #objects = new Map<string, StoredObject>()
  /** Ids by name in lower case, by scope and name space. */
  readonly #names = new Map<string, Map<string, string>>()
  readonly #usage = new UsageIndex()
  readonly #lastChangeMs = new Map<Domain, number>()
  #made = 0
  #revision = 0

  /**
   * @param wallMs time stamp of the objects that are there from the start, in ms since 1970
   * @param random where UUIDs come from
   */
  constructor(wallMs: number, random: RandomStream) {
    this.#random = random
    const scope = { domain: DOMAINS.Global, container: '' }
    const change = { by: 'admin', atMs: wallMs }
    for (const type of OBJECT_TYPES) {
      for (const { name, own } of type.system ?? []) {
        const content = { name, description: '', overridable: false, own }
        this.enter(this.#register(type, scope, content, change, { system: true }))
      }
    }
    this.#lastChangeMs.clear()
  }

  /** Goes up with each change of any object. */
  get revision(): number {
    return this.#revision
  }

  /** All objects; those that are announced only are not among them. */
  contents(): StoreContents {
    const objects = [...this.#collections.values()].flatMap((collection) => [...collection.all()])
    return { objects, made: this.#made, lastChangesMs: this.#lastChangeMs }
  }

  /** Forgets everything and takes these objects instead. */
  replaceAll({ objects, made, lastChangesMs }: StoreContents): void {
    for (const index of [this.#collections, this.#objects, this.#names]) index.clear()
    this.#usage.clear()
    for (const object of objects) {
      this.#namesIn(object.type, object.scope).set(object.name.toLowerCase(), object.id)
      this.#usage.add(object)
      this.enter(object)
    }
    this.#made = made
    this.#lastChangeMs.clear()
    for (const [domain, atMs] of lastChangesMs) this.#lastChangeMs.set(domain, atMs)
  }

  /** The objects of one type in one scope. */
  collection(type: ObjectType, scope: Scope): ObjectCollection {
    const key = `${scope.domain.uuid} ${scope.container} ${type.path}`
    let found = this.#collections.get(key)
    if (found === undefined) {
      found = new ObjectCollection(type, scope)
      this.#collections.set(key, found)
    }
    return found
  }

  /** The object of that id, of whatever type. */
  find(id: string): StoredObject | undefined {
    return this.#objects.get(id.toUpperCase())
  }

  /** Whether `name` is taken, by another object than the one of id `except`. */
  isTaken(type: ObjectType, scope: Scope, name: string, except?: string): boolean {
    const holder = this.#namesIn(type, scope).get(name.toLowerCase())
    return holder !== undefined && holder !== except
  }

  /** The objects that use this one. */
  users(object: StoredObject): StoredObject[] {
    return this.#usage.users(object.id)
  }

  /** Whether anything uses an object. */
  isUsed(object: StoredObject): boolean {
    return this.#usage.isUsed(object.id)
  }

  /**
   * Wall ms of the last change in a domain to anything but devices, raised where the wall clock went back; undefined
   * before the first one.
   */
  lastChangeMs(domain: Domain): number | undefined {
    return this.#lastChangeMs.get(domain)
  }

  /**
   * Makes an object that holds its name and what it uses, and is not in its collection yet. Its name must be free.
   * @throws ApiException 400 for a reference to what is not there
   */
  announce(
    type: ObjectType,
    scope: Scope,
    content: ObjectContent,
    changed: Change,
    place?: Place,
  ): StoredObject {
    return this.#register(type, scope, content, changed, { system: false, place })
  }

  /** Takes back what was announced and never entered. */
  withdraw(object: StoredObject): void {
    this.#namesIn(object.type, object.scope).delete(object.name.toLowerCase())
    this.#usage.remove(object)
  }

  /** Marks an object that is on its way out and still shows; nobody may write it any more. */
  markLeaving(object: StoredObject): StoredObject {
    const leaving = { ...object, leaving: true }
    this.#usage.add(leaving)
    this.enter(leaving)
    return leaving
  }

  /** Puts an announced object into its collection, at the end. */
  enter(object: StoredObject): void {
    this.collection(object.type, object.scope).put(object)
    this.#entered(object)
  }

  /** Puts announced objects into their one collection, before the one at `position`. */
  enterAt(objects: readonly StoredObject[], position: number): void {
    const [first] = objects
    if (first === undefined) return
    this.collection(first.type, first.scope).insert(objects, position)
    for (const object of objects) this.#entered(object)
  }

  /**
   * Puts new content in the place of an object's; its name must be free.
   * @throws ApiException 400 for a reference to what is not there, or to what uses this object itself
   */
  replace(old: StoredObject, content: ObjectContent, changed: Change): StoredObject {
    const uses = this.#uses(old.type, old.scope, content.own, old.place)
    if (this.#usage.reaches(uses, old.id)) throw badReference()
    const own = this.#withIds(old.type, content.own, old.own)
    const object = { ...old, ...content, own, changed, uses }
    this.#usage.remove(old)
    this.#usage.add(object)
    const names = this.#namesIn(old.type, old.scope)
    names.delete(old.name.toLowerCase())
    names.set(object.name.toLowerCase(), object.id)
    this.enter(object)
    if (object.name !== old.name) this.#renew(this.users(object))
    return object
  }

  /** Takes an object out, and its parts with it. */
  remove(object: StoredObject, atMs: number): void {
    const { type, scope } = object
    for (const part of this.#parts(object)) this.remove(part, atMs)
    this.collection(type, scope).delete(object)
    this.#objects.delete(object.id.toUpperCase())
    this.#namesIn(type, scope).delete(object.name.toLowerCase())
    this.#usage.remove(object)
    this.#noteChange(object, atMs)
  }

  #register(
    type: ObjectType,
    scope: Scope,
    { name, description, overridable, own: given }: ObjectContent,
    changed: Change,
    { system, place }: { system: boolean; place?: Place | undefined },
  ): StoredObject {
    const uses = this.#uses(type, scope, given, place)
    const own = this.#withIds(type, given, {})
    const id = this.#nextId(type)
    // Written out, because spreading is slow and each controller begins with some of these.
    const object = { id, type, scope, name, description, overridable, own, changed, system, uses, place }
    this.#namesIn(type, scope).set(name.toLowerCase(), id)
    this.#usage.add(object)
    return object
  }

  #entered(object: StoredObject): void {
    this.#objects.set(object.id.toUpperCase(), object)
    this.#noteChange(object, object.changed.atMs)
  }

  /** What is deployed to devices has changed; the devices themselves are not deployed. */
  #noteChange({ type, scope: { domain } }: StoredObject, atMs: number): void {
    this.#revision++
    if (type.slow !== undefined) return
    this.#lastChangeMs.set(domain, Math.max(atMs, (this.#lastChangeMs.get(domain) ?? 0) + 1))
  }

  /** Puts copies in the place of objects, because what they show of others has changed. */
  #renew(users: readonly StoredObject[]): void {
    for (const user of users) {
      if (this.find(user.id) !== user) continue
      const copy = { ...user }
      this.collection(copy.type, copy.scope).put(copy)
      this.#objects.set(copy.id.toUpperCase(), copy)
      this.#usage.add(copy)
    }
  }

  #parts({ type, scope, id }: StoredObject): StoredObject[] {
    const within = { domain: scope.domain, container: id }
    // Last made first: rules go before the categories that they use.
    return OBJECT_TYPES.filter(({ path }) => path.startsWith(`${type.path}/{`))
      .toReversed()
      .flatMap((part) => [...this.collection(part, within).all()])
  }

  #uses(type: ObjectType, scope: Scope, own: OwnAttributes, place: Place | undefined): string[] {
    const uses = new Set<string>()
    eachReference(type, own, (attribute, id) => {
      this.#checkReference(attribute, id, scope)
      uses.add(id)
    })
    if (place?.category !== undefined) uses.add(place.category)
    return [...uses]
  }

  /** What a reference names must be of a fitting type, and in the same domain or in one above it. */
  #checkReference({ to }: ReferenceAttribute, id: string, { domain }: Scope): void {
    const target = this.find(id)
    if (target === undefined || !to.includes(target.type.type)) throw badReference()
    if (!isWithin(domain, target.scope.domain)) throw badReference()
  }

  /** Gives parts that have an id of their own the one that they had before, or a new one. */
  #withIds(type: ObjectType, own: OwnAttributes, before: OwnAttributes): OwnAttributes {
    const names = identifiedParts(type).filter((name) => own[name] !== undefined)
    if (names.length === 0) return own
    const ids = names.map((name) => {
      const known = (before[name] as { id?: string } | undefined)?.id
      return [name, { ...(own[name] as object), id: known ?? this.#objectId() }]
    })
    return { ...own, ...Object.fromEntries(ids) }
  }

  #nextId({ ids }: ObjectType): string {
    return ids === 'uuid' ? this.#random.uuid() : this.#objectId()
  }

  #objectId(): string {
    return `005056A4-7E46-0ed3-0000-${String(FIRST_OBJECT_NUMBER + this.#made++).padStart(12, '0')}`
  }

  #namesIn({ nameSpace }: ObjectType, { domain, container }: Scope): Map<string, string> {
    const key = `${domain.uuid} ${container} ${nameSpace}`
    let names = this.#names.get(key)
    if (names === undefined) {
      names = new Map()
      this.#names.set(key, names)
    }
    return names
  }
}
