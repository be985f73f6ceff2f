import type { StoredObject } from './object-store.js'

/** Which objects use which. Ids are taken in any case. */
export class UsageIndex {
  /** Users by their id, by the id of what they use. */
  readonly #users = new Map<string, Map<string, StoredObject>>()
  /** What each object uses, by its id. */
  readonly #uses = new Map<string, readonly string[]>()

  /** Notes what an object uses, or a newer version of it that uses the same. */
  add(object: StoredObject): void {
    const id = object.id.toUpperCase()
    if (object.uses.length > 0) this.#uses.set(id, object.uses)
    for (const used of object.uses) {
      const users = this.#users.get(used)
      if (users === undefined) this.#users.set(used, new Map([[id, object]]))
      else users.set(id, object)
    }
  }

  /** Forgets what an object uses. */
  remove(object: StoredObject): void {
    const id = object.id.toUpperCase()
    this.#uses.delete(id)
    for (const used of object.uses) {
      const users = this.#users.get(used)
      users?.delete(id)
      if (users?.size === 0) this.#users.delete(used)
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#users.clear()
    this.#uses.clear()
  }

  /** The objects that use the one of that id. */
  users(id: string): StoredObject[] {
    return [...(this.#users.get(id.toUpperCase())?.values() ?? [])]
  }

  /** Whether any object uses the one of that id. */
  isUsed(id: string): boolean {
    return this.#users.has(id.toUpperCase())
  }

  /** Whether the object of id `target` is among `from`, or used by one of them over any number of steps. */
  reaches(from: readonly string[], target: string): boolean {
    const wanted = target.toUpperCase()
    const seen = new Set(from)
    // A set is iterated in order of addition, what is added on the way included.
    for (const id of seen) {
      if (id === wanted) return true
      for (const used of this.#uses.get(id) ?? []) seen.add(used)
    }
    return false
  }
}
