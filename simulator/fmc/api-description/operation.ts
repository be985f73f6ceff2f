import type { Attributes } from '../objects/attribute.js'

/** A query parameter of an operation; those that lists share are named in {@link PAGING}. */
export interface QueryParameter {
  readonly name: string
  readonly description: string
  readonly type: 'string' | 'boolean' | 'integer'
}

/** Members of what an operation takes or gives, for the API description. */
export interface Model {
  /** Such as `HostObject`. */
  readonly name: string
  /** Members beside `id`, `type`, `name` and `links`. */
  readonly attributes: Attributes
}

/** One method at one path, as the API description tells of it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute, with names in braces. */
  readonly path: string
  /** Such as `getAllHostObject` [C: FMCAnsible]. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly query: readonly QueryParameter[]
  readonly model: Model
  /** Whether the request has a body of that model. */
  readonly body: boolean
  readonly reply: { readonly status: 200 | 201 | 202; readonly list: boolean }
}

/** Parameters of each list [C: SPEC]. */
export const PAGING: readonly QueryParameter[] = [
  { name: 'offset', description: 'Index of the first item, from 0.', type: 'integer' },
  { name: 'limit', description: 'How many items to return, 25 unless given, 1000 at most.', type: 'integer' },
  { name: 'expanded', description: 'Whether items are shown with all their members.', type: 'boolean' },
]

/** `filter`, with the keys that a list knows. */
export function filterParameter(keys: readonly string[]): QueryParameter {
  return {
    name: 'filter',
    description: `key:value, several with ; between them. Keys: ${keys.join(', ')}.`,
    type: 'string',
  }
}

/** A list that can only be read. */
export function listOperation(
  path: string,
  operationId: string,
  tag: string,
  model: Model,
  filters: readonly string[] = [],
): Operation {
  return {
    method: 'GET',
    path,
    operationId,
    tag,
    summary: `Lists ${model.name}.`,
    query: filters.length === 0 ? PAGING : [filterParameter(filters), ...PAGING],
    model,
    body: false,
    reply: { status: 200, list: true },
  }
}
