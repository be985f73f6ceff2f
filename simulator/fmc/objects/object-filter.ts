import { ApiException } from '../api-exception.js'
import type { Query } from '../request-target.js'
import type { StoredObject } from './object-store.js'
import type { ObjectType } from './object-type.js'

type Test = (object: StoredObject) => boolean

/**
 * What `filter=key:value;key2:value2` and `name=...` leave of a list; undefined when they leave everything. A semicolon
 * at the end does no harm. `unusedOnly` takes nothing away, because nothing uses the objects yet.
 * @throws ApiException 400 for a key that the list does not know [C: CiscoDevNet/terraform-provider-fmc#23]
 */
export function requestedFilter(type: ObjectType, query: Query): Test | undefined {
  const tests: Test[] = []
  const exactName = query.get('name')
  if (exactName !== undefined) tests.push(({ name }) => name === exactName)
  for (const term of (query.get('filter') ?? '').split(';')) {
    if (term === '') continue
    const colon = term.indexOf(':')
    const key = colon < 0 ? term : term.slice(0, colon)
    const value = colon < 0 ? '' : term.slice(colon + 1)
    if (!type.filters.has(key)) {
      throw new ApiException(400, `filter query parameter '${key}' is not supported.`)
    }
    if (key === 'ids') tests.push(hasId(value))
    if (key === 'nameOrValue') tests.push(holdsText(value))
  }
  return tests.length === 0 ? undefined : (object) => tests.every((test) => test(object))
}

function hasId(value: string): Test {
  const ids = new Set(value.split(',').map((id) => id.trim().toUpperCase()))
  return ({ id }) => ids.has(id.toUpperCase())
}

/** Part of the name or of a member that only this kind has, in any case [guess: part; exact match is the other reading]. */
function holdsText(value: string): Test {
  const wanted = value.toLowerCase()
  return ({ name, own }) =>
    [name, ...Object.values(own)].some(
      (text) => typeof text === 'string' && text.toLowerCase().includes(wanted),
    )
}
