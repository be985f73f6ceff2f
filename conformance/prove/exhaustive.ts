import type { ControllerKind } from '../../simulator/index.js'
import type { CreateClient } from '../client-under-test.js'
import { type Plan, planSchema, type Step } from '../plans/plan.js'
import { runPlan } from '../plans/run-plan.js'
import { violationsOf } from '../properties/index.js'
import type { Counterexample } from './prove-plans.js'

/** States beyond which a scope is given up as too large. */
const MOST_STATES = 5000

/** What looking at every state of a small scope came to. */
export interface ExhaustiveResult {
  controller: ControllerKind
  /** Different states that were reached. */
  states: number
  /** Plans that were run to reach them. */
  plans: number
  /** Whether nothing new could be reached any more; false when the scope was too large. */
  fixedPoint: boolean
  /** Whether the client showed its own state; without it states are told apart by the controller's alone. */
  clientStateSeen: boolean
  counterexample?: Counterexample
}

/** Lifetimes so short that all states can be visited; times in seconds. */
const OPTIONS: Record<ControllerKind, Plan['options']> = {
  apic: { refreshTimeoutSeconds: 60, maximumLifetimeSeconds: 150 },
  fmc: { accessTtlSec: 60, browserTimeoutSec: 150, browserTimeoutKind: 'absolute' },
  apstra: { tokenTtlSeconds: 60 },
}
/** Leaves half of a token's life to work in: the margin is twice this and a second. */
const REQUEST_TIMEOUT_MS = 7000
/** Events start on a grid of this many ms, and states are told apart as finely. */
const GRID_MS = 5000

/** Instants relative to the end of a token at which something changes: renewal, giving up, and the end itself. */
const TOKEN_MOMENTS_MS = [-17_000, -15_999, -8500, -7999, -1, 0, 1]
/** The same for the end of a session. */
const SESSION_MOMENTS_MS = [-31_000, -15_999, -1, 0, 1]

/** Everything that can happen next in the scope: each event some steps. */
function eventsOf(controller: ControllerKind): Step[][] {
  const request = (operation: 'read' | 'write' | 'denied', parallel: number): Step => ({
    do: 'request',
    operation,
    parallel,
    detached: false,
    staggerMs: 0,
  })
  const callAt =
    (deadline: 'token' | 'absolute') =>
    (offsetMs: number): Step[] => [{ do: 'wait-until', deadline, offsetMs }, request('read', 2)]
  const events: Step[][] = [
    [request('write', 1)],
    [request('denied', 1)],
    [{ do: 'suspend', ms: 50_000 }],
    [{ do: 'clock-step', ms: 50_000 }],
    ...TOKEN_MOMENTS_MS.map(callAt('token')),
    ...(controller === 'apstra' ? [] : SESSION_MOMENTS_MS.map(callAt('absolute'))),
  ]
  return events.map((steps) => [...steps, { do: 'align', toMs: GRID_MS }])
}

/**
 * Visits every state that can be reached in a small scope, on a grid of instants around the deadlines, until no event
 * leads to a new one. A state is all that decides how a run goes on, with times
 * relative to now.
 * @param onProgress called with the number of states each time it has grown by some
 */
export async function exploreStates(
  controller: ControllerKind,
  createClient: CreateClient,
  onProgress: (states: number) => void = () => {},
): Promise<ExhaustiveResult> {
  const events = eventsOf(controller)
  const seen = new Set<string>()
  const result: ExhaustiveResult = {
    controller,
    states: 0,
    plans: 0,
    fixedPoint: true,
    clientStateSeen: false,
  }
  let frontier: Step[][] = [[]]
  while (frontier.length > 0) {
    const reached: Step[][] = []
    for (const path of frontier) {
      for (const event of events) {
        const plan = planFor(controller, [...path, ...event])
        const run = await runPlan(plan, { createClient })
        result.plans++
        const violations = violationsOf(run)
        if (violations.length > 0)
          return { ...result, states: seen.size, counterexample: { plan, violations } }
        result.clientStateSeen ||= (run.finalState as { client?: unknown }).client !== undefined
        const state = stateOf(run.finalState)
        if (seen.has(state)) continue
        seen.add(state)
        reached.push(plan.steps)
        if (seen.size % 50 === 0) onProgress(seen.size)
        if (seen.size >= MOST_STATES) return { ...result, states: seen.size, fixedPoint: false }
      }
    }
    frontier = reached
  }
  return { ...result, states: seen.size }
}

/**
 * A state as text, its times rounded to the grid. Rounding merges states that differ in phase only; no boundary is
 * missed by it, because events aim at the exact instants around each deadline from wherever they start.
 */
function stateOf(finalState: unknown): string {
  return JSON.stringify(finalState, (key, value) => {
    // Counts, such as the renewals that are left, are exact.
    if (typeof value !== 'number' || key.endsWith('Left')) return value
    return value <= 0 ? 'past' : Math.ceil(value / GRID_MS)
  })
}

function planFor(controller: ControllerKind, steps: Step[]): Plan {
  return planSchema.parse({
    controller,
    class: 'benign',
    options: OPTIONS[controller],
    client: { requestTimeoutMs: REQUEST_TIMEOUT_MS },
    steps,
  })
}
