import type { MoClass } from '../model/classes.js'

/** Which properties a reply shows: `rsp-prop-include` [values C: CO; contents of each guess where no capture shows it]. */
export const SELECTIONS = [
  'all',
  'naming-only',
  'config-explicit',
  'config-all',
  'config-only',
  'oper',
] as const

/** One of {@link SELECTIONS}. */
export type Selection = (typeof SELECTIONS)[number]

/** Names that stay the same for all objects of a class, by selection. */
const NAMES: ReadonlyMap<Selection, Map<MoClass, readonly string[]>> = new Map(
  SELECTIONS.map((selection) => [selection, new Map()]),
)

/**
 * The properties of an object that a reply shows. An object inside another one shows its RN in place of its DN, except
 * where configuration alone is asked for (guess).
 * @param attributes all of them, as they are at the moment
 */
export function selectProperties(
  selection: Selection,
  cls: MoClass,
  attributes: Readonly<Record<string, string>>,
  rn: string,
  isNested: boolean,
): Readonly<Record<string, string>> {
  if (selection === 'all' && !isNested) return attributes
  const shown: Record<string, string> = {}
  const showsRn = isNested && !selection.startsWith('config')
  for (const name of namesOf(selection, cls)) {
    const value = attributes[name] ?? ''
    if (name === 'dn' && isNested) continue
    if (selection === 'config-explicit' && cls.settable.has(name) && value === cls.defaults[name]) continue
    shown[name] = value
  }
  if (showsRn) shown.rn = rn
  return shown
}

function namesOf(selection: Selection, cls: MoClass): readonly string[] {
  const ofSelection = NAMES.get(selection)!
  let names = ofSelection.get(cls)
  if (names === undefined) {
    names = Object.keys(cls.defaults).filter((name) => includes(selection, cls, name))
    ofSelection.set(cls, names)
  }
  return names
}

function includes(selection: Selection, cls: MoClass, name: string): boolean {
  if (selection === 'all' || name === 'dn') return true
  const isNaming = cls.rn.naming.includes(name)
  switch (selection) {
    case 'naming-only':
      return isNaming
    case 'oper':
      return !isNaming && !cls.settable.has(name)
    case 'config-all':
    case 'config-explicit':
    case 'config-only':
      return isNaming || cls.settable.has(name)
  }
}
