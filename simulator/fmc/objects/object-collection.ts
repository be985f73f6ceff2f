import type { Domain } from '../domains.js'
import type { StoredObject } from './object-store.js'
import type { ObjectType } from './object-type.js'

/** Where a collection is: in a domain, and where its type has parts of another object, in that object. */
export interface Scope {
  readonly domain: Domain
  /** Id of the containing object, spelled as it was given out; empty where there is none. */
  readonly container: string
}

/** The objects of one type in one scope, in order: as they were made, or where clients placed them. */
export class ObjectCollection {
  readonly type: ObjectType
  readonly scope: Scope
  #objects = new Map<string, StoredObject>()
  #order: StoredObject[] | undefined
  #positions: Map<string, number> | undefined

  constructor(type: ObjectType, scope: Scope) {
    this.type = type
    this.scope = scope
  }

  /** How many there are. */
  get size(): number {
    return this.#objects.size
  }

  /** All of them, in order. */
  all(): IterableIterator<StoredObject> {
    return this.#objects.values()
  }

  /** The objects of one page; that costs the same wherever the page is, unless there was a change since the last one. */
  slice(offset: number, limit: number): StoredObject[] {
    this.#order ??= [...this.#objects.values()]
    return this.#order.slice(offset, offset + limit)
  }

  /** The object of that id. */
  find(id: string): StoredObject | undefined {
    return this.#objects.get(id.toUpperCase())
  }

  /** Position of an object, from 0; counted once for all objects between two changes. */
  positionOf(object: StoredObject): number {
    this.#positions ??= new Map([...this.#objects.keys()].map((id, position) => [id, position]))
    return this.#positions.get(object.id.toUpperCase())!
  }

  /** Adds an object at the end, or puts it in the place of the one of the same id. */
  put(object: StoredObject): void {
    this.#objects.set(object.id.toUpperCase(), object)
    this.#forgetOrder()
  }

  /** Adds objects before the one at `position`. */
  insert(objects: readonly StoredObject[], position: number): void {
    const ordered = [...this.#objects.values()]
    ordered.splice(position, 0, ...objects)
    this.#objects = new Map(ordered.map((object) => [object.id.toUpperCase(), object]))
    this.#forgetOrder()
  }

  /** Takes an object out. */
  delete(object: StoredObject): void {
    this.#objects.delete(object.id.toUpperCase())
    this.#forgetOrder()
  }

  #forgetOrder(): void {
    this.#order = undefined
    this.#positions = undefined
  }
}
