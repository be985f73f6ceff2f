import type { Generation } from '../generations.js'
import type { ApstraOptions } from '../options.js'
import type { Json } from '../python-json.js'
import type { Content, Fields } from './fields.js'

/** One object of a collection. */
export interface Item {
  readonly id: string
  /** What clients said about it, checked. */
  readonly content: Content
  /** When it was made, in the form of {@link isoMicroseconds} with `Z`. */
  readonly createdAt: string
  /** When it was last written, in the same form. */
  readonly modifiedAt: string
}

/** What the look of an object may depend on besides itself. */
export interface Surroundings {
  readonly options: ApstraOptions
  /** Whether a blueprint draws on the pool of that id. */
  poolInUse(id: string): boolean
  /** Whether the default device pool holds the device of that id. */
  inDevicePool(id: string): boolean
}

/** Methods that write; each has a status of its own where a collection serves it. */
export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One collection: where it is, what its objects hold, how it answers. A new collection is a new record. */
export interface Collection {
  /** Path below `/api/`. */
  readonly path: string
  /** What one of its objects is called in texts. */
  readonly noun: string
  readonly generations: readonly Generation[]
  readonly fields: Fields
  /** Whether members that `fields` does not name are kept as they are, instead of dropped. */
  readonly keepsOthers: boolean
  /** Status of each write method that it serves. */
  statuses(options: ApstraOptions): Partial<Record<WriteMethod, number>>
  /** Member whose value no second object may have at its creation. */
  unique?(options: ApstraOptions): string | undefined
  /** Member that never changes and gives the id; ids are given by clients or random where this is absent. */
  readonly key?: { member: string; toId(value: Json | undefined, options: ApstraOptions): string }
  /** Text of the 422 for an object that cannot be removed now; absent where each can be. */
  keptBecause?(item: Item, surroundings: Surroundings): string | undefined
  /** Objects of a fresh server. */
  factory(options: ApstraOptions): { id: string; content: Content }[]
  /** An object as the interface shows it. */
  show(item: Item, surroundings: Surroundings): Json
}

/** All generations from AOS 2 on. */
export const SINCE_G2: readonly Generation[] = ['G2', 'G4', 'G5', 'G6']

/** Every generation. */
export const ALWAYS: readonly Generation[] = ['G1', ...SINCE_G2]

/** An object as it was sent, with what the server adds. */
export function showPlain({ id, content, createdAt, modifiedAt }: Item): Json {
  return { ...content, created_at: createdAt, last_modified_at: modifiedAt, id }
}
