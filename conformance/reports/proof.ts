import { formatDuration } from '../../simulator/index.js'
import type { ExhaustiveResult } from '../prove/exhaustive.js'
import { type ControllerProof, donePieces, type ProofScope, type ShownFailure } from '../prove/proof.js'
import type { SearchResult } from '../prove/search.js'
import { conclusionOf } from '../suite.js'
import { type ConformanceResult, conformanceTable, shortcomings } from './conformance-table.js'
import type { Conclusion } from './reported-run.js'
import { terminalReport } from './terminal.js'

/** What a proof comes to; that of a shard says nothing of whether everything was tried. */
export function proofConclusion(
  { command }: Pick<ProofScope, 'command'>,
  proofs: readonly ControllerProof[],
  whole: boolean,
): Conclusion {
  const cases = proofs.flatMap((proof) => proof.cases ?? [])
  const verdict = cases.length === 0 ? undefined : conclusionOf(cases)
  if (proofs.some(({ failures }) => failures.length > 0) || verdict === 'violated') return 'violated'
  if (proofs.flatMap(donePieces).length === 0) return 'not-judged'
  const endless = proofs.some(({ states }) => states?.fixedPoint === false)
  const survivors = proofs.some(({ broken = [] }) => broken.some(({ caughtBy }) => caughtBy === undefined))
  if (endless || survivors) return 'not-judged'
  if (!whole) return cases.some((each) => each.verdict === 'error') ? 'not-judged' : 'conforms'
  // A harness that did not look everywhere has proved nothing.
  const blunt =
    command === 'conformance' &&
    proofs.some((proof) => shortcomings(conformanceResult(proof)).some((line) => !line.startsWith('case ')))
  return blunt || verdict === 'not-judged' ? 'not-judged' : 'conforms'
}

/** A whole proof for a terminal, as `midrun prove` and `midrun conformance` tell it. */
export function proofReport(scope: ProofScope, proofs: readonly ControllerProof[]): string {
  return [
    ...(scope.exhaustive && scope.command === 'prove' ? [] : [seedLine(scope)]),
    ...proofs.flatMap((proof) => proofLines(scope, proof)),
    ...(scope.command === 'conformance' && proofs.every(isFinished) ? tableLines(proofs) : []),
  ].join('\n')
}

/** From what all plans follow. */
export function seedLine({ seed, runs, steps }: Pick<ProofScope, 'seed' | 'runs' | 'steps'>): string {
  return `seed ${seed}, ${runs} benign plans of ${steps} steps each`
}

/** What a search came to, in a line. */
export function searchLine({ controller, statistics }: SearchResult): string {
  const { plans, requests, logins, refreshes, faults, queries, longWork, refusals, worstMarginMs } =
    statistics
  const margin = worstMarginMs === null ? '' : `, worst margin ${formatDuration(worstMarginMs)}`
  const followed = queries.asked === 0 ? '' : `, ${queries.followed} of ${queries.asked} queries followed`
  const worked =
    longWork.asked === 0
      ? ''
      : `, ${longWork.offered} of ${longWork.asked} paged reads, tasks and hand-overs made`
  return (
    `${controller}: ${plans} plans, ${requests} requests, ${logins} logins, ${refreshes} refreshes, ${faults} faults${followed}${worked}; ` +
    `session refusals: ${refusals.benign} in benign plans, ${refusals.hostile} in hostile ones${margin}`
  )
}

/** What visiting every state came to, in a line. */
export function statesLine({
  controller,
  states,
  plans,
  fixedPoint,
  clientStateSeen,
}: ExhaustiveResult): string {
  const end = fixedPoint ? 'no event leads to another one' : 'the scope is too large to be finished'
  const told = clientStateSeen
    ? ''
    : "; the client offers no snapshot(), so states are told apart by the controller's alone"
  return `${controller}: ${states} states reached by ${plans} plans; ${end}${told}`
}

/** What a plan broke, and the run as a time line. */
export function failureLines({
  violations,
  timeLine,
}: Pick<ShownFailure, 'violations' | 'timeLine'>): string[] {
  return [...violations.map(({ property, message }) => `  VIOLATED ${property}: ${message}`), timeLine]
}

/** A plan that failed before. */
export function keptLine({ plan: { controller }, file }: Pick<ShownFailure, 'plan' | 'file'>): string {
  return `${controller}: a plan that failed before fails again: ${file}`
}

/** Everything about one controller that the table of `midrun conformance` needs. */
export function conformanceResult({
  controller,
  search,
  states,
  cases,
  broken,
}: ControllerProof): ConformanceResult {
  if (search === undefined || states === undefined) {
    throw new RangeError(`expected plans and states of ${controller} in a proof, found none`)
  }
  return { search, states, cases: cases ?? [], broken: broken ?? [] }
}

function proofLines(
  { command }: ProofScope,
  { search, states, cases = [], failures }: ControllerProof,
): string[] {
  return [
    ...(command === 'prove' && search !== undefined ? [searchLine(search)] : []),
    ...(command === 'prove' && states !== undefined ? [statesLine(states)] : []),
    ...(cases.length > 0 && conclusionOf(cases) !== 'conforms' ? [terminalReport(cases)] : []),
    ...failures.flatMap((failure) => [
      ...(failure.from === 'kept' ? [keptLine(failure)] : []),
      ...failureLines(failure),
      `kept in ${failure.file} where it was found; the plan stands in the JSON report`,
    ]),
  ]
}

function isFinished({ search, states }: ControllerProof): boolean {
  return search !== undefined && states !== undefined
}

function tableLines(proofs: readonly ControllerProof[]): string[] {
  const results = proofs.map(conformanceResult)
  const missing = results.flatMap(shortcomings)
  return [
    ...missing.map((line) => `not good: ${line}`),
    `\n${conformanceTable(results)}\n`,
    missing.length === 0 ? 'Everything holds.' : 'See above.',
  ]
}
