import type { Clock } from '../../clock/clock.js'
import { ApiException, methodNotSupported } from '../api-exception.js'
import { listBody, requestedPage } from '../paging.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { changedObject, newObject, newObjects } from './object-body.js'
import { requestedFilter } from './object-filter.js'
import type { ObjectCollection, ObjectStore, StoredObject } from './object-store.js'
import type { ObjectType } from './object-type.js'

const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

type Rendered = WeakMap<StoredObject, { origin: string; json: string }>

/** `object/<collection>` and its members, in each domain. */
export class ObjectResource implements Resource {
  readonly area = 'objects'
  readonly #type: ObjectType
  readonly #store: () => ObjectStore
  readonly #clock: Clock
  /** JSON of objects by the origin of their links; objects never change, so neither does it. */
  readonly #rendered: Rendered = new WeakMap()
  readonly #renderedSummaries: Rendered = new WeakMap()

  /** @param store gives the objects as they are now: a reset puts others in their place */
  constructor(type: ObjectType, store: () => ObjectStore, clock: Clock) {
    this.#type = type
    this.#store = store
    this.#clock = clock
  }

  answer(call: ResourceCall): Answer {
    const objects = this.#store().collection(call.domain, this.#type.collection)
    const { method, id } = call
    if (id === undefined) {
      if (method === 'GET') return this.#list(objects, call)
      if (method !== 'POST') throw methodNotSupported(method)
      return call.query.isTrue('bulk') ? this.#addMany(objects, call) : this.#add(objects, call)
    }
    if (method !== 'GET' && method !== 'PUT' && method !== 'DELETE') throw methodNotSupported(method)
    if (!UUID_FORM.test(id)) throw new ApiException(400, 'UUID cannot be null')
    const object = objects.find(id)
    if (object === undefined) {
      throw new ApiException(404, method === 'GET' ? 'No resource found' : 'Resource Not Found')
    }
    if (method === 'GET') return { status: 200, body: this.#details(objects, object, call.origin) }
    if (object.system) {
      throw new ApiException(
        400,
        `The object ${object.name} is read-only: it belongs to the system.`,
        'VALIDATION',
      )
    }
    return method === 'PUT' ? this.#change(objects, object, call) : this.#remove(objects, object, call)
  }

  #list(objects: ObjectCollection, { origin, query }: ResourceCall): Answer {
    const page = requestedPage(query)
    const filter = requestedFilter(this.#type, query)
    const expanded = query.isTrue('expanded')
    const items: string[] = []
    let matching = 0
    for (const object of objects.all()) {
      // Without a filter, what lies behind the page need not be looked at to be counted.
      if (filter === undefined && items.length === page.limit) break
      if (filter?.(object) === false) continue
      if (matching >= page.offset && items.length < page.limit) {
        items.push(expanded ? this.#details(objects, object, origin) : this.#summary(objects, object, origin))
      }
      matching++
    }
    const count = filter === undefined ? objects.size : matching
    return { status: 200, body: listBody(objects.url(origin), query, page, items, count) }
  }

  #add(objects: ObjectCollection, { origin, body, account }: ResourceCall): Answer {
    const content = newObject(this.#type, body)
    this.#refuseTaken(objects, content.name)
    const object = objects.add(content, account.name, this.#clock.wallMs())
    return {
      status: 201,
      body: this.#details(objects, object, origin),
      location: `${objects.url(origin)}/${object.id}`,
    }
  }

  /** All or nothing [guess]. */
  #addMany(objects: ObjectCollection, { origin, body, account, query }: ResourceCall): Answer {
    const contents = newObjects(this.#type, body)
    const names = new Set<string>()
    for (const { name } of contents) {
      this.#refuseTaken(objects, name)
      if (names.has(name.toLowerCase())) throw nameTaken(name)
      names.add(name.toLowerCase())
    }
    const items = contents.map((content) =>
      this.#details(objects, objects.add(content, account.name, this.#clock.wallMs()), origin),
    )
    const self = `${objects.url(origin)}?${query.without().slice(1)}`
    return { status: 201, body: `{"links":${JSON.stringify({ self })},"items":[${items.join(',')}]}` }
  }

  #change(objects: ObjectCollection, old: StoredObject, { origin, body, account }: ResourceCall): Answer {
    const content = changedObject(this.#type, body, old.id)
    this.#refuseTaken(objects, content.name, old.id)
    const object = objects.replace(old, content, account.name, this.#clock.wallMs())
    return { status: 200, body: this.#details(objects, object, origin) }
  }

  /** Answers with what the object was, not with 204 [C: SPEC, fmcapi]. */
  #remove(objects: ObjectCollection, object: StoredObject, { origin }: ResourceCall): Answer {
    const body = this.#details(objects, object, origin)
    objects.remove(object)
    return { status: 200, body }
  }

  #refuseTaken(objects: ObjectCollection, name: string, except?: string): void {
    if (objects.isTaken(name, except)) throw nameTaken(name)
  }

  #details(objects: ObjectCollection, object: StoredObject, origin: string): string {
    return rendered(this.#rendered, object, origin, () => objects.details(object, origin))
  }

  #summary(objects: ObjectCollection, object: StoredObject, origin: string): string {
    return rendered(this.#renderedSummaries, object, origin, () => objects.summary(object, origin))
  }
}

function rendered(known: Rendered, object: StoredObject, origin: string, render: () => unknown): string {
  const found = known.get(object)
  if (found?.origin === origin) return found.json
  const json = JSON.stringify(render())
  known.set(object, { origin, json })
  return json
}

/** The words `already exists` are confirmed [FMCAnsible], the sentence is a guess. */
function nameTaken(name: string): ApiException {
  return new ApiException(400, `The object name ${name} already exists. Enter a new name.`)
}
