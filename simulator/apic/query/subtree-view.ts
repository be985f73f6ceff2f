import { type Mo, mo } from '../encoding.js'
import type { ObjectStore, StoredObject } from '../model/object-store.js'
import { selectProperties } from './property-selection.js'
import type { Query } from './query-options.js'

/**
 * Shows objects with what a query wants to see inside them. An object that is not wanted is shown all the same when
 * something wanted is below it, so that replies stay trees (guess).
 */
export class SubtreeView {
  readonly #query: Readonly<Query>
  readonly #store: ObjectStore
  readonly #isVisible: (object: StoredObject) => boolean

  /** @param isVisible whether the user may see an object */
  constructor(query: Readonly<Query>, store: ObjectStore, isVisible: (object: StoredObject) => boolean) {
    this.#query = query
    this.#store = store
    this.#isVisible = isVisible
  }

  /** An object with what is shown inside it. */
  show(object: StoredObject): Mo {
    return this.#withChildren(object, this.#query.depth === 'no' ? [] : this.#childrenOf(object), false)
  }

  /** Whether there is anything to show inside an object. */
  hasContent(object: StoredObject): boolean {
    return this.wantedBelow(object).next().done !== true
  }

  /** Objects below one that the query wants to see for themselves, parents before their children. */
  *wantedBelow(object: StoredObject): Generator<StoredObject> {
    if (this.#query.depth === 'no') return
    for (const child of object.children.values()) {
      if (this.#isWanted(child)) yield child
      if (this.#query.depth === 'full') yield* this.wantedBelow(child)
    }
  }

  #childrenOf(object: StoredObject): Mo[] {
    const shown: Mo[] = []
    for (const child of object.children.values()) {
      const below = this.#query.depth === 'full' ? this.#childrenOf(child) : []
      const connects = below.length > 0 && this.#isVisible(child)
      if (connects || this.#isWanted(child)) shown.push(this.#withChildren(child, below, true))
    }
    return shown
  }

  #withChildren(object: StoredObject, children: readonly Mo[], isNested: boolean): Mo {
    const { cls, rn } = object
    const attributes = this.#store.attributesOf(object)
    return mo(cls.name, selectProperties(this.#query.selection, cls, attributes, rn, isNested), children)
  }

  #isWanted(object: StoredObject): boolean {
    const { subtreeClasses, subtreeFilter, category } = this.#query
    const { cls } = object
    if (!this.#isVisible(object)) return false
    if (category?.(cls)) return true
    if (subtreeClasses !== undefined && !subtreeClasses.has(cls.name)) return false
    return subtreeFilter === undefined || subtreeFilter(cls, this.#store.attributesOf(object))
  }
}
