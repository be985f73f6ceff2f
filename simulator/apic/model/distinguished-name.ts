import { invalidRn, unresolvedClass, wrongRnPrefix } from '../errors.js'
import { CHILD_CLASSES, CLASSES, type MoClass } from './classes.js'

/** Where a distinguished name leads: the class at its end, the naming value, and what it stands under. */
export interface ResolvedDn {
  readonly dn: string
  readonly cls: MoClass
  /** Value of the naming property; empty for a class without one. */
  readonly name: string
  readonly rn: string
  /** Undefined for the root. */
  readonly parentDn: string | undefined
}

const ROOT = CLASSES.get('polUni')!

/** DN of the policy universe, the root of all configuration. */
export const ROOT_DN = ROOT.rnPrefix

/** Values that can name an object where no brackets protect them (guess from the product's own error texts). */
const PLAIN_NAME = /^[\w.:-]{1,64}$/

/** Splits a DN into RNs; a `/` inside brackets separates nothing [C: TK, PY]. */
export function splitDn(dn: string): string[] {
  const rns: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < dn.length; i++) {
    const char = dn[i]
    if (char === '[') depth++
    else if (char === ']') depth--
    else if (char === '/' && depth === 0) {
      rns.push(dn.slice(start, i))
      start = i + 1
    }
  }
  rns.push(dn.slice(start))
  return rns
}

/**
 * Finds the class of a DN by walking its RNs down from the root.
 * @throws ApicError 104 when an RN has a prefix that no class has there, or not the form of its class
 */
export function resolveDn(dn: string): ResolvedDn {
  const [root = '', ...rns] = splitDn(dn)
  if (root !== ROOT_DN) throw wrongRnPrefix(dn, root, 0)
  let at: ResolvedDn = { dn: ROOT_DN, cls: ROOT, name: '', rn: ROOT_DN, parentDn: undefined }
  for (const rn of rns) {
    const child = childOf(at, rn)
    if (child === undefined) throw wrongRnPrefix(dn, rn, at.dn.length + 1)
    at = child
  }
  return at
}

/**
 * What an RN leads to under a parent; undefined when no class there has such a prefix.
 * @throws ApicError 104 when the RN does not have the form of its class
 */
export function childOf(parent: Pick<ResolvedDn, 'dn' | 'cls'>, rn: string): ResolvedDn | undefined {
  const cls = CHILD_CLASSES.get(parent.cls.name)!.find((candidate) =>
    candidate.naming === undefined ? candidate.rnPrefix === rn : rn.startsWith(candidate.rnPrefix),
  )
  if (cls === undefined) return undefined
  const value = rn.slice(cls.rnPrefix.length)
  const bracketed = value.startsWith('[') && value.endsWith(']')
  const name = bracketed ? value.slice(1, -1) : value
  if (cls.naming !== undefined && (name === '' || cls.bracketed !== bracketed)) throw invalidRn(rn)
  return { dn: `${parent.dn}/${rn}`, cls, name, rn, parentDn: parent.dn }
}

/** RN of an object of that class; `name` counts only where the class has a naming property. */
export function rnOf(cls: MoClass, name: string): string {
  if (cls.naming === undefined) return cls.rnPrefix
  return cls.bracketed ? `${cls.rnPrefix}[${name}]` : cls.rnPrefix + name
}

/** Whether a value can name an object of that class. */
export function isValidName(cls: MoClass, name: string): boolean {
  return cls.naming === undefined || cls.bracketed || PLAIN_NAME.test(name)
}

/**
 * The class of that name.
 * @throws ApicError 400 when there is none
 */
export function classNamed(name: string): MoClass {
  const cls = CLASSES.get(name)
  if (cls === undefined) throw unresolvedClass(name)
  return cls
}
