import type { ControllerKind } from '../../simulator/index.js'

/** For rules that hold wherever a session can be lost. */
export const EVERY_CONTROLLER: readonly ControllerKind[] = ['apic', 'fmc', 'apstra']
