import { ApiException } from '../api-exception.js'
import type { Configuration } from '../configuration.js'
import { filterTerms, idsIn } from '../filter-terms.js'
import type { Query } from '../request-target.js'
import type { ObjectCollection } from './object-collection.js'
import { absentForWrite, belongsToSystem, inUse, nameTaken } from './object-errors.js'
import type { Change, ObjectContent, StoredObject } from './object-store.js'
import type { ObjectType } from './object-type.js'
import { typeOfWord } from './object-types.js'
import { categoryPlacement, type Placement, rulePlacement } from './rule-order.js'

/** Creates, changes and deletes the objects of one collection, after all checks. */
export class ObjectWrites {
  readonly #configuration: Configuration
  readonly #objects: ObjectCollection
  readonly #type: ObjectType

  constructor(configuration: Configuration, objects: ObjectCollection) {
    this.#configuration = configuration
    this.#objects = objects
    this.#type = objects.type
  }

  /** @throws ApiException when the body or the position is wrong, the name taken, or a reference to nothing */
  create(body: string, query: Query, change: Change): StoredObject {
    const placement = this.#placement(query)
    const object = this.#announce(this.#configuration.bodies.one(this.#type, body), change, placement)
    if (this.#type.slow === undefined) this.#enter([object], placement)
    return object
  }

  /**
   * Creates all objects of a list. Whether those before a fault stay is an option.
   * @throws ApiException as {@link create}
   */
  createMany(body: string, query: Query, change: Change): StoredObject[] {
    const placement = this.#placement(query)
    const entries = this.#configuration.bodies.many(this.#type, body)
    const announced: StoredObject[] = []
    try {
      for (const content of entries) announced.push(this.#announce(content(), change, placement))
    } catch (error) {
      if (this.#configuration.objectOptions.bulkPost === 'up-to-the-fault') this.#enter(announced, placement)
      else for (const object of announced) this.#configuration.store.withdraw(object)
      throw error
    }
    this.#enter(announced, placement)
    return announced
  }

  /** @throws ApiException as {@link create}, and for an object that nobody may change */
  change(id: string, body: string, change: Change): StoredObject {
    const { store, bodies } = this.#configuration
    const old = this.#writable(id)
    const content = bodies.changed(this.#type, body, old.id)
    this.#refuseTaken(content.name, old.id)
    return store.replace(old, content, change)
  }

  /**
   * Deletes an object.
   * @returns what `show` makes of it while it is still there
   * @throws ApiException for an object that nobody may change, or that another one uses
   */
  remove(id: string, show: (object: StoredObject) => string): string {
    return this.#removeAll([this.#writable(id)], show)[0]!
  }

  /**
   * Deletes the objects that `filter=ids:a,b` names: all of them, or none.
   * @returns what `show` makes of each while they are still there
   * @throws ApiException as {@link remove}, and 400 without ids
   */
  removeMany(query: Query, show: (object: StoredObject) => string): string[] {
    const ids = filterTerms(query, ['ids']).flatMap(([, value]) => [...idsIn(value)])
    if (ids.length === 0) throw new ApiException(400, 'filter query parameter ids is required.')
    return this.#removeAll(
      [...new Set(ids)].map((id) => this.#writable(id)),
      show,
    )
  }

  #removeAll(objects: readonly StoredObject[], show: (object: StoredObject) => string): string[] {
    const leaving = new Set(objects.map(({ id }) => id.toUpperCase()))
    for (const object of objects) this.#refuseUsed(object, leaving)
    const shown = objects.map(show)
    for (const object of objects) this.#takeOut(object)
    return shown
  }

  #announce(content: ObjectContent, change: Change, placement: Placement | undefined): StoredObject {
    this.#refuseTaken(content.name)
    return this.#configuration.store.announce(
      this.#type,
      this.#objects.scope,
      content,
      change,
      placement?.place,
    )
  }

  #enter(objects: readonly StoredObject[], placement: Placement | undefined): void {
    const { store } = this.#configuration
    if (placement !== undefined) store.enterAt(objects, placement.position)
    else for (const object of objects) store.enter(object)
  }

  #takeOut(object: StoredObject): void {
    const { store, tasks, taskOptions } = this.#configuration
    if (this.#type.slow === undefined) {
      store.remove(object, this.#configuration.nowMs())
      return
    }
    const leaving = store.markLeaving(object)
    tasks.later(taskOptions.removalSec * 1000, `removal:${object.id}`, () =>
      store.remove(leaving, this.#configuration.nowMs()),
    )
  }

  #placement(query: Query): Placement | undefined {
    if (this.#type.placed === undefined) return undefined
    if (this.#type.placed === 'category') return categoryPlacement(this.#objects, query)
    const categories = this.#configuration.store.collection(typeOfWord('Category'), this.#objects.scope)
    return rulePlacement(this.#objects, categories, query)
  }

  #writable(id: string): StoredObject {
    const object = this.#objects.find(id)
    if (object === undefined || object.leaving) throw absentForWrite()
    if (object.system) throw belongsToSystem(this.#configuration.objectOptions, object.name)
    return object
  }

  #refuseTaken(name: string, except?: string): void {
    const { store, objectOptions } = this.#configuration
    if (store.isTaken(this.#type, this.#objects.scope, name, except)) throw nameTaken(objectOptions, name)
  }

  /** @param leaving ids of objects whose use does not count, nor that of their parts, because they go at the same time */
  #refuseUsed(object: StoredObject, leaving: ReadonlySet<string>): void {
    const stays = ({ id, scope }: StoredObject) =>
      !leaving.has(id.toUpperCase()) && !leaving.has(scope.container.toUpperCase())
    const user = this.#configuration.store.users(object).find(stays)
    if (user !== undefined) throw inUse(object.name, user.name)
  }
}
