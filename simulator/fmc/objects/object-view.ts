import { nameInMetadata } from '../domains.js'
import type { Attribute, Attributes } from './attribute.js'
import { commonMembers } from './object-body.js'
import type { Scope } from './object-collection.js'
import type { ObjectOptions } from './object-options.js'
import type { ObjectStore, StoredObject } from './object-store.js'
import type { ObjectType, OwnAttributes } from './object-type.js'

/** Why an object cannot be changed by who looks at it [C: SPEC]. */
export type ReadOnlyReason = 'SYSTEM' | 'RBAC'

/** For whom an object is shown. */
export interface Viewer {
  /** Scheme, host and port that the client used. */
  readonly origin: string
  /** Whether the account may write objects of this type. */
  readonly mayWrite: boolean
}

type Rendered = WeakMap<StoredObject, { viewer: string; json: string }>

/** Absolute URL of a collection, without a query. */
export function collectionUrl(origin: string, { path }: ObjectType, { domain, container }: Scope): string {
  return domainUrl(origin, domain.uuid) + path.replace('{containerUUID}', container)
}

function domainUrl(origin: string, uuid: string): string {
  return `${origin}/api/fmc_config/v1/domain/${uuid}/`
}

/** Writes objects as JSON. Objects never change, so what was written once for a viewer holds until others look. */
export class ObjectView {
  readonly #store: ObjectStore
  readonly #doubledMetadata: boolean
  readonly #details: Rendered = new WeakMap()
  readonly #summaries: Rendered = new WeakMap()

  constructor(store: ObjectStore, { doubledMetadata }: ObjectOptions) {
    this.#store = store
    this.#doubledMetadata = doubledMetadata
  }

  /** The members that a list shows of each object unless more is asked for [C: SPEC, LAB-104]. */
  summary(object: StoredObject, viewer: Viewer): string {
    return rendered(this.#summaries, object, viewer.origin, () => {
      const { type, id, name } = object
      return { links: this.#links(object, viewer.origin), type: type.type, id, name }
    })
  }

  /** All members of an object, in wire order [C: SPEC, XSOAR data, LAB-106]. */
  details(object: StoredObject, viewer: Viewer): string {
    // The index of a rule moves with every rule that is put before it.
    if (object.type.placed !== undefined) return JSON.stringify(this.#allMembers(object, viewer))
    const key = `${viewer.mayWrite} ${viewer.origin}`
    const json = rendered(this.#details, object, key, () => this.#allMembers(object, viewer))
    if (!this.#doubledMetadata || !object.type.doublesMetadata) return json
    return `${json.slice(0, -1)},"metadata":${JSON.stringify(this.#metadata(object, viewer))}}`
  }

  /**
   * All members of an object whose work is not done, with the task that does it in `metadata.task` [C: TF2, fmcapi].
   * @param task members of the task
   */
  detailsWithTask(object: StoredObject, viewer: Viewer, task: OwnAttributes): string {
    const members = this.#allMembers(object, viewer)
    return JSON.stringify({ ...members, metadata: { ...this.#metadata(object, viewer), task } })
  }

  #allMembers(object: StoredObject, viewer: Viewer): Record<string, unknown> {
    const { id, name, description, overridable, own, type, scope } = object
    const common = commonMembers(type)
    return {
      links: this.#links(object, viewer.origin),
      type: type.type,
      ...this.#shown(type.attributes, own),
      ...type.constants,
      ...partLists(type, `${collectionUrl(viewer.origin, type, scope)}/${id}`),
      ...(common.includes('overridable') ? { overridable } : {}),
      ...(common.includes('description') ? { description: description === '' ? ' ' : description } : {}),
      id,
      name,
      metadata: this.#metadata(object, viewer),
    }
  }

  #metadata(object: StoredObject, { mayWrite }: Viewer): Record<string, unknown> {
    const { type, scope, changed, system, id } = object
    const { domain } = scope
    const reason: ReadOnlyReason | undefined = system ? 'SYSTEM' : mayWrite ? undefined : 'RBAC'
    return {
      timestamp: changed.atMs,
      lastUser: { name: changed.by },
      domain: { name: nameInMetadata(domain), id: domain.uuid, type: 'Domain' },
      ...ipTypeOf(object),
      ...type.metadata,
      ...(type.serialNumber === undefined ? {} : { [type.serialNumber]: serialNumber(id) }),
      ...this.#placing(object),
      ...(type.parent === undefined ? {} : { parentType: type.parent.type }),
      ...(reason === undefined ? {} : { readOnly: { state: true, reason } }),
    }
  }

  /** Where a rule or a category stands; rules count from 1 [C: SPEC]. */
  #placing(object: StoredObject): Record<string, unknown> {
    const { place, type, scope } = object
    if (place === undefined) return {}
    const policy = this.#store.find(scope.container)
    const accessPolicy = policy && { type: policy.type.type, id: policy.id, name: policy.name }
    if (type.placed === 'category') return { section: place.section, accessPolicy }
    const category = place.category === undefined ? undefined : this.#store.find(place.category)
    return {
      ruleIndex: this.#store.collection(type, scope).positionOf(object) + 1,
      section: place.section,
      category: category?.name ?? '--Undefined--',
      accessPolicy,
    }
  }

  /** Own members as a client may see them: no secrets, and with references by their present names. */
  #shown(attributes: Attributes, own: OwnAttributes): Record<string, unknown> {
    const shown: Record<string, unknown> = {}
    for (const [name, value] of Object.entries(own)) {
      // A part's own id is the one member that no attribute describes.
      const attribute = attributes[name]
      if (attribute === undefined) shown[name] = value
      else if (!(attribute.kind === 'text' && attribute.hidden)) shown[name] = this.#value(attribute, value)
    }
    return shown
  }

  #value(attribute: Attribute, value: unknown): unknown {
    switch (attribute.kind) {
      case 'reference': {
        const target = this.#store.find((value as { id: string }).id)
        return target === undefined ? value : { type: target.type.type, id: target.id, name: target.name }
      }
      case 'list':
        return (value as unknown[]).map((item) => this.#value(attribute.of, item))
      case 'record':
        return this.#shown(attribute.members, value as OwnAttributes)
      default:
        return value
    }
  }

  #links({ type, scope, id }: StoredObject, origin: string): Record<string, string> {
    const self = `${collectionUrl(origin, type, scope)}/${id}`
    if (type.parent === undefined) return { self }
    return { self, parent: domainUrl(origin, scope.domain.uuid) + type.parent.path }
  }
}

function partLists(type: ObjectType, url: string): Record<string, unknown> {
  const lists = Object.entries(type.parts ?? {}).map(([name, part]) => [
    name,
    { refType: 'list', type: part.type, links: { self: `${url}/${part.segment}` } },
  ])
  return Object.fromEntries(lists)
}

function ipTypeOf({ type, own }: StoredObject): Record<string, unknown> {
  const { value: attribute } = type.attributes
  if (attribute?.kind !== 'text' || attribute.form?.ipType === undefined) return {}
  return { ipType: attribute.form.ipType(own.value as string) }
}

/** A serial number that follows from an id, so that it is the same in each run [G]. */
function serialNumber(id: string): string {
  return `9A${id.replaceAll('-', '').slice(0, 9).toUpperCase()}`
}

function rendered(known: Rendered, object: StoredObject, viewer: string, render: () => unknown): string {
  const found = known.get(object)
  if (found?.viewer === viewer) return found.json
  const json = JSON.stringify(render())
  known.set(object, { viewer, json })
  return json
}
