import { ApiException } from './api-exception.js'
import type { Query } from './request-target.js'

/**
 * The terms of `filter=key:value;key2:value2`, in order [C: SPEC, fmcapi, fireREST]; a semicolon at the end does no
 * harm.
 * @param known keys that the list has
 * @throws ApiException 400 for another key [C: CiscoDevNet/terraform-provider-fmc#23]
 */
export function filterTerms<Key extends string>(
  query: Query,
  known: readonly Key[],
): [key: Key, value: string][] {
  const terms: [Key, string][] = []
  for (const term of (query.get('filter') ?? '').split(';')) {
    if (term === '') continue
    const colon = term.indexOf(':')
    const name = colon < 0 ? term : term.slice(0, colon)
    const key = known.find((candidate) => candidate === name)
    if (key === undefined) throw new ApiException(400, `filter query parameter '${name}' is not supported.`)
    terms.push([key, colon < 0 ? '' : term.slice(colon + 1)])
  }
  return terms
}

/** The ids in a filter value `a,b,c`, in upper case and each once. */
export function idsIn(value: string): ReadonlySet<string> {
  return new Set(value.split(',').map((id) => id.trim().toUpperCase()))
}
