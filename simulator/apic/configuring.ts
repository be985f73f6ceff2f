import type { Account } from './accounts.js'
import type { Mo } from './encoding.js'
import {
  failedValidation,
  invalidConfiguration,
  invalidRn,
  namingPropertyFixed,
  objectExists,
  objectNotFound,
  undeletable,
  unknownAttribute,
  unknownClass,
  unknownValue,
  wrongContainment,
} from './errors.js'
import type { FabricNumbers } from './fabric-numbers.js'
import { CLASSES, canContain, type MoClass } from './model/classes.js'
import { childOf, type ResolvedDn, ROOT_DN, resolveDn } from './model/distinguished-name.js'
import type { ObjectStore, ObjectValues } from './model/object-store.js'
import { canonical, complaintAbout } from './model/properties.js'
import type { PasswordHistory } from './password-history.js'
import type { Rbac } from './rbac.js'
import { FIRST_UNIX_USER_ID } from './starter-fabric.js'

/** One object of a request, checked: what is to be done with it. */
type Step = { remove: true; dn: string } | { remove: false; place: ResolvedDn; values: ObjectValues }

/** What each value of `status`, without its spaces, asks for [C: AG, CO, INS, AIM]. */
const STATUSES = new Map<string, 'upsert' | 'create' | 'modify' | 'remove'>([
  ['', 'upsert'],
  ['created,modified', 'upsert'],
  ['modified,created', 'upsert'],
  ['created', 'create'],
  ['modified', 'modify'],
  ['deleted', 'remove'],
])

/** Attributes that place an object or steer the request, besides its properties. */
const PLACING = new Set(['dn', 'rn', 'status'])

/** Configures objects. A request is checked as a whole before anything is changed, so it works in full or not at all. */
export class Configurator {
  readonly #rbac: Rbac
  readonly #store: ObjectStore
  readonly #numbers: FabricNumbers
  readonly #passwords: PasswordHistory

  constructor(rbac: Rbac, store: ObjectStore, numbers: FabricNumbers, passwords: PasswordHistory) {
    this.#rbac = rbac
    this.#store = store
    this.#numbers = numbers
    this.#passwords = passwords
  }

  /**
   * Carries out a POST of a tree of objects.
   * @param urlDn DN in the path: of the object itself or of its parent; undefined when only the body names it
   * @param wallMs for `modTs`, in ms since 1970
   * @returns DN of the root of the tree
   * @throws ApicError when anything in it is wrong or forbidden
   */
  post(account: Account, urlDn: string | undefined, tree: Mo, wallMs: number): string {
    const plan = new Plan(account, this.#rbac, this.#store)
    const cls = knownClass(tree)
    const place = placeOfRoot(urlDn, tree, cls)
    plan.add(tree, cls, place, false)
    for (const step of plan.steps) {
      if (!step.remove) this.#passwords.check(step.place.dn, step.values)
    }
    for (const step of plan.steps) {
      if (step.remove) {
        this.#store.remove(step.dn)
        continue
      }
      this.#passwords.remember(step.place.dn, step.values)
      this.#store.put(step.place, this.#complete(step), wallMs, account.unixUserId)
    }
    return place.dn
  }

  /** Gives what is made here the numbers that it is born with; the user id of a user is the next one (guess). */
  #complete({ place, values }: Extract<Step, { remove: false }>): ObjectValues {
    const { cls, dn } = place
    const isUser = cls.defaults.unixUserId !== undefined
    if ((!isUser && cls.assigned.size === 0) || this.#store.get(dn) !== undefined) return values
    const given = isUser ? { unixUserId: String(nextUnixUserId(this.#store)) } : this.#numbers.atCreation(cls)
    return { ...values, shown: { ...values.shown, ...given } }
  }

  /**
   * Carries out a DELETE; an absent object is no error [L: RG].
   * @throws ApicError when the DN cannot exist, the object belongs to the system, or RBAC refuses
   */
  delete(account: Account, dn: string): void {
    const { cls } = resolveDn(dn)
    this.#rbac.requireWrite(account, cls, dn, this.#store)
    requireDeletable(dn, cls, this.#store)
    this.#store.remove(dn)
  }
}

/** What a request will do, object by object, parents first. */
class Plan {
  readonly steps: Step[] = []
  readonly #account: Account
  readonly #rbac: Rbac
  readonly #store: ObjectStore
  /** Whether objects that earlier steps concern will be there. */
  readonly #willExist = new Map<string, boolean>()

  constructor(account: Account, rbac: Rbac, store: ObjectStore) {
    this.#account = account
    this.#rbac = rbac
    this.#store = store
  }

  /**
   * Plans an object and its children.
   * @param parentIsNew whether an earlier step makes the parent, so that nothing can be below it yet
   */
  add(tree: Mo, cls: MoClass, place: ResolvedDn, parentIsNew: boolean): void {
    const { dn, parentDn } = place
    this.#rbac.requireWrite(this.#account, cls, dn, this.#store)
    requireConfigurable(cls)
    const values = valuesOf(tree.attributes, place)
    const exists = this.#willExist.get(dn) ?? (!parentIsNew && this.#store.get(dn) !== undefined)
    switch (statusOf(tree.attributes, cls)) {
      case 'remove':
        requireDeletable(dn, cls, this.#store)
        this.#willExist.set(dn, false)
        this.steps.push({ remove: true, dn })
        return
      case 'create':
        if (exists) throw objectExists(dn)
        break
      case 'modify':
        if (!exists) throw objectNotFound(dn)
        break
    }
    if (parentDn !== undefined) this.#requireParent(parentDn)
    this.#willExist.set(dn, true)
    // An object that the request only passes through on the way to others is not modified.
    if (!exists || Object.keys({ ...values.shown, ...values.secret }).length > 0) {
      this.steps.push({ remove: false, place, values })
    }
    for (const child of tree.children) {
      const childClass = knownClass(child)
      this.add(child, childClass, placeUnder(place, child, childClass), !exists)
    }
  }

  #requireParent(dn: string): void {
    if (!(this.#willExist.get(dn) ?? this.#store.get(dn) !== undefined)) throw objectNotFound(dn)
  }
}

function requireDeletable(dn: string, cls: MoClass, store: ObjectStore): void {
  requireConfigurable(cls)
  if (store.get(dn)?.system) throw undeletable(cls.name, dn)
}

function requireConfigurable({ name, configurable }: MoClass): void {
  if (!configurable) throw invalidConfiguration(`class ${name} is not configurable`)
}

function knownClass({ className }: Mo): MoClass {
  const cls = CLASSES.get(className)
  if (cls === undefined) throw unknownClass(className)
  return cls
}

function statusOf(attributes: Mo['attributes'], cls: MoClass): 'upsert' | 'create' | 'modify' | 'remove' {
  const { status = '' } = attributes
  // Terraform writes `created, modified` [C: AG].
  const asked = STATUSES.get(status.replaceAll(' ', ''))
  if (asked === undefined) throw unknownValue('status', cls.name, status)
  return asked
}

/** Where the root of a request goes: its `dn`, or the path's DN itself if that is of its class, or just below that. */
function placeOfRoot(urlDn: string | undefined, tree: Mo, cls: MoClass): ResolvedDn {
  const { dn } = tree.attributes
  if (dn !== undefined) return checkedClass(resolveDn(dn), cls)
  const at = resolveDn(urlDn ?? ROOT_DN)
  return at.cls === cls ? at : placeUnder(at, tree, cls)
}

/** Where a child goes: its `dn`, its `rn`, or its naming properties under the parent [C: SBX, AG, AN]. */
function placeUnder(parent: ResolvedDn, { attributes }: Mo, cls: MoClass): ResolvedDn {
  const rn = attributes.rn || cls.rn.build(attributes)
  const { dn = `${parent.dn}/${rn}` } = attributes
  if (!canContain(parent.cls, cls) || dn.slice(0, parent.dn.length + 1) !== `${parent.dn}/`) {
    throw wrongContainment(rn, parent.dn)
  }
  const place = childOf(parent, dn.slice(parent.dn.length + 1))
  if (place === undefined) throw invalidRn(rn)
  return checkedClass(place, cls)
}

function checkedClass(place: ResolvedDn, cls: MoClass): ResolvedDn {
  if (place.cls !== cls) throw invalidRn(place.rn)
  return place
}

/** The values that a request sets, after a look at each attribute. Properties of the controller's own are left alone. */
function valuesOf(attributes: Mo['attributes'], place: ResolvedDn): ObjectValues {
  const { cls, naming } = place
  for (const [property, value] of Object.entries(naming)) checkName(property, value, place)
  const shown: Record<string, string> = {}
  const secret: Record<string, string> = {}
  for (const [property, value] of Object.entries(attributes)) {
    if (Object.hasOwn(naming, property)) {
      if (value !== naming[property]) throw namingPropertyFixed(property, cls.name)
    } else if (cls.secret.has(property)) secret[property] = value
    else if (cls.settable.has(property)) shown[property] = checkedValue(property, value, place)
    else if (!PLACING.has(property) && !Object.hasOwn(cls.defaults, property)) {
      throw unknownAttribute(property, cls.name)
    }
  }
  return { shown, secret }
}

function checkName(property: string, value: string, place: ResolvedDn): void {
  if (!place.cls.rn.accepts(property, value)) throw failedValidation(property, place.dn, value)
  checkedValue(property, value, place)
}

function checkedValue(property: string, value: string, { cls, dn }: ResolvedDn): string {
  const rule = cls.settable.get(property)
  if (rule === undefined) return value
  const complaint = complaintAbout(value, rule)
  if (complaint === 'enumeration') throw unknownValue(property, cls.name, value)
  if (complaint === 'form') throw failedValidation(property, dn, value)
  return canonical(value, rule)
}

function nextUnixUserId(store: ObjectStore): number {
  const users = [...store.ofClass('aaaUser'), ...store.ofClass('aaaAppUser')]
  return users.reduce(
    (next, user) => Math.max(next, Number(user.attributes.unixUserId) + 1),
    FIRST_UNIX_USER_ID,
  )
}
