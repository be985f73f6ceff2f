import type { Area } from '../roles.js'
import type { Attributes } from './attribute.js'

/** Members of an object that are its own kind's, checked, in wire order. */
export type OwnAttributes = Readonly<Record<string, unknown>>

/** What a client may do with the objects of a type; all of them can be read. */
export type ObjectAction = 'create' | 'update' | 'delete' | 'bulk-create' | 'bulk-delete'

/** A filter key that a list knows. */
export type FilterKey = 'ids' | 'nameOrValue' | 'name' | 'unusedOnly'

/** An object that is there from the start. */
export interface SystemObject {
  readonly name: string
  /** Its own members, as they are kept. */
  readonly own: OwnAttributes
}

/** A type whose objects come and go with a task that takes minutes. */
export interface SlowLife {
  /** `taskType` of the task that creates one. */
  readonly taskType: string
  /** `message` of that task. */
  readonly message: string
}

/** One kind of object: where it is found, what it holds and what can be done with it. The engine does the rest. */
export interface ObjectType {
  /** Path below the domain, such as `object/hosts`; a container's id stands as `{containerUUID}`. */
  readonly path: string
  /** Value of its `type` member, such as `Host`. */
  readonly type: string
  /** Its name in the API description, such as `HostObject`. */
  readonly model: string
  /** Its tag in the API description. */
  readonly tag: string
  /** The part of the API whose rights it needs. */
  readonly area: Area
  /** What ids look like: `object` as in `005056A4-7E46-0ed3-0000-025769803777`, `uuid` as of devices and zones. */
  readonly ids: 'object' | 'uuid'
  /** What is above it: `links.parent` and `metadata.parentType`. */
  readonly parent?: { readonly path: string; readonly type: string }
  /** Types that share a name space bear the same word. Names are unique below one parent [G]. */
  readonly nameSpace: string
  /** Its own members, in wire order. */
  readonly attributes: Attributes
  /** Members that are always the same. */
  readonly constants?: OwnAttributes
  /** Members of `metadata` that are always the same. */
  readonly metadata?: OwnAttributes
  /** Name of the member of `metadata` that holds a serial number, which follows from the id. */
  readonly serialNumber?: string
  /** Whether it has `overridable` and `description`, as those under `object/` do. */
  readonly overridable?: boolean
  /** Whether it has a `description` only. */
  readonly described?: boolean
  /** Members that say where a list of parts is, by name: the parts' type word and the last segment of their path. */
  readonly parts?: Readonly<Record<string, { readonly type: string; readonly segment: string }>>
  /** Whether some releases write `metadata` twice, option objects.doubledMetadata. */
  readonly doublesMetadata?: boolean
  readonly actions: readonly ObjectAction[]
  readonly filters: readonly FilterKey[]
  /** Whether its objects stand in an order that clients choose, in sections and categories. */
  readonly placed?: 'rule' | 'category'
  /** Present where creation and removal take their time. */
  readonly slow?: SlowLife
  /** Objects of the Global domain that nobody may change. */
  readonly system?: readonly SystemObject[]
}

/** A list over several types that can only be read, such as `object/networkaddresses`. */
export interface UnionType {
  readonly path: string
  /** Its name in the API description. */
  readonly model: string
  readonly tag: string
  readonly area: Area
  /** Type words of what it lists, in order. */
  readonly of: readonly string[]
  readonly filters: readonly FilterKey[]
}
