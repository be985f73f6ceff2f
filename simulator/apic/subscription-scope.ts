import type { ObjectStore, StoredObject } from './model/object-store.js'
import { readQuery } from './query/query-options.js'

/** Tells whether a subscription concerns an object. An object that was just removed still knows its parents. */
export type SubscriptionScope = (object: StoredObject, store: ObjectStore) => boolean

/** What a subscribing query starts from: one object, or all objects of a class. */
export type ScopeRoot = { readonly dn: string } | { readonly className: string }

/**
 * The objects that a query follows: its root, or with `query-target` the children of that or all below it, of the
 * classes in `target-subtree-class` only where there is one, and those only that `query-target-filter` lets through
 * [L: NI]. A query that shows subtrees with `rsp-subtree` hears of what it shows below its root too, by
 * `rsp-subtree-class` and `rsp-subtree-filter` (guess). Filters see a changed object as it is after the change, and a
 * removed one as it was last (guess).
 * @param query of the subscribing request, without `?`
 * @throws ApicError for a query that cannot be read
 */
export function scopeOf(root: ScopeRoot, query: string): SubscriptionScope {
  const { target, targetClasses, filter, depth, subtreeClasses, subtreeFilter } = readQuery(query)
  const isRoot = ({ dn, cls }: StoredObject) => ('dn' in root ? dn === root.dn : cls.name === root.className)
  return (object, store) => {
    const { cls } = object
    const own = isRoot(object)
    const child = object.parent !== undefined && isRoot(object.parent)
    const below = () => child || isBelow(object, isRoot)
    const targeted = target === 'children' ? child : own || (target === 'subtree' && below())
    if (targeted && (targetClasses === undefined || targetClasses.has(cls.name))) {
      if (filter === undefined || filter(cls, store.attributesOf(object))) return true
    }
    const inShown = depth === 'children' ? child : depth === 'full' && below()
    if (!inShown || (subtreeClasses !== undefined && !subtreeClasses.has(cls.name))) return false
    return subtreeFilter === undefined || subtreeFilter(cls, store.attributesOf(object))
  }
}

function isBelow(object: StoredObject, isRoot: (object: StoredObject) => boolean): boolean {
  for (let { parent } = object; parent !== undefined; parent = parent.parent) {
    if (isRoot(parent)) return true
  }
  return false
}
