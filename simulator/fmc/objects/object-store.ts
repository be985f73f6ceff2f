import { DOMAINS, type Domain, nameInMetadata } from '../domains.js'
import { OBJECT_TYPES, type ObjectType, type OwnAttributes } from './object-type.js'
import { STARTER_OBJECTS } from './starter-objects.js'

/** What a client says about an object, checked. */
export interface ObjectContent {
  name: string
  /** Empty for none. */
  description: string
  overridable: boolean
  own: OwnAttributes
}

/** An object as it is kept; a change makes a new one. */
export interface StoredObject extends ObjectContent {
  /** `005056A4-7E46-0ed3-0000-` and 12 decimal digits [C: fireREST, XSOAR]. */
  id: string
  /** Wall ms of the last change. */
  changedMs: number
  /** Login name of who changed it last. */
  changedBy: string
  /** Whether it belongs to the FMC itself, so that nobody may change it. */
  system: boolean
}

/** First number in object ids: what real ones start near [C: XSOAR data]. */
const FIRST_OBJECT_NUMBER = 25_769_803_777

/** The objects of one kind in one domain. */
export class ObjectCollection {
  readonly #type: ObjectType
  readonly #domain: Domain
  readonly #nextId: () => string
  /** Ids by name in lower case, shared by all kinds below the same parent. */
  readonly #names: Map<string, string>
  readonly #objects = new Map<string, StoredObject>()

  constructor(type: ObjectType, domain: Domain, names: Map<string, string>, nextId: () => string) {
    this.#type = type
    this.#domain = domain
    this.#names = names
    this.#nextId = nextId
  }

  /** How many there are. */
  get size(): number {
    return this.#objects.size
  }

  /** All of them, oldest first. */
  all(): IterableIterator<StoredObject> {
    return this.#objects.values()
  }

  /** The object of that id. */
  find(id: string): StoredObject | undefined {
    return this.#objects.get(id.toUpperCase())
  }

  /** Whether `name` is taken, by another object than the one of id `except`. */
  isTaken(name: string, except?: string): boolean {
    const holder = this.#names.get(name.toLowerCase())
    return holder !== undefined && holder !== except
  }

  /** Adds an object; its name must be free. */
  add(content: ObjectContent, changedBy: string, changedMs: number, system = false): StoredObject {
    const object = { ...content, id: this.#nextId(), changedBy, changedMs, system }
    this.#objects.set(object.id.toUpperCase(), object)
    this.#names.set(object.name.toLowerCase(), object.id)
    return object
  }

  /** Puts new content in the place of an object's; its name must be free. */
  replace(old: StoredObject, content: ObjectContent, changedBy: string, changedMs: number): StoredObject {
    const object = { ...old, ...content, changedBy, changedMs }
    this.#objects.set(object.id.toUpperCase(), object)
    this.#names.delete(old.name.toLowerCase())
    this.#names.set(object.name.toLowerCase(), object.id)
    return object
  }

  /** Takes an object out. */
  remove(object: StoredObject): void {
    this.#objects.delete(object.id.toUpperCase())
    this.#names.delete(object.name.toLowerCase())
  }

  /** The members that a list shows of each object unless more is asked for [C: SPEC, LAB-104]. */
  summary({ id, name }: StoredObject, origin: string): Record<string, unknown> {
    return { links: this.#links(id, origin), type: this.#type.type, id, name }
  }

  /** All members of an object, in wire order [C: SPEC, XSOAR data, LAB-106]. */
  details(object: StoredObject, origin: string): Record<string, unknown> {
    const { id, name, description, overridable, own, changedMs, changedBy, system } = object
    return {
      links: this.#links(id, origin),
      type: this.#type.type,
      ...own,
      overridable,
      description: description === '' ? ' ' : description,
      id,
      name,
      metadata: {
        timestamp: changedMs,
        lastUser: { name: changedBy },
        domain: { name: nameInMetadata(this.#domain), id: this.#domain.uuid, type: 'Domain' },
        ...this.#type.metadata(own),
        parentType: this.#type.parentType,
        ...(system ? { readOnly: { state: true, reason: 'SYSTEM' } } : {}),
      },
    }
  }

  /** Absolute URL of the collection, without a query. */
  url(origin: string): string {
    return `${this.#objectUrl(origin)}/${this.#type.collection}`
  }

  #links(id: string, origin: string): { self: string; parent: string } {
    return {
      self: `${this.url(origin)}/${id}`,
      parent: `${this.#objectUrl(origin)}/${this.#type.parentCollection}`,
    }
  }

  #objectUrl(origin: string): string {
    return `${origin}/api/fmc_config/v1/domain/${this.#domain.uuid}/object`
  }
}

/** All objects of one FMC, by domain and kind. */
export class ObjectStore {
  readonly #collections = new Map<Domain, Map<string, ObjectCollection>>()
  #made = 0

  /** @param wallMs time stamp of the objects that are there from the start, in ms since 1970 */
  constructor(wallMs: number) {
    const nextId = () =>
      `005056A4-7E46-0ed3-0000-${String(FIRST_OBJECT_NUMBER + this.#made++).padStart(12, '0')}`
    for (const domain of Object.values(DOMAINS)) {
      const collections = new Map<string, ObjectCollection>()
      this.#collections.set(domain, collections)
      const namesBelow = new Map<string, Map<string, string>>()
      for (const type of OBJECT_TYPES) {
        const names = namesBelow.get(type.parentType) ?? new Map<string, string>()
        namesBelow.set(type.parentType, names)
        collections.set(type.collection, new ObjectCollection(type, domain, names, nextId))
      }
    }
    for (const { collection, name, value } of STARTER_OBJECTS) {
      const content = { name, description: '', overridable: false, own: { value } }
      this.collection(DOMAINS.Global, collection).add(content, 'admin', wallMs, true)
    }
  }

  /** The objects of one kind in one domain. */
  collection(domain: Domain, collection: string): ObjectCollection {
    return this.#collections.get(domain)!.get(collection)!
  }
}
