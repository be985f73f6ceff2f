import type { Account } from './accounts.js'
import { encodeReply } from './encoding.js'
import { classNamed, resolveDn } from './model/distinguished-name.js'
import { type ObjectStore, type StoredObject, subtree } from './model/object-store.js'
import { parameter } from './query-string.js'
import { mayRead, type Rbac } from './rbac.js'

/** Answers reads: one object, or all of a class, with query-target, target-subtree-class and paging [C: CO, TK, PY]. */
export class Reader {
  readonly #rbac: Rbac
  readonly #store: ObjectStore

  constructor(rbac: Rbac, store: ObjectStore) {
    this.#rbac = rbac
    this.#store = store
  }

  /**
   * Reply to a read by DN; an absent object gives an empty list, never 404 [C: SBX, AP, AN].
   * @throws ApicError when the DN cannot exist, a class in the query does not exist, or RBAC refuses
   */
  byDn(account: Account, dn: string, query: string): string {
    const object = this.#store.get(dn)
    if (object === undefined) resolveDn(dn)
    return this.#reply(account, object === undefined ? [] : [object], dn, query)
  }

  /**
   * Reply to a read by class.
   * @throws ApicError when a class does not exist, or RBAC refuses
   */
  byClass(account: Account, className: string, query: string): string {
    return this.#reply(account, this.#store.ofClass(classNamed(className).name), `class ${className}`, query)
  }

  #reply(account: Account, roots: Iterable<StoredObject>, what: string, query: string): string {
    const found = query === '' ? [...roots] : targets(roots, query)
    const visible = found.filter(({ cls, dn }) => mayRead(account, cls, dn, this.#store))
    if (visible.length === 0 && found.length > 0) this.#rbac.nothingVisible(account, what)
    const shown = query === '' ? visible : page(visible, query)
    return encodeReply(
      shown.map((object) => this.#store.show(object)),
      visible.length,
    )
  }
}

function targets(roots: Iterable<StoredObject>, query: string): StoredObject[] {
  const wanted = parameter(query, 'target-subtree-class')
  const classes =
    wanted === undefined ? undefined : new Set(wanted.split(',').map((name) => classNamed(name).name))
  const found = new Set<StoredObject>()
  for (const root of roots) {
    for (const object of within(root, parameter(query, 'query-target'))) {
      if (classes === undefined || classes.has(object.cls.name)) found.add(object)
    }
  }
  return [...found]
}

function within(root: StoredObject, target: string | undefined): Iterable<StoredObject> {
  if (target === 'children') return root.children.values()
  return target === 'subtree' ? subtree(root) : [root]
}

/** The page that a query asks for, counted from 0; everything when it asks for none. */
function page(objects: StoredObject[], query: string): StoredObject[] {
  const size = Number(parameter(query, 'page-size'))
  if (!Number.isInteger(size) || size <= 0) return objects
  const number = Number(parameter(query, 'page') ?? 0)
  const start = Number.isInteger(number) && number >= 0 ? number * size : 0
  return objects.slice(start, start + size)
}
