import { ApiException } from './api-exception.js'
import type { Query } from './request-target.js'

const DEFAULT_LIMIT = 25
/** [C: LAB-106, all clients] */
const MAX_LIMIT = 1000

/** Which part of a list a client asks for. */
export interface Page {
  offset: number
  limit: number
}

/**
 * Reads `offset` and `limit`; 0 and 25 unless given [C: fireREST].
 * @throws ApiException 400 when one is not a whole number in its range [text and status: guess]
 */
export function requestedPage(query: Query): Page {
  return {
    offset: wholeNumber(query, 'offset', 0, 0, Number.MAX_SAFE_INTEGER),
    limit: wholeNumber(query, 'limit', DEFAULT_LIMIT, 1, MAX_LIMIT),
  }
}

/**
 * The JSON of one page of a list. Links to the pages beside it are arrays of absolute URLs that keep the query, there
 * only when such a page is; `items` is absent when there are none [C: fmcapi, fireREST, go-fmc, FMCAnsible].
 * @param url absolute URL of the list, without its query
 * @param items JSON texts of the items on this page
 * @param count number of items on all pages
 */
export function listBody(
  url: string,
  query: Query,
  page: Page,
  items: readonly string[],
  count: number,
): string {
  const { offset, limit } = page
  const rest = query.without('offset', 'limit')
  const link = (at: number) => JSON.stringify(`${url}?offset=${at}&limit=${limit}${rest}`)
  const itemsMember = items.length === 0 ? '' : `"items":[${items.join(',')}],`
  const before = Math.max(0, offset - limit)
  const prev = offset > 0 && before < count ? `"prev":[${link(before)}],` : ''
  const next = offset + limit < count ? `"next":[${link(offset + limit)}],` : ''
  const numbers = `"offset":${offset},"limit":${limit},"count":${count},"pages":${Math.ceil(count / limit)}`
  return `{"links":{"self":${link(offset)}},${itemsMember}"paging":{${prev}${next}${numbers}}}`
}

/**
 * The JSON of the page that a query asks for, of a list that is there as a whole.
 * @param url absolute URL of the list, without its query
 * @throws ApiException 400 for a page that cannot be
 */
export function pageOf<Item>(
  url: string,
  query: Query,
  all: readonly Item[],
  show: (item: Item) => unknown,
): string {
  const page = requestedPage(query)
  const items = all.slice(page.offset, page.offset + page.limit).map((item) => JSON.stringify(show(item)))
  return listBody(url, query, page, items, all.length)
}

function wholeNumber(query: Query, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name)
  if (text === undefined) return fallback
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`
  throw new ApiException(
    400,
    `Invalid value for query parameter '${name}': expected a whole number ${range}.`,
  )
}
