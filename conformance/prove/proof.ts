import type { ControllerKind } from '../../simulator/index.js'
import { brokenClientNames, type CaughtClient } from '../broken/catch-broken-clients.js'
import { CASES } from '../cases/index.js'
import type { CaseResult } from '../suite.js'
import type { ExhaustiveResult } from './exhaustive.js'
import type { Counterexample } from './prove-plans.js'
import { chunksOfSearch, type SearchResult } from './search.js'

/** What is to be proved of a client. */
export interface ProofScope {
  command: 'prove' | 'conformance'
  /** Name of the client, as kept failures have it. */
  client: string
  controllers: readonly ControllerKind[]
  /** Benign plans for each controller. */
  runs: number
  /** Steps in each plan. */
  steps: number
  seed: number
  /** Whether states are visited in place of plans; with `prove` only, for `conformance` does both. */
  exhaustive: boolean
}

/** A plan that the client did not survive, as it is shown. */
export interface ShownFailure extends Counterexample {
  /** What led to it: a plan that was kept, generated plans, or the small scope. */
  from: 'kept' | 'plans' | 'states'
  /** The run for a person, line by line. */
  timeLine: string
  /** Where it was kept. */
  file: string
}

/** What was found out about the client of one controller; what was not asked for is absent. */
export interface ControllerProof {
  controller: ControllerKind
  search?: SearchResult
  states?: ExhaustiveResult
  cases?: readonly CaseResult[]
  broken?: readonly CaughtClient[]
  failures: readonly ShownFailure[]
}

/** The pieces of work of a proof by name, in order; each can be done on its own. */
export const PIECES = {
  chunk: (controller: ControllerKind, index: number) => `${controller}/plans/${index}`,
  states: (controller: ControllerKind) => `${controller}/states`,
  case: (controller: ControllerKind, id: string) => `${controller}/case/${id}`,
  broken: (controller: ControllerKind, name: string) => `${controller}/broken/${name}`,
}

/** Names of all pieces of work of a proof, in order: pieces that take about the same time stand beside each other. */
export function piecesOf(scope: ProofScope): string[] {
  const { command, controllers, exhaustive, runs: plans, steps, seed } = scope
  const states = controllers.map(PIECES.states)
  if (command === 'prove' && exhaustive) return states
  const chunks = controllers.flatMap((controller) =>
    chunksOfSearch({ controller, plans, steps, seed }).map((_chunk, index) =>
      PIECES.chunk(controller, index),
    ),
  )
  if (command === 'prove') return chunks
  return [
    ...states,
    ...chunks,
    ...controllers.flatMap((controller) =>
      brokenClientNames(controller).map((name) => PIECES.broken(controller, name)),
    ),
    ...CASES.filter(({ controller }) => controllers.includes(controller)).map(({ id, controller }) =>
      PIECES.case(controller, id),
    ),
  ]
}

/** Names of the pieces of a controller's proof that have been done. */
export function donePieces({
  controller,
  search,
  states,
  cases = [],
  broken = [],
}: ControllerProof): string[] {
  return [
    ...(search?.chunks ?? []).map(({ index }) => PIECES.chunk(controller, index)),
    ...(states === undefined ? [] : [PIECES.states(controller)]),
    ...cases.map(({ id }) => PIECES.case(controller, id)),
    ...broken.map(({ name }) => PIECES.broken(controller, name)),
  ]
}
