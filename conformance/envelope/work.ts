import type { ControllerKind } from '../../simulator/index.js'
import type { Plan } from '../plans/plan.js'

const SECOND = 1000

/** Tokens that the work goes through: an FMC's login, its three refreshes, and the login that has to follow. */
export const TOKENS: Record<ControllerKind, number> = { apic: 3, fmc: 5, apstra: 3 }

/** Steps of a plan before they are parsed. */
export type WorkStep = { do: Plan['steps'][number]['do'] } & Record<string, unknown>

/** One call of the program. */
export const CALL: WorkStep = { do: 'request', operation: 'read' }

/**
 * A program at work through several tokens, calling one after the other: at first every 10 s, then, while the token has
 * its last 20 s, every half second. A client that renews as a call asks for it has the chance to, however small its
 * margin; what it makes of it is up to the strain.
 */
export function workThroughTokens(controller: ControllerKind): WorkStep[] {
  const round = [
    { do: 'wait-until', deadline: 'token', offsetMs: -100 * SECOND } as const,
    ...callsEvery(10 * SECOND, 8),
    ...callsEvery(SECOND / 2, 50),
  ]
  return [CALL, ...Array.from({ length: TOKENS[controller] }, () => round).flat()]
}

function callsEvery(ms: number, calls: number): WorkStep[] {
  return Array.from({ length: calls }, () => [CALL, { do: 'wait', ms } as const]).flat()
}
