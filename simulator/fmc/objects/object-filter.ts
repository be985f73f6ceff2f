import { filterTerms, idsIn } from '../filter-terms.js'
import type { Query } from '../request-target.js'
import type { ObjectOptions } from './object-options.js'
import type { ObjectStore, StoredObject } from './object-store.js'
import type { FilterKey } from './object-type.js'

/** Whether a list holds an object. */
export type ObjectTest = (object: StoredObject) => boolean

/**
 * What `filter=...` and `name=...` leave of a list; undefined when they leave everything.
 * @param known filter keys that the list has
 * @throws ApiException 400 for a key that the list does not know
 */
export function requestedFilter(
  known: readonly FilterKey[],
  query: Query,
  store: ObjectStore,
  options: ObjectOptions,
): ObjectTest | undefined {
  const tests = filterTerms(query, known).map(([key, value]) => testOf(key, value, store, options))
  const exactName = query.get('name')
  if (exactName !== undefined) tests.push(({ name }) => name === exactName)
  return tests.length === 0 ? undefined : (object) => tests.every((test) => test(object))
}

function testOf(key: FilterKey, value: string, store: ObjectStore, options: ObjectOptions): ObjectTest {
  switch (key) {
    case 'ids': {
      const ids = idsIn(value)
      return ({ id }) => ids.has(id.toUpperCase())
    }
    case 'name':
      return ({ name }) => name === value
    case 'nameOrValue':
      return holdsText(value, options.nameOrValue)
    case 'unusedOnly': {
      const unusedOnly = value.toLowerCase() === 'true'
      return (object) => !unusedOnly || !store.isUsed(object)
    }
  }
}

/** The name or a text that only this kind has, in any case; which of part and whole is an option [G]. */
function holdsText(value: string, match: ObjectOptions['nameOrValue']): ObjectTest {
  const wanted = value.toLowerCase()
  return ({ name, own }) =>
    [name, ...Object.values(own)].some((text) => {
      if (typeof text !== 'string') return false
      const lower = text.toLowerCase()
      return match === 'exact' ? lower === wanted : lower.includes(wanted)
    })
}
