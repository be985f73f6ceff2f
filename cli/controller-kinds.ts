import { CONTROLLER_KINDS, type ControllerKind } from '../simulator/journal/entries.js'
import { UsageError } from './command-line.js'

/** Turns names from the command line into controllers, each once; all of them when none is named. */
export function controllerKinds(names: readonly string[]): ControllerKind[] {
  if (names.length === 0) return [...CONTROLLER_KINDS]
  return [...new Set(names)].map((name) => {
    const kind = CONTROLLER_KINDS.find((known) => known === name)
    if (kind === undefined)
      throw new UsageError(`expected ${CONTROLLER_KINDS.join(', ')}, found ${JSON.stringify(name)}`)
    return kind
  })
}
