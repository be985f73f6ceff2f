import type { Clock } from '../clock/clock.js'
import { resolveDn } from './model/distinguished-name.js'
import type { AssignedNumber, MoClass } from './model/mo-class.js'
import type { ObjectChange, ObjectStore, StoredObject } from './model/object-store.js'
import type { ApicOptions } from './options.js'

/** First number of each kind: where global policy tags and the segments of VRFs begin in the product (guess). */
const FIRST: Readonly<Record<AssignedNumber, number>> = { 'policy-tag': 16_386, segment: 2_097_152 }

const NUMBER_KINDS = Object.keys(FIRST) as AssignedNumber[]

/** How far the fabric has counted. */
export interface FabricNumbersSnapshot {
  /** The next number, by kind. */
  next: Partial<Record<AssignedNumber, number>>
  /** DNs. */
  waiting: string[]
}

/**
 * Numbers that the fabric assigns to new objects, counted up and never given twice. Subscribers are told of an object
 * as it was created, and in an event of its own of the numbers that follow [L: NI].
 */
export class FabricNumbers {
  readonly #clock: Clock
  readonly #when: ApicOptions['numbersAssigned']
  readonly #store: ObjectStore
  readonly #next = new Map<AssignedNumber, number>()
  /** Objects whose numbers are still to come. */
  readonly #waiting = new Set<StoredObject>()

  constructor(clock: Clock, options: Pick<ApicOptions, 'numbersAssigned'>, store: ObjectStore) {
    this.#clock = clock
    this.#when = options.numbersAssigned
    this.#store = store
  }

  /** What an object of a class has from the start: its numbers, or nothing where they follow. */
  atCreation(cls: MoClass): Record<string, string> {
    return this.#when === 'at-creation' ? this.#numbersFor(cls) : {}
  }

  /** Sees to the numbers of an object that was just made. */
  follow({ kind, object }: ObjectChange): void {
    if (this.#when === 'at-creation' || kind !== 'created' || object.cls.assigned.size === 0) return
    const { afterMs } = this.#when
    if (afterMs === 0) this.#assign(object)
    else {
      this.#waiting.add(object)
      const label = `object:${object.dn}:numbers-assigned`
      this.#clock.setTimer(afterMs, () => this.#assign(object), label)
    }
  }

  /** The next number of each kind of which there was one, and the DNs of objects whose numbers are still to come. */
  snapshot(): FabricNumbersSnapshot {
    const waiting = [...this.#waiting].filter((object) => this.#store.get(object.dn) === object)
    return { next: Object.fromEntries(this.#next), waiting: waiting.map(({ dn }) => dn) }
  }

  /** Goes on counting; who waits for numbers waits anew. */
  restore({ next, waiting }: FabricNumbersSnapshot): void {
    this.clear()
    for (const kind of NUMBER_KINDS) if (next[kind] !== undefined) this.#next.set(kind, next[kind])
    for (const dn of waiting) {
      const object = this.#store.get(dn)
      if (object !== undefined) this.follow({ kind: 'created', object, changed: [], changedSecrets: [] })
    }
  }

  /** Begins to count anew. */
  clear(): void {
    this.#next.clear()
    this.#waiting.clear()
  }

  /** An object that is gone by now, even if another has taken its DN, gets nothing. */
  #assign(object: StoredObject): void {
    this.#waiting.delete(object)
    if (this.#store.get(object.dn) !== object) return
    const shown = this.#numbersFor(object.cls)
    const place = resolveDn(object.dn)
    this.#store.put(place, { shown }, this.#clock.wallMs(), Number(object.attributes.uid))
  }

  /** One number of each kind, in all the properties that show it. */
  #numbersFor({ assigned }: MoClass): Record<string, string> {
    const numbers = new Map([...new Set(assigned.values())].map((kind) => [kind, this.#take(kind)]))
    return Object.fromEntries([...assigned].map(([property, kind]) => [property, String(numbers.get(kind))]))
  }

  #take(kind: AssignedNumber): number {
    const number = this.#next.get(kind) ?? FIRST[kind]
    this.#next.set(kind, number + 1)
    return number
  }
}
