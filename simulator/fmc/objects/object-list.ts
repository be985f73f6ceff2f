import { listBody, type Page, requestedPage } from '../paging.js'
import type { Query } from '../request-target.js'
import type { ObjectCollection } from './object-collection.js'
import type { ObjectTest } from './object-filter.js'
import type { StoredObject } from './object-store.js'
import type { ObjectView, Viewer } from './object-view.js'

/**
 * The JSON of one page of the objects in one or more collections, in order.
 * @param url absolute URL of the list, without its query
 * @throws ApiException 400 for a page that cannot be
 */
export function objectList(
  url: string,
  query: Query,
  collections: readonly ObjectCollection[],
  filter: ObjectTest | undefined,
  show: { view: ObjectView; viewer: Viewer },
): string {
  const page = requestedPage(query)
  const { objects, count } =
    filter === undefined ? wholePage(collections, page) : filteredPage(collections, page, filter)
  const { view, viewer } = show
  const expanded = query.isTrue('expanded')
  const items = objects.map((object) =>
    expanded ? view.details(object, viewer) : view.summary(object, viewer),
  )
  return listBody(url, query, page, items, count)
}

interface Found {
  objects: StoredObject[]
  /** On all pages. */
  count: number
}

/** Without a filter, only the page itself is looked at. */
function wholePage(collections: readonly ObjectCollection[], { offset, limit }: Page): Found {
  const objects: StoredObject[] = []
  let count = 0
  for (const collection of collections) {
    const from = Math.max(0, offset - count)
    if (objects.length < limit) objects.push(...collection.slice(from, limit - objects.length))
    count += collection.size
  }
  return { objects, count }
}

function filteredPage(
  collections: readonly ObjectCollection[],
  { offset, limit }: Page,
  filter: ObjectTest,
): Found {
  const objects: StoredObject[] = []
  let count = 0
  for (const collection of collections) {
    for (const object of collection.all()) {
      if (!filter(object)) continue
      if (count >= offset && objects.length < limit) objects.push(object)
      count++
    }
  }
  return { objects, count }
}
