import { invalidRn, unresolvedClass, wrongRnPrefix } from '../errors.js'
import { CHILD_CLASSES, CLASSES, type MoClass, ROOT_CLASSES } from './classes.js'

/** Where a distinguished name leads: the class at its end, the naming values, and what it stands under. */
export interface ResolvedDn {
  readonly dn: string
  readonly cls: MoClass
  /** Values of the naming properties, by property; empty for a class without any. */
  readonly naming: Readonly<Record<string, string>>
  readonly rn: string
  /** Undefined for a root. */
  readonly parentDn: string | undefined
}

/** DN of the policy universe, the root of all configuration. */
export const ROOT_DN = 'uni'

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
 * Finds the class of a DN by walking its RNs down from a root.
 * @throws ApicError 104 when an RN has a prefix that no class has there, or not the form of its class
 */
export function resolveDn(dn: string): ResolvedDn {
  const [root = '', ...rns] = splitDn(dn)
  const cls = ROOT_CLASSES.get(root)
  if (cls === undefined) {
    const record = recordAt(dn)
    if (record === undefined) throw wrongRnPrefix(dn, root, 0)
    return record
  }
  let at: ResolvedDn = { dn: root, cls, naming: {}, rn: root, parentDn: undefined }
  for (const rn of rns) {
    const child = childOf(at, rn)
    if (child === undefined) throw wrongRnPrefix(dn, rn, at.dn.length + 1)
    at = child
  }
  return at
}

/** What a DN leads to that stands under nothing and has naming properties in its only RN, as log records have. */
function recordAt(dn: string): ResolvedDn | undefined {
  for (const cls of ROOT_CLASSES.values()) {
    const naming = cls.rn.naming.length === 0 ? undefined : cls.rn.parse(dn)
    if (naming !== undefined) return { dn, cls, naming, rn: dn, parentDn: undefined }
  }
  return undefined
}

/**
 * What an RN leads to under a parent; undefined when no class there has such a prefix.
 * @throws ApicError 104 when there are classes with its prefix, but it has the form of none
 */
export function childOf(parent: Pick<ResolvedDn, 'dn' | 'cls'>, rn: string): ResolvedDn | undefined {
  let prefixIsKnown = false
  for (const cls of CHILD_CLASSES.get(parent.cls.name)!) {
    if (!rn.startsWith(cls.rn.prefix)) continue
    const naming = cls.rn.parse(rn)
    if (naming !== undefined) return { dn: `${parent.dn}/${rn}`, cls, naming, rn, parentDn: parent.dn }
    prefixIsKnown ||= cls.rn.naming.length > 0
  }
  if (prefixIsKnown) throw invalidRn(rn)
  return undefined
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
