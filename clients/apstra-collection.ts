import { AlreadyExistsError, AmbiguousLabelError } from './apstra-errors.js'
import type { CallOptions } from './controller-client.js'
import { ClientError, ControllerError } from './errors.js'

/** What a collection needs of the client that it belongs to. */
export interface ApstraCalls {
  /** Sends a call on the session, and throws what is not a success. */
  request(call: CallOptions): Promise<unknown>
  /** Version of the product, such as `5.1.0`. */
  version(): Promise<{ version: string }>
}

/** An object of a collection, with its members as on the wire. */
export interface ApstraItem {
  id: string
  [member: string]: unknown
}

/** Where a collection is, and what its objects look like. */
export interface CollectionKind {
  /** Path below `/api/`. */
  path: string
  /** Member that holds the label, from AOS 2.x on. */
  labelKey: string
  /** The same in AOS 1.x, where it differs. */
  labelKeyInAos1?: string
  /** How an object is changed; `PUT` unless given. */
  updateMethod?: 'PUT' | 'PATCH'
}

/** How to look for an object. */
export type Wanted = { id: string } | { label: string }

/**
 * One collection of the controller's objects. Nothing is cached: each call asks the controller. All methods throw what
 * `request` of the client throws.
 */
export class ApstraCollection<
  Item extends ApstraItem = ApstraItem,
  Content extends object = Record<string, unknown>,
> implements AsyncIterable<Item>
{
  /** Path of the collection from the leading slash. */
  readonly path: string
  protected readonly calls: ApstraCalls
  readonly #kind: CollectionKind

  constructor(calls: ApstraCalls, kind: CollectionKind) {
    this.path = `/api/${kind.path}`
    this.calls = calls
    this.#kind = kind
  }

  /** All objects, in no order that could be relied on. */
  async list(): Promise<Item[]> {
    return itemsOf<Item>(await this.calls.request({ method: 'GET', path: this.path }))
  }

  /** Ids of all objects. [C: SPEC6, CK; AOS 1.x G] */
  async ids(): Promise<string[]> {
    return itemsOf<string>(await this.calls.request({ method: 'OPTIONS', path: this.path }))
  }

  /**
   * Finds one object; undefined when there is none.
   * @throws AmbiguousLabelError when several have that label
   */
  async find(wanted: Wanted): Promise<Item | undefined> {
    if ('id' in wanted) return this.#read(wanted.id)
    const found = (await this.list()).filter((item) => this.labelOf(item) === wanted.label)
    if (found.length > 1) {
      throw new AmbiguousLabelError(
        this.path,
        wanted.label,
        found.map(({ id }) => id),
      )
    }
    return found[0]
  }

  /**
   * Creates an object.
   * @param label goes to the member that holds labels in this collection and release
   * @param content the other members, as on the wire; an `id` among them is kept [C: NCH]
   * @returns its id
   * @throws AlreadyExistsError
   */
  async create(label: string, content: Content): Promise<string> {
    const { id } = await this.post(label, content)
    return id
  }

  /** Changes an object: replaces it, or for blueprints changes what `content` names. */
  async update(id: string, content: object): Promise<void> {
    const { updateMethod: method = 'PUT' } = this.#kind
    await this.calls.request({ method, path: this.itemPath(id), body: content })
  }

  /** Deletes an object. */
  async delete(id: string): Promise<void> {
    await this.calls.request({ method: 'DELETE', path: this.itemPath(id) })
  }

  /** Label of an object of this collection, whatever the release; undefined when it has none. */
  labelOf(item: Item): string | undefined {
    const { labelKey, labelKeyInAos1 = labelKey } = this.#kind
    const label = item[labelKey] ?? item[labelKeyInAos1]
    return typeof label === 'string' ? label : undefined
  }

  /** Member that holds the label in this release; asks for the version only where releases differ. */
  async labelKey(): Promise<string> {
    const { labelKey, labelKeyInAos1 } = this.#kind
    if (labelKeyInAos1 === undefined) return labelKey
    const { version } = await this.calls.version()
    return Number.parseInt(version, 10) < 2 ? labelKeyInAos1 : labelKey
  }

  /** Reads the objects that there were at the start one after the other, without those that are gone by then. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (const id of await this.ids()) {
      const item = await this.#read(id)
      if (item !== undefined) yield item
    }
  }

  /** Sends a new object; gives the members of the reply. @param query with its question mark */
  protected async post(
    label: string,
    content: Content,
    query = '',
  ): Promise<{ id: string; task_id?: string }> {
    const call = {
      method: 'POST' as const,
      path: this.path + query,
      body: { ...content, [await this.labelKey()]: label },
    }
    try {
      return readCreated(this.path, await this.calls.request(call))
    } catch (error) {
      throw asAlreadyExists(`POST ${this.path}`, label, error)
    }
  }

  protected itemPath(id: string): string {
    return `${this.path}/${encodeURIComponent(id)}`
  }

  async #read(id: string): Promise<Item | undefined> {
    try {
      return (await this.calls.request({ method: 'GET', path: this.itemPath(id) })) as Item
    } catch (error) {
      if (error instanceof ControllerError && error.status === 404) return undefined
      throw error
    }
  }
}

/** The objects in the reply to a list; AOS 1.0 wrote them without an envelope. [L: PYEZ] */
export function itemsOf<Item>(reply: unknown): Item[] {
  if (Array.isArray(reply)) return reply as Item[]
  const items = (reply as { items?: unknown } | undefined | null)?.items
  return Array.isArray(items) ? (items as Item[]) : []
}

function readCreated(path: string, reply: unknown): { id: string; task_id?: string } {
  const created = reply as { id?: unknown; task_id?: string } | undefined | null
  if (typeof created?.id === 'string') return created as { id: string }
  throw new ClientError(
    `POST ${path}: expected the id of the new object, found none; look for it by its label`,
  )
}

/** What design objects answer with 409, and blueprints with a text for the field. [C: SPEC6; text C: TF] */
function asAlreadyExists(what: string, label: string, error: unknown): unknown {
  const isDuplicate =
    error instanceof ControllerError &&
    error.name === 'ControllerError' &&
    (error.status === 409 || /already exists/i.test(error.text))
  return isDuplicate
    ? new AlreadyExistsError(what, error, `"${label}" or its id is taken: choose another`)
    : error
}
