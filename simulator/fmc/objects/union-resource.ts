import type { Operation } from '../api-description/operation.js'
import { methodNotSupported } from '../api-exception.js'
import type { Configuration } from '../configuration.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { type Area, mayUse } from '../roles.js'
import { CONFIG_PATH } from '../routes.js'
import { absent } from './object-errors.js'
import { requestedFilter } from './object-filter.js'
import { objectList } from './object-list.js'
import { unionOperations } from './object-operations.js'
import { checkId } from './object-resource.js'
import type { UnionType } from './object-type.js'
import { typeOfWord } from './object-types.js'

/** A list over several types; what it shows links to where it really is. */
export class UnionResource implements Resource {
  readonly area: Area
  readonly path: string
  readonly hasMembers = true
  readonly #union: UnionType
  readonly #configuration: Configuration

  constructor(union: UnionType, configuration: Configuration) {
    this.area = union.area
    this.path = `${CONFIG_PATH}/${union.path}`
    this.#union = union
    this.#configuration = configuration
  }

  get operations(): readonly Operation[] {
    return unionOperations(this.#union, this.path)
  }

  answer({ method, origin, account, domain, id, query }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    const { store, view, objectOptions } = this.#configuration
    const viewer = { origin, mayWrite: mayUse(account.role, this.area, 'PUT') }
    const collections = this.#union.of.map((word) =>
      store.collection(typeOfWord(word), { domain, container: '' }),
    )
    if (id === undefined) {
      const filter = requestedFilter(this.#union.filters, query, store, objectOptions)
      const url = origin + this.path.replace('{domainUUID}', domain.uuid)
      return { status: 200, body: objectList(url, query, collections, filter, { view, viewer }) }
    }
    checkId(id)
    for (const collection of collections) {
      const object = collection.find(id)
      if (object !== undefined) return { status: 200, body: view.details(object, viewer) }
    }
    throw absent()
  }
}
