import { pythonJson } from '../python-json.js'
import type { Collection, Item, Surroundings } from './collection.js'
import type { Content } from './fields.js'

/** What gives new objects their ids and times. */
export interface Stamps {
  /** A fresh random id. */
  newId(): string
  /** The wall clock's now, in the form of {@link Item.createdAt}. */
  now(): string
}

/** The objects of one collection, oldest first. They are read far more often than written, so their text is kept. */
export class CollectionStore {
  readonly collection: Collection
  readonly #surroundings: Surroundings
  readonly #stamps: Stamps
  readonly #items = new Map<string, Item>()
  readonly #texts = new Map<string, string>()
  #list: string | undefined

  constructor(collection: Collection, surroundings: Surroundings, stamps: Stamps) {
    this.collection = collection
    this.#surroundings = surroundings
    this.#stamps = stamps
    this.reset()
  }

  /** Ids of all objects. */
  ids(): string[] {
    return [...this.#items.keys()]
  }

  /** The object of that id. */
  item(id: string): Item | undefined {
    return this.#items.get(id)
  }

  /** One object as JSON text. */
  read(id: string): string | undefined {
    const item = this.#items.get(id)
    return item && this.#textOf(item)
  }

  /** All objects as the JSON text of a list reply. */
  readAll(): string {
    this.#list ??= `{"items": [${[...this.#items.values()].map((item) => this.#textOf(item)).join(', ')}]}`
    return this.#list
  }

  /** Whether an object has `value` in that member. */
  holds(member: string, value: unknown): boolean {
    for (const { content } of this.#items.values()) if (content[member] === value) return true
    return false
  }

  /**
   * Adds an object.
   * @param given id that a client asked for, which must be free
   * @returns its id
   */
  create(content: Content, given?: string): string {
    const id = given ?? this.#stamps.newId()
    const createdAt = this.#stamps.now()
    this.#put({ id, content, createdAt, modifiedAt: this.#stamps.now() })
    return id
  }

  /** Gives an object other content. */
  replace({ id, createdAt }: Item, content: Content): void {
    this.#put({ id, content, createdAt, modifiedAt: this.#stamps.now() })
  }

  /** Removes the object of that id. */
  remove(id: string): void {
    this.#items.delete(id)
    this.#texts.delete(id)
    this.#list = undefined
  }

  /** Something that its objects are shown with has changed. */
  refresh(): void {
    this.#texts.clear()
    this.#list = undefined
  }

  /** All objects, oldest first. */
  all(): Item[] {
    return [...this.#items.values()]
  }

  /** Takes these objects, as they are, in the place of all that there are. */
  replaceAll(items: readonly Item[]): void {
    this.#items.clear()
    this.refresh()
    for (const item of items) this.#put(item)
  }

  /** Back to the objects of a fresh server. */
  reset(): void {
    this.#items.clear()
    this.refresh()
    for (const { id, content } of this.collection.factory(this.#surroundings.options))
      this.create(content, id)
  }

  #put(item: Item): void {
    this.#items.set(item.id, item)
    this.#texts.delete(item.id)
    this.#list = undefined
  }

  #textOf(item: Item): string {
    const kept = this.#texts.get(item.id)
    if (kept !== undefined) return kept
    const text = pythonJson(this.collection.show(item, this.#surroundings))
    this.#texts.set(item.id, text)
    return text
  }
}
