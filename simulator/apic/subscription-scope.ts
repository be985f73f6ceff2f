import type { StoredObject } from './model/object-store.js'
import { parameter } from './query-string.js'

/** Tells whether a subscription concerns an object. An object that was just removed still knows its parents. */
export type SubscriptionScope = (object: StoredObject) => boolean

/** What a subscribing query starts from: one object, or all objects of a class. */
export type ScopeRoot = { readonly dn: string } | { readonly className: string }

/**
 * The objects that a query follows: its root, or with `query-target` the children of that or all below it, of the
 * classes in `target-subtree-class` only where there is one [L: NI]. A query that shows subtrees with `rsp-subtree`
 * hears of what it shows below its root too, of the classes in `rsp-subtree-class` (guess).
 * @param query of the subscribing request, without `?`
 */
export function scopeOf(root: ScopeRoot, query: string): SubscriptionScope {
  const target = parameter(query, 'query-target')
  const shown = parameter(query, 'rsp-subtree')
  const targetClasses = classList(parameter(query, 'target-subtree-class'))
  const shownClasses = classList(parameter(query, 'rsp-subtree-class'))
  const isRoot = ({ dn, cls }: StoredObject) => ('dn' in root ? dn === root.dn : cls.name === root.className)
  return (object) => {
    const { name } = object.cls
    const own = isRoot(object)
    const child = object.parent !== undefined && isRoot(object.parent)
    const below = () => child || isBelow(object, isRoot)
    const targeted = target === 'children' ? child : own || (target === 'subtree' && below())
    if (targeted && (targetClasses === undefined || targetClasses.has(name))) return true
    const inShown = shown === 'children' ? child : shown === 'full' && below()
    return inShown && (shownClasses === undefined || shownClasses.has(name))
  }
}

function isBelow(object: StoredObject, isRoot: (object: StoredObject) => boolean): boolean {
  for (let { parent } = object; parent !== undefined; parent = parent.parent) {
    if (isRoot(parent)) return true
  }
  return false
}

function classList(text: string | undefined): ReadonlySet<string> | undefined {
  return text === undefined ? undefined : new Set(text.split(','))
}
