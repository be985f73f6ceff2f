import type { Operation } from '../api-description/operation.js'
import { ApiException, methodNotSupported } from '../api-exception.js'
import type { Configuration } from '../configuration.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { type Area, mayUse } from '../roles.js'
import { CONFIG_PATH } from '../routes.js'
import { taskReference } from '../tasks/task-json.js'
import type { ObjectCollection } from './object-collection.js'
import { absent, absentForWrite } from './object-errors.js'
import { requestedFilter } from './object-filter.js'
import { objectList } from './object-list.js'
import { objectOperations } from './object-operations.js'
import type { StoredObject } from './object-store.js'
import type { ObjectAction, ObjectType } from './object-type.js'
import { collectionUrl, type Viewer } from './object-view.js'
import { ObjectWrites } from './object-writes.js'

const UUID_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** The objects of one type, in each domain and in each object that has parts of this type. */
export class ObjectResource implements Resource {
  readonly area: Area
  readonly path: string
  readonly hasMembers = true
  readonly #type: ObjectType
  readonly #configuration: Configuration
  readonly #bulkDelete: boolean
  /** Called when an object whose creation took its time is there. */
  readonly #arrived: (object: StoredObject) => void

  constructor(type: ObjectType, configuration: Configuration, arrived: (object: StoredObject) => void) {
    this.area = type.area
    this.path = `${CONFIG_PATH}/${type.path}`
    this.#type = type
    this.#configuration = configuration
    this.#arrived = arrived
    this.#bulkDelete =
      type.actions.includes('bulk-delete') && (configuration.bulkDelete || type.placed !== undefined)
  }

  get operations(): readonly Operation[] {
    return objectOperations(this.#type, this.path, this.#bulkDelete)
  }

  answer(call: ResourceCall): Answer {
    const objects = this.#collection(call)
    return call.id === undefined ? this.#ofAll(objects, call) : this.#ofOne(objects, call, call.id)
  }

  #ofAll(objects: ObjectCollection, call: ResourceCall): Answer {
    const { method, query } = call
    if (method === 'GET') return this.#list(objects, call)
    if (method === 'DELETE' && this.#bulkDelete) return this.#removeMany(objects, call)
    if (method !== 'POST' || !this.#can('create')) throw methodNotSupported(method)
    return this.#can('bulk-create') && query.isTrue('bulk')
      ? this.#addMany(objects, call)
      : this.#add(objects, call)
  }

  #ofOne(objects: ObjectCollection, call: ResourceCall, id: string): Answer {
    const { method, body } = call
    const { view } = this.#configuration
    const viewer = this.#viewer(call)
    if (method !== 'GET' && method !== 'PUT' && method !== 'DELETE') throw methodNotSupported(method)
    if (method === 'PUT' && !this.#can('update')) throw methodNotSupported(method)
    if (method === 'DELETE' && !this.#can('delete')) throw methodNotSupported(method)
    checkId(id)
    if (method === 'GET') {
      const object = objects.find(id)
      if (object === undefined) throw absent()
      return { status: 200, body: view.details(object, viewer) }
    }
    const writes = new ObjectWrites(this.#configuration, objects)
    if (method === 'PUT') {
      const changed = writes.change(id, body, this.#configuration.changeBy(call))
      return { status: 200, body: view.details(changed, viewer) }
    }
    // What the object was, not 204 [C: SPEC, fmcapi].
    return { status: 200, body: writes.remove(id, (object) => view.details(object, viewer)) }
  }

  #list(objects: ObjectCollection, call: ResourceCall): Answer {
    const { store, view, objectOptions } = this.#configuration
    const filter = requestedFilter(this.#type.filters, call.query, store, objectOptions)
    const show = { view, viewer: this.#viewer(call) }
    return { status: 200, body: objectList(this.#url(objects, call), call.query, [objects], filter, show) }
  }

  #add(objects: ObjectCollection, call: ResourceCall): Answer {
    const { view } = this.#configuration
    const writes = new ObjectWrites(this.#configuration, objects)
    const object = writes.create(call.body, call.query, this.#configuration.changeBy(call))
    if (this.#type.slow !== undefined) return this.#addSlowly(object, call)
    return {
      status: 201,
      body: view.details(object, this.#viewer(call)),
      location: `${this.#url(objects, call)}/${object.id}`,
    }
  }

  /** 202 and a task; the object is there when the task is done [C: SPEC, LAB-105; that it is not there before: G]. */
  #addSlowly(object: StoredObject, call: ResourceCall): Answer {
    const { store, tasks, taskOptions, view } = this.#configuration
    const task = tasks.start({
      ...this.#type.slow!,
      domain: call.domain,
      durationMs: taskOptions.registrationSec * 1000,
      vanishes: true,
      fails: false,
      finish: () => {
        store.enter(object)
        this.#arrived(object)
      },
    })
    return {
      status: 202,
      body: view.detailsWithTask(object, this.#viewer(call), taskReference(task, call.origin)),
    }
  }

  /** The shape is confirmed [C: SPEC]; whether a fault spoils all is an option. */
  #addMany(objects: ObjectCollection, call: ResourceCall): Answer {
    const writes = new ObjectWrites(this.#configuration, objects)
    const made = writes.createMany(call.body, call.query, this.#configuration.changeBy(call))
    const { view } = this.#configuration
    const items = made.map((object) => view.details(object, this.#viewer(call)))
    return { status: 201, body: this.#manyBody(objects, call, items) }
  }

  /** What the objects were, like a bulk POST [status C: TF2; shape G]. */
  #removeMany(objects: ObjectCollection, call: ResourceCall): Answer {
    if (!call.query.isTrue('bulk')) throw methodNotSupported(call.method)
    const { view } = this.#configuration
    const viewer = this.#viewer(call)
    const writes = new ObjectWrites(this.#configuration, objects)
    const items = writes.removeMany(call.query, (object) => view.details(object, viewer))
    return { status: 200, body: this.#manyBody(objects, call, items) }
  }

  #manyBody(objects: ObjectCollection, call: ResourceCall, items: readonly string[]): string {
    const self = `${this.#url(objects, call)}?${call.query.without().slice(1)}`
    return `{"links":${JSON.stringify({ self })},"items":[${items.join(',')}]}`
  }

  /** @throws ApiException when the URL names parts of an object that is not there */
  #collection({ domain, container, method }: ResourceCall): ObjectCollection {
    const { store } = this.#configuration
    if (container === undefined) return store.collection(this.#type, { domain, container: '' })
    checkId(container)
    const whole = store.find(container)
    const fits = whole?.scope.domain === domain && this.#type.path.startsWith(`${whole.type.path}/{`)
    if (!fits) throw method === 'GET' ? absent() : absentForWrite()
    return store.collection(this.#type, { domain, container: whole.id })
  }

  #viewer({ origin, account }: ResourceCall): Viewer {
    return { origin, mayWrite: mayUse(account.role, this.area, 'PUT') }
  }

  #url(objects: ObjectCollection, { origin }: ResourceCall): string {
    return collectionUrl(origin, this.#type, objects.scope)
  }

  #can(action: ObjectAction): boolean {
    return this.#type.actions.includes(action)
  }
}

/** @throws ApiException 400 for what cannot be an id [C: XSOAR] */
export function checkId(id: string): void {
  if (!UUID_FORM.test(id)) throw new ApiException(400, 'UUID cannot be null')
}
