import { propertyNotInClass } from '../errors.js'
import type { MoClass } from '../model/classes.js'
import { classNamed } from '../model/distinguished-name.js'

/** A property of a class, as filters and orders name it: `fvTenant.name`. */
export interface PropertyReference {
  readonly cls: MoClass
  readonly property: string
}

/**
 * Reads a reference to a property; undefined when the text does not have its form.
 * @throws ApicError 400 for an unknown class, 121 for a property that the class does not have
 */
export function propertyReference(text: string): PropertyReference | undefined {
  const match = /^(\w+)\.(\w+)$/.exec(text)
  if (match === null) return undefined
  const [, className = '', property = ''] = match
  const cls = classNamed(className)
  if (!Object.hasOwn(cls.defaults, property)) throw propertyNotInClass(property, className)
  return { cls, property }
}

const NUMBER = /^-?\d+(?:\.\d+)?$/

/** Order of two values: numbers by size and before all others, which go by their characters (guess for mixed ones). */
export function compareValues(a: string, b: string): number {
  const aIsNumber = NUMBER.test(a)
  if (aIsNumber !== NUMBER.test(b)) return aIsNumber ? -1 : 1
  if (aIsNumber) return Number(a) - Number(b)
  return a < b ? -1 : a > b ? 1 : 0
}
