import { randomInt } from 'node:crypto'
import { type ClientSource, isDriverName, sourceName } from '../conformance/client-source.js'
import type { LoadedClient } from '../conformance/load-client.js'
import { type ExhaustiveResult, exploreStates } from '../conformance/prove/exhaustive.js'
import { type Failure, FailureStore, PlanFileError, readFailure } from '../conformance/prove/failure-store.js'
import {
  type ControllerProof,
  PIECES,
  type ProofScope,
  piecesOf,
  type ShownFailure,
} from '../conformance/prove/proof.js'
import { type Counterexample, judgePlan } from '../conformance/prove/prove-plans.js'
import { chunksOfSearch, type SearchResult, searchPlans } from '../conformance/prove/search.js'
import { describeRun } from '../conformance/prove/time-line.js'
import { type ChunkRunner, WorkerPool } from '../conformance/prove/worker-pool.js'
import { printableJson } from '../conformance/reports/printable.js'
import {
  failureLines,
  keptLine,
  proofConclusion,
  proofReport,
  searchLine,
  seedLine,
  statesLine,
} from '../conformance/reports/proof.js'
import { proofJsonReport } from '../conformance/reports/proof-json.js'
import { itemsOf } from '../conformance/shards/shard.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { clientNamed, controllersFor } from './client-option.js'
import { EXIT, EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import { ProgressBar } from './progress-bar.js'
import type { ProveArguments } from './prove.js'
import { PROOF_FORMATS, wantedReports, writeReports } from './report-option.js'
import { emptyShardText, partOf, shardOf } from './shard-option.js'

/** What the steps of a proof share. */
export interface Proving {
  given: Pick<ProveArguments, 'failures' | 'client' | 'driver'>
  client: LoadedClient
  scope: ProofScope
  /** Names of the pieces of work that are to be done: all of them, or a shard's. */
  pieces: ReadonlySet<string>
  /** Prints lines where the report for a terminal goes to the standard output. */
  say(text: string): void
}

/** Carries `midrun prove` out and gives its exit code: a scope too large to be finished has proved nothing. @throws UsageError */
export async function prove(given: ProveArguments): Promise<number> {
  if (given.replay !== undefined) return replay(given.replay, given)
  checkSearch(given)
  return withReports(given, 'prove', given.controller ?? [], given.exhaustive, async (proving) => {
    const { scope, say } = proving
    const pool = given.exhaustive ? undefined : new WorkerPool(given.workers, given)
    try {
      if (pool !== undefined) say(seedLine(scope))
      const proofs: ControllerProof[] = []
      for (const controller of scope.controllers)
        proofs.push(await proveController(proving, controller, pool))
      return proofs
    } finally {
      await pool?.close()
    }
  })
}

/**
 * Carries a proof out, whole or a shard of it, writes the reports that were asked for, and gives the exit code.
 * @param named controllers that were asked for; all that the client can talk to when there is none
 * @throws UsageError
 */
export async function withReports(
  given: Omit<ProveArguments, 'controller' | 'replay' | 'exhaustive'>,
  command: ProofScope['command'],
  named: readonly string[],
  exhaustive: boolean,
  work: (proving: Proving) => Promise<ControllerProof[]>,
): Promise<number> {
  const shard = shardOf(given)
  if (shard !== undefined && given.seed === undefined && !exhaustive) {
    throw new UsageError('--shard: expected --seed as well, so that all shards draw the same plans')
  }
  const client = await clientNamed(given)
  const scope: ProofScope = {
    command,
    client: sourceName(given),
    controllers: controllersFor(client, named),
    runs: given.runs,
    steps: given.steps,
    seed: given.seed ?? (exhaustive ? 0 : randomInt(2 ** 31)),
    exhaustive,
  }
  const items = piecesOf(scope)
  const pieces = new Set(itemsOf(items, shard))
  const reports = await wantedReports(given, PROOF_FORMATS)
  const toFiles = reports.filter(({ format, path }) => format !== 'terminal' || path !== '-')
  const say = (text: string) => {
    if (toFiles.length < reports.length) console.log(text)
  }
  const { command: _command, controllers: _controllers, ...settings } = scope
  const part = partOf(shard, { command, settings, items })
  const proofs = await work({ given, client, scope, pieces, say })
  await writeReports(toFiles, (format) =>
    format === 'json'
      ? printableJson(proofJsonReport(scope, proofs, part))
      : `${proofReport(scope, proofs)}\n`,
  )
  if (shard !== undefined && pieces.size === 0) {
    console.error(emptyShardText(shard, items))
    return EXIT.ok
  }
  return EXIT_OF_CONCLUSION[proofConclusion(scope, proofs, part === undefined)]
}

async function proveController(
  proving: Proving,
  controller: ControllerKind,
  pool: ChunkRunner | undefined,
): Promise<ControllerProof> {
  const kept = await failsAgain(proving, controller)
  if (kept !== undefined) return { controller, failures: [kept] }
  if (pool === undefined) {
    if (!proving.pieces.has(PIECES.states(controller))) return { controller, failures: [] }
    const states = await exploreWithProgress(controller, proving.client)
    proving.say(statesLine(states))
    return { controller, states, failures: await shownFailures(proving, { states }) }
  }
  const search = await searchWithProgress(proving, controller, pool)
  if (search === undefined) return { controller, failures: [] }
  proving.say(searchLine(search))
  return { controller, search, failures: await shownFailures(proving, { search }) }
}

/** @throws UsageError when an amount is not a whole number above 0 */
export function checkSearch(given: Pick<ProveArguments, 'runs' | 'steps' | 'workers' | 'seed'>): void {
  for (const name of ['runs', 'steps', 'workers'] as const) {
    if (!Number.isInteger(given[name]) || given[name] < 1) {
      throw new UsageError(`--${name}: expected a whole number from 1, found ${given[name]}`)
    }
  }
  if (given.steps > 1000) throw new UsageError(`--steps: expected at most 1000, found ${given.steps}`)
  if (given.seed !== undefined && !Number.isSafeInteger(given.seed)) {
    throw new UsageError(`--seed: expected a whole number, found ${given.seed}`)
  }
}

/** Searches one controller's plans with a progress bar; nothing where none of its chunks is to be done. */
export async function searchWithProgress(
  { scope, pieces }: Proving,
  controller: ControllerKind,
  runner: ChunkRunner,
): Promise<SearchResult | undefined> {
  const { runs, steps, seed } = scope
  const search = { controller, plans: runs, steps, seed }
  const chosen = [...chunksOfSearch(search).entries()].filter(([index]) =>
    pieces.has(PIECES.chunk(controller, index)),
  )
  if (chosen.length === 0) return undefined
  const plans = chosen.reduce((sum, [, chunk]) => sum + chunk.plans, 0)
  const bar = new ProgressBar(`${controller} plans`, plans)
  try {
    const places = new Set(chosen.map(([index]) => index))
    return await searchPlans(search, runner, (done) => bar.update(done), places)
  } finally {
    bar.end()
  }
}

/** Visits every state of one controller's scope, and shows how many there are so far. */
export async function exploreWithProgress(
  controller: ControllerKind,
  client: LoadedClient,
): Promise<ExhaustiveResult> {
  const bar = new ProgressBar(`${controller} states`, 300)
  try {
    return await exploreStates(controller, client.createClient, (states) => bar.update(states))
  } finally {
    bar.end()
  }
}

/** Keeps and prints the counterexamples of the small scope and of the plans. */
export async function shownFailures(
  proving: Proving,
  { states, search }: Pick<ControllerProof, 'states' | 'search'>,
): Promise<ShownFailure[]> {
  const failures: ShownFailure[] = []
  for (const [from, found] of [
    ['states', states?.counterexample],
    ['plans', search?.counterexample],
  ] as const) {
    if (found !== undefined) failures.push(await shownFailure(proving, from, found.plan))
  }
  return failures
}

/** Keeps a counterexample and prints it: what broke, the run as a time line, and the command that replays it. */
async function shownFailure(
  { given, client, say }: Proving,
  from: ShownFailure['from'],
  plan: Counterexample['plan'],
): Promise<ShownFailure> {
  const { violations, run } = await judgePlan(plan, client.createClient)
  const file = await new FailureStore(given.failures).keep(sourceName(given), plan, violations)
  const failure = { from, plan, violations, timeLine: describeRun(run), file }
  for (const line of failureLines(failure)) say(line)
  const words = ['npx', 'midrun', 'prove', '--replay', file]
  if (given.client !== undefined) words.push('--client', given.client)
  if (given.driver !== undefined) words.push('--driver', given.driver)
  say(`replay: ${words.map(quoted).join(' ')}`)
  return failure
}

/** A word as it can be pasted into a shell. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * Tries the plans that failed before, in each shard, and shows the first one that fails again.
 * @returns that one, if there is one
 * @throws UsageError when a kept plan cannot be read
 */
export async function failsAgain(
  proving: Proving,
  controller: ControllerKind,
): Promise<ShownFailure | undefined> {
  const { given, client, say } = proving
  const store = new FailureStore(given.failures)
  const kept = await readable(store.list(sourceName(given), controller))
  for (const { file, failure } of kept) {
    const { violations } = await judgePlan(failure.plan, client.createClient)
    if (violations.length === 0) continue
    say(keptLine({ plan: failure.plan, file }))
    return shownFailure(proving, 'kept', failure.plan)
  }
  return undefined
}

async function replay(file: string, given: ClientSource): Promise<number> {
  const failure = await readable(readFailure(file))
  const { createClient } = await clientNamed(sourceOf(failure, given))
  const { run, violations } = await judgePlan(failure.plan, createClient)
  console.log(describeRun(run))
  for (const { property, message } of violations) console.log(`VIOLATED ${property}: ${message}`)
  if (violations.length === 0) console.log('All properties hold.')
  return violations.length === 0 ? EXIT.ok : EXIT.violated
}

/** The client that was named, else the one that the plan was kept for. @throws UsageError */
function sourceOf({ client }: Failure, given: ClientSource): ClientSource {
  if (given.client !== undefined || given.driver !== undefined || client === 'reference') return given
  // No command is run that only a file asks for.
  if (isDriverName(client))
    throw new UsageError(`--replay: expected --driver, for the plan was kept for the ${client}`)
  return { client }
}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof PlanFileError) throw new UsageError(error.message)
    throw error
  }
}
