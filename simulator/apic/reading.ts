import type { Account } from './accounts.js'
import { mo, NOTHING, type Reply, replyOf } from './encoding.js'
import { classNamed, resolveDn } from './model/distinguished-name.js'
import { type ObjectStore, type StoredObject, subtree } from './model/object-store.js'
import { LatestResults } from './query/latest-results.js'
import { compareValues } from './query/property-reference.js'
import { PLAIN_QUERY, type Query, readQuery, withoutPage } from './query/query-options.js'
import { SubtreeView } from './query/subtree-view.js'
import { parameter } from './query-string.js'
import { type Rbac, visibleTo } from './rbac.js'

/** Answers reads: one object, or all of a class, with the query options of the interface [C: CO, TK, PY]. */
export class Reader {
  readonly #rbac: Rbac
  readonly #store: ObjectStore
  readonly #pagedResults = new LatestResults<readonly StoredObject[]>()

  constructor(rbac: Rbac, store: ObjectStore) {
    this.#rbac = rbac
    this.#store = store
  }

  /**
   * Reply to a read by DN; an absent object gives an empty list, never 404 [C: SBX, AP, AN].
   * @throws ApicError when the DN cannot exist, the query cannot be read, or RBAC refuses
   */
  byDn(account: Account, dn: string, query: string): Reply {
    const object = this.#store.get(dn)
    if (object === undefined) resolveDn(dn)
    return this.#reply(account, object === undefined ? [] : [object], dn, query)
  }

  /**
   * Reply to a read by class.
   * @param scopedClass class name, after a DN and a slash where only objects below that DN are asked for
   * @throws ApicError when the class does not exist, the query cannot be read, or RBAC refuses
   */
  byClass(account: Account, scopedClass: string, query: string): Reply {
    const slash = scopedClass.lastIndexOf('/')
    const { name } = classNamed(scopedClass.slice(slash + 1))
    let roots = this.#store.ofClass(name)
    if (slash >= 0) {
      const scope = resolveDn(scopedClass.slice(0, slash)).dn
      roots = roots.filter(({ dn }) => dn === scope || dn.startsWith(`${scope}/`))
    }
    return this.#reply(account, roots, `class ${scopedClass}`, query)
  }

  /**
   * Reply to a POST: nothing, or with `rsp-subtree=full` or `modified` the tree as it is then [C: CO]. Both show all of it
   * (guess: what was modified cannot be told from the rest).
   */
  afterWrite(account: Account, dn: string, query: string): Reply {
    const wanted = query === '' ? undefined : parameter(query, 'rsp-subtree')
    if (wanted !== 'full' && wanted !== 'modified') return NOTHING
    return this.byDn(account, dn, 'rsp-subtree=full')
  }

  #reply(account: Account, roots: readonly StoredObject[], what: string, text: string): Reply {
    const query = text === '' ? PLAIN_QUERY : readQuery(text)
    const isVisible = visibleTo(account, this.#store)
    const view = new SubtreeView(query, this.#store, isVisible)
    const find = () => this.#find(account, roots, what, query, isVisible, view)
    const found =
      query.pageSize === undefined
        ? find()
        : this.#pagedResults.get(`${account.dn}\n${what}\n${withoutPage(text)}`, this.#store.revision, find)
    if (query.count) return replyOf([countOf(found)])
    return replyOf(
      pageOf(found, query).map((object) => view.show(object)),
      found.length,
    )
  }

  /** All objects that a query is about, in its order. */
  #find(
    account: Account,
    roots: readonly StoredObject[],
    what: string,
    query: Readonly<Query>,
    isVisible: (object: StoredObject) => boolean,
    view: SubtreeView,
  ): readonly StoredObject[] {
    const targets = targetsOf(roots, query)
    const visible = targets.filter(isVisible)
    if (visible.length === 0 && targets.length > 0) this.#rbac.nothingVisible(account, what)
    const { filter } = query
    let found =
      filter === undefined
        ? visible
        : visible.filter((object) => filter(object.cls, this.#store.attributesOf(object)))
    if (query.required) found = found.filter((object) => view.hasContent(object))
    if (query.noScoped) found = found.flatMap((object) => [...view.wantedBelow(object)])
    return query.order.length === 0 ? found : this.#sorted(found, query)
  }

  /** Objects that are equal in all that the order looks at keep the order in which they were made. */
  #sorted(objects: readonly StoredObject[], { order }: Readonly<Query>): StoredObject[] {
    const keyed = objects.map((object) => {
      const attributes = this.#store.attributesOf(object)
      return { object, keys: order.map(({ property }) => attributes[property] ?? '') }
    })
    keyed.sort((a, b) => {
      for (const [index, { descending }] of order.entries()) {
        const difference = compareValues(a.keys[index]!, b.keys[index]!)
        if (difference !== 0) return descending ? -difference : difference
      }
      return 0
    })
    return keyed.map(({ object }) => object)
  }
}

/** No class can stand below itself, so what is below one root is never below another. */
function targetsOf(
  roots: readonly StoredObject[],
  { target, targetClasses }: Readonly<Query>,
): readonly StoredObject[] {
  if (target === 'self' && targetClasses === undefined) return roots
  const found: StoredObject[] = []
  for (const root of roots) {
    for (const object of within(root, target)) {
      if (targetClasses === undefined || targetClasses.has(object.cls.name)) found.push(object)
    }
  }
  return found
}

function within(root: StoredObject, target: Query['target']): Iterable<StoredObject> {
  if (target === 'children') return root.children.values()
  return target === 'subtree' ? subtree(root) : [root]
}

/** Of all objects the page that a query asks for; everything when it asks for none. */
function pageOf(
  found: readonly StoredObject[],
  { page, pageSize }: Readonly<Query>,
): readonly StoredObject[] {
  return pageSize === undefined ? found : found.slice(page * pageSize, (page + 1) * pageSize)
}

/** The only object of a reply that counts [class C: PY; attributes guess]. */
function countOf({ length }: readonly StoredObject[]) {
  return mo('moCount', { childAction: '', count: String(length), dn: 'cnt', status: '' })
}
