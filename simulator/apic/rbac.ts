import type { Account } from './accounts.js'
import { readDenied, writeDenied } from './errors.js'
import type { MoClass } from './model/classes.js'
import { type ObjectStore, type StoredObject, tenantDnOf } from './model/object-store.js'
import type { ApicOptions, ApicUser } from './options.js'

/** Security domain that holds everything. */
const EVERYTHING = 'all'

/** An object as far as access to it goes. */
interface Target {
  readonly dn: string
  /** Numeric id of the user who made it; undefined while nobody has. */
  readonly creator: string | undefined
}

type Role = ApicUser['domains'][number]['roles'][number]

/** Role-based access control: what a user's roles allow in the security domains in which the user holds them. */
export class Rbac {
  readonly #denyStyle: ApicOptions['rbacDenyStyle']
  readonly #readDeny: ApicOptions['rbacReadDeny']

  constructor({ rbacDenyStyle, rbacReadDeny }: Pick<ApicOptions, 'rbacDenyStyle' | 'rbacReadDeny'>) {
    this.#denyStyle = rbacDenyStyle
    this.#readDeny = rbacReadDeny
  }

  /**
   * Checks that a user may configure an object.
   * @throws ApicError in the style that the options ask for: 403 with a permission text of our own, or 400 with code 170
   *   [text C: CO; status L: AIM]
   */
  requireWrite(account: Account, cls: MoClass, dn: string, store: ObjectStore): void {
    if (mayWrite(account, cls, dn, store)) return
    throw writeDenied(this.#denyStyle, account.name, cls.name)
  }

  /**
   * Says what a read gets when there is something, but nothing that the user may see: an empty list [L].
   * @throws ApicError 403 with a permission text instead, where the options ask for it
   */
  nothingVisible(account: Account, what: string): void {
    if (this.#readDeny === 'empty') return
    throw readDenied(account.name, what)
  }
}

/** Whether a user sees an object, which may just have been removed. */
export function mayRead(
  account: Account,
  { cls, dn, attributes }: StoredObject,
  store: ObjectStore,
): boolean {
  return holds(account, { dn, creator: attributes.uid }, store, ({ name }) => {
    if (cls.readRoles === undefined || name === 'admin' || name === 'read-all') return true
    return cls.readRoles.includes(name)
  })
}

/**
 * Says of many objects which a user sees. What it finds out about a class and a tenant is kept, so it holds only as long
 * as the store does not change.
 */
export function visibleTo(account: Account, store: ObjectStore): (object: StoredObject) => boolean {
  if (account.domains.some(({ name }) => isRestricted(name, store))) {
    return (object) => mayRead(account, object, store)
  }
  const known = new Map<MoClass, Map<string, boolean>>()
  return (object) => {
    const { cls, dn } = object
    let ofClass = known.get(cls)
    if (ofClass === undefined) {
      ofClass = new Map()
      known.set(cls, ofClass)
    }
    const tenantDn = tenantDnOf(dn)
    let visible = ofClass.get(tenantDn)
    if (visible === undefined) {
      visible = mayRead(account, object, store)
      ofClass.set(tenantDn, visible)
    }
    return visible
  }
}

function mayWrite(account: Account, cls: MoClass, dn: string, store: ObjectStore): boolean {
  const { writeRoles } = cls
  if (writeRoles === 'anyone') return true
  return holds(
    account,
    { dn, creator: store.get(dn)?.attributes.uid },
    store,
    ({ name, privilege }) => privilege === 'write' && (name === 'admin' || writeRoles.includes(name)),
  )
}

/** Whether a user holds a fitting role in a security domain that gives access to the object. */
function holds(account: Account, target: Target, store: ObjectStore, fits: (role: Role) => boolean): boolean {
  for (const domain of account.domains) {
    if (domain.roles.some(fits) && givesAccess(domain.name, target, store)) return true
  }
  return false
}

/**
 * Whether a security domain gives access to an object: the object belongs to it, and where the domain is restricted,
 * which it can be from 5.0 on, somebody of the same domain made the object [who counts as of the domain is a guess].
 */
function givesAccess(domain: string, { dn, creator }: Target, store: ObjectStore): boolean {
  if (domain !== EVERYTHING && !contains(domain, dn, store)) return false
  return creator === undefined || !isRestricted(domain, store) || isMember(creator, domain, store)
}

function isRestricted(domain: string, store: ObjectStore): boolean {
  return store.get(`uni/userext/domain-${domain}`)?.attributes.restrictedRbacDomain === 'yes'
}

/** Whether the user with that numeric id belongs to the domain. */
function isMember(unixUserId: string, domain: string, store: ObjectStore): boolean {
  return [...store.ofClass('aaaUser'), ...store.ofClass('aaaAppUser')].some(
    ({ dn, attributes }) =>
      attributes.unixUserId === unixUserId && store.get(`${dn}/userdomain-${domain}`) !== undefined,
  )
}

/** Whether an object belongs to a security domain: its tenant carries a reference to it [C: model]. */
function contains(domain: string, dn: string, store: ObjectStore): boolean {
  return store.get(`${tenantDnOf(dn)}/domain-${domain}`)?.cls.name === 'aaaDomainRef'
}
