import { ClientError } from './errors.js'

/** An object as an FMC writes it; lists show only these members and `links` unless `expanded` is asked for. */
export interface FmcObject {
  id?: string
  name?: string
  type?: string
  [member: string]: unknown
}

/** What to read of a list. */
export interface ListOptions {
  /** Items on a page, 1 to 1000. 1000 unless given: the most that a controller gives at once [C: LAB-106]. */
  limit?: number
  /** Whether items come with all their members. False unless given. */
  expanded?: boolean
  /** As on the wire, such as `nameOrValue:web;unusedOnly:true`, or the same as a record. */
  filter?: string | Readonly<Record<string, string | number | boolean>>
}

/** A page of a list is not one, or points to a next page to which the client must not go. */
export class PagingError extends ClientError {
  override name = 'PagingError'
}

/** The part of a list that one answer holds; `items` is absent when there are none [C: FMCAnsible, fmcapi]. */
interface ListPage {
  items?: unknown
  paging?: { next?: unknown }
}

/**
 * Path and query of the first page.
 * @throws RangeError when the limit cannot be meant
 */
export function firstPage(path: string, options: ListOptions): string {
  const { limit = 1000, expanded = false, filter } = options
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new RangeError(`limit: expected a whole number from 1 to 1000, found ${limit}`)
  }
  return withQuery(path, [
    `limit=${limit}`,
    ...(expanded ? ['expanded=true'] : []),
    ...(filter === undefined ? [] : [`filter=${encodeURIComponent(filterText(filter))}`]),
  ])
}

/** A path with more parameters behind those that it has. */
export function withQuery(path: string, parameters: readonly string[]): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameters.join('&')}`
}

/**
 * Gives the items of a list one by one and fetches each page when it is needed.
 * @param get reads a path
 * @param origin scheme, host and port of the controller: the only place that tokens go to
 * @param path of the first page
 * @throws PagingError; and what `get` throws
 */
export async function* readList<Item>(
  get: (path: string) => Promise<unknown>,
  origin: string,
  path: string,
): AsyncGenerator<Item, void, undefined> {
  const seen = new Set<string>()
  for (let next: string | undefined = path; next !== undefined; ) {
    seen.add(next)
    const page = toPage(await get(next), next)
    yield* page.items as Item[]
    next = page.next === undefined ? undefined : followed(page.next, origin, next)
    if (next !== undefined && seen.has(next)) {
      throw new PagingError(`${withoutQuery(next)}: the next page is one that was read before`)
    }
  }
}

function toPage(reply: unknown, path: string): { items: unknown[]; next: unknown } {
  const { items, paging } = (reply ?? {}) as ListPage
  // An overloaded controller answers `{}`: taken for an empty list, it would hide objects. [L: wingpy]
  if (paging === undefined && items === undefined) {
    throw new PagingError(
      `${withoutQuery(path)}: expected a list with paging, found neither paging nor items`,
    )
  }
  const next = paging?.next
  return { items: Array.isArray(items) ? items : [], next: Array.isArray(next) ? next[0] : next }
}

/** The path of a link to the next page, which is an absolute URL [C: fmcapi, fireREST, go-fmc]. */
function followed(link: unknown, origin: string, from: string): string {
  const url = typeof link === 'string' ? URL.parse(link, origin + from) : null
  if (url === null) throw new PagingError(`${withoutQuery(from)}: the link to the next page is not a URL`)
  if (url.origin !== new URL(origin).origin) {
    throw new PagingError(
      `${withoutQuery(from)}: the next page is said to be at ${url.origin}, and the token must not leave ${origin}; ` +
        'reach the controller under the name that it uses itself',
    )
  }
  return url.pathname + url.search
}

function filterText(filter: NonNullable<ListOptions['filter']>): string {
  if (typeof filter === 'string') return filter
  return Object.entries(filter)
    .map(([key, value]) => `${key}:${value}`)
    .join(';')
}

function withoutQuery(path: string): string {
  return path.split('?', 1)[0]!
}
