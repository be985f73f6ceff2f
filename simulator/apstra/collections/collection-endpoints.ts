import { type Answer, empty, errors, json, readObject, UNREADABLE } from '../answers.js'
import type { ApstraOptions } from '../options.js'
import type { Call, Endpoints, RouteTable } from '../routes.js'
import type { Item, Surroundings } from './collection.js'
import type { CollectionStore } from './collection-store.js'
import { type Content, readFields } from './fields.js'

/**
 * Adds the paths of one collection: list, ids and creation on the collection; reading and what it serves of PUT, PATCH
 * and DELETE on each object. `async=full` changes nothing here. [C: SPEC6, CK, TF]
 * @param changed to be called after each write
 */
export function addCollectionEndpoints(
  routes: RouteTable,
  store: CollectionStore,
  surroundings: Surroundings,
  changed: () => void,
): void {
  const { collection } = store
  const { options } = surroundings
  const statuses = collection.statuses(options)
  const path = `/api/${collection.path}`
  const notFound = errors(404, options.messages.notFound)

  /** Answers for the object in the path, or with 404. */
  const forItem = (answer: (item: Item, call: Call) => Answer) => (call: Call) => {
    const item = store.item(call.parameters[0]!)
    return item === undefined ? notFound : answer(item, call)
  }

  /** Gives an object the content that a body leads to. */
  const rewrite = (status: number, contentOf: (item: Item, body: Content) => Content) =>
    forItem((item, { request }) => {
      const body = readObject(request.body)
      if (body === undefined) return errors(422, UNREADABLE)
      const read = readFields(collection.fields, contentOf(item, body as Content), collection.keepsOthers)
      if ('problems' in read) return errors(422, read.problems)
      store.replace(item, read.content)
      changed()
      return empty(status)
    })

  const onCollection: Endpoints = {
    GET: { access: 'read', answer: () => ({ status: 200, body: store.readAll() }) },
    OPTIONS: { access: 'read', answer: () => json(200, { items: store.ids() }) },
  }
  if (statuses.POST !== undefined) {
    const status = statuses.POST
    onCollection.POST = {
      access: 'write',
      answer: ({ request }) => {
        const created = createItem(store, options, request.body)
        if ('refusal' in created) return created.refusal
        changed()
        return json(status, created)
      },
    }
  }

  const onItem: Endpoints = {
    GET: {
      access: 'read',
      answer: forItem(({ id }) => ({ status: 200, body: store.read(id)! })),
    },
  }
  if (statuses.PUT !== undefined) {
    const { key } = collection
    onItem.PUT = {
      access: 'write',
      answer: rewrite(statuses.PUT, ({ content }, body) =>
        // A client sends of a device only what it configures; the rest stays. [C: PYEZ, GOSDK]
        key === undefined ? body : { ...content, ...body, [key.member]: content[key.member]! },
      ),
    }
  }
  if (statuses.PATCH !== undefined) {
    onItem.PATCH = {
      access: 'write',
      answer: rewrite(statuses.PATCH, ({ content }, body) => ({ ...content, ...body })),
    }
  }
  if (statuses.DELETE !== undefined) {
    const status = statuses.DELETE
    onItem.DELETE = {
      access: 'write',
      answer: forItem((item) => {
        const reason = collection.keptBecause?.(item, surroundings)
        if (reason !== undefined) return errors(422, reason)
        store.remove(item.id)
        changed()
        return empty(status)
      }),
    }
  }
  routes.add(path, onCollection)
  routes.add(`${path}/{id}`, onItem)
}

/** Adds the object that a body describes; a client may choose its id. [C: NCH] */
function createItem(
  store: CollectionStore,
  options: ApstraOptions,
  text: string,
): { id: string } | { refusal: Answer } {
  const { collection } = store
  const body = readObject(text)
  if (body === undefined) return { refusal: errors(422, UNREADABLE) }
  const read = readFields(collection.fields, body as Content, collection.keepsOthers)
  if ('problems' in read) return { refusal: errors(422, read.problems) }
  const asked = typeof body.id === 'string' && body.id !== '' ? body.id : undefined
  const { key } = collection
  const id = key === undefined ? asked : key.toId(read.content[key.member], options)
  const unique = collection.unique?.(options)
  const taken =
    id !== undefined && store.item(id) !== undefined
      ? 'id'
      : unique !== undefined && store.holds(unique, read.content[unique])
        ? unique
        : undefined
  if (taken !== undefined) {
    return { refusal: errors(409, { [taken]: `${collection.noun} with this ${taken} already exists` }) }
  }
  return { id: store.create(read.content, id) }
}
