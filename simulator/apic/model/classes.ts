import { ACCESS_CLASSES } from './classes/access.js'
import { FABRIC_CLASSES } from './classes/fabric.js'
import { SECURITY_CLASSES } from './classes/security.js'
import { TENANT_CLASSES } from './classes/tenant.js'
import { type MoClass, moClass } from './mo-class.js'

export type { MoClass } from './mo-class.js'

/** All classes, by name. */
export const CLASSES: ReadonlyMap<string, MoClass> = new Map(
  Object.entries({ ...FABRIC_CLASSES, ...TENANT_CLASSES, ...ACCESS_CLASSES, ...SECURITY_CLASSES }).map(
    ([name, record]) => [name, moClass(name, record)],
  ),
)

/** Classes of the objects that stand under nothing, by RN. */
export const ROOT_CLASSES: ReadonlyMap<string, MoClass> = new Map(
  [...CLASSES.values()].filter(({ parents }) => parents.length === 0).map((cls) => [cls.rn.prefix, cls]),
)

/** Classes that can stand under a class, longest RN prefix first. */
export const CHILD_CLASSES: ReadonlyMap<string, readonly MoClass[]> = new Map(
  [...CLASSES.values()].map((parent) => [
    parent.name,
    [...CLASSES.values()]
      .filter((cls) => canContain(parent, cls))
      .sort((a, b) => b.rn.prefix.length - a.rn.prefix.length),
  ]),
)

/** Whether objects of a class can stand directly under those of another. What annotates others is not annotated. */
export function canContain(parent: MoClass, cls: MoClass): boolean {
  return cls.parents === 'any' ? parent.parents !== 'any' : cls.parents.includes(parent.name)
}
