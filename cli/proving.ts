import { randomInt } from 'node:crypto'
import { type ClientSource, isDriverName, sourceName } from '../conformance/client-source.js'
import type { LoadedClient } from '../conformance/load-client.js'
import { type ExhaustiveResult, exploreStates } from '../conformance/prove/exhaustive.js'
import { type Failure, FailureStore, PlanFileError, readFailure } from '../conformance/prove/failure-store.js'
import { type Counterexample, judgePlan } from '../conformance/prove/prove-plans.js'
import { plansOf, type Search, type SearchResult, searchPlans } from '../conformance/prove/search.js'
import { describeRun } from '../conformance/prove/time-line.js'
import { type ChunkRunner, WorkerPool } from '../conformance/prove/worker-pool.js'
import { formatDuration } from '../simulator/clock/duration.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { clientNamed, controllersFor } from './client-option.js'
import { EXIT, UsageError } from './command-line.js'
import { ProgressBar } from './progress-bar.js'
import type { ProveArguments } from './prove.js'

/** Carries `midrun prove` out and gives its exit code: a scope too large to be finished has proved nothing. @throws UsageError */
export async function prove(given: ProveArguments): Promise<number> {
  if (given.replay !== undefined) return replay(given.replay, given)
  checkSearch(given)
  const client = await clientNamed(given)
  const controllers = controllersFor(client, given.controller ?? [])
  const codes: number[] = []
  const seed = given.seed ?? randomInt(2 ** 31)
  const pool = given.exhaustive ? undefined : new WorkerPool(given.workers, given)
  try {
    if (pool !== undefined)
      console.log(`seed ${seed}, ${given.runs} benign plans of ${given.steps} steps each`)
    for (const controller of controllers) {
      const what = { controller, plans: given.runs, steps: given.steps, seed }
      if (await failsAgain(given, client, controller)) codes.push(EXIT.violated)
      else if (pool === undefined) codes.push(await exhaust(given, client, controller))
      else codes.push(await search(what, pool, given, client))
    }
  } finally {
    await pool?.close()
  }
  return [EXIT.violated, EXIT.notJudged].find((code) => codes.includes(code)) ?? EXIT.ok
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

/** Searches one controller's plans with a progress bar. */
export async function searchWithProgress(search: Search, runner: ChunkRunner): Promise<SearchResult> {
  const bar = new ProgressBar(`${search.controller} plans`, plansOf(search))
  try {
    return await searchPlans(search, runner, (done) => bar.update(done))
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

/**
 * Keeps a counterexample and prints it: what broke, the run as a time line, and the command that replays it.
 */
export async function reportCounterexample(
  { plan }: Pick<Counterexample, 'plan'>,
  { createClient }: LoadedClient,
  given: Pick<ProveArguments, 'failures' | 'client' | 'driver'>,
): Promise<void> {
  const { violations, run } = await judgePlan(plan, createClient)
  const file = await new FailureStore(given.failures).keep(sourceName(given), plan, violations)
  for (const { property, message } of violations) console.log(`  VIOLATED ${property}: ${message}`)
  console.log(describeRun(run))
  const words = ['npx', 'midrun', 'prove', '--replay', file]
  if (given.client !== undefined) words.push('--client', given.client)
  if (given.driver !== undefined) words.push('--driver', given.driver)
  console.log(`replay: ${words.map(quoted).join(' ')}`)
}

/** A word as it can be pasted into a shell. */
function quoted(word: string): string {
  return /^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/**
 * Tries the plans that failed before, and shows the first one that fails again.
 * @returns whether there is one
 * @throws UsageError when a kept plan cannot be read
 */
export async function failsAgain(
  given: Pick<ProveArguments, 'failures' | 'client' | 'driver'>,
  client: LoadedClient,
  controller: ControllerKind,
): Promise<boolean> {
  const store = new FailureStore(given.failures)
  const kept = await readable(store.list(sourceName(given), controller))
  for (const { file, failure } of kept) {
    const { violations } = await judgePlan(failure.plan, client.createClient)
    if (violations.length === 0) continue
    console.log(`${controller}: a plan that failed before fails again: ${file}`)
    await reportCounterexample(failure, client, given)
    return true
  }
  return false
}

async function search(
  what: Search,
  runner: ChunkRunner,
  given: ProveArguments,
  client: LoadedClient,
): Promise<number> {
  const { statistics, counterexample } = await searchWithProgress(what, runner)
  const { plans, requests, logins, refreshes, faults, queries, longWork, refusals, worstMarginMs } =
    statistics
  const margin = worstMarginMs === null ? '' : `, worst margin ${formatDuration(worstMarginMs)}`
  const followed = queries.asked === 0 ? '' : `, ${queries.followed} of ${queries.asked} queries followed`
  const worked =
    longWork.asked === 0
      ? ''
      : `, ${longWork.offered} of ${longWork.asked} paged reads, tasks and hand-overs made`
  console.log(
    `${what.controller}: ${plans} plans, ${requests} requests, ${logins} logins, ${refreshes} refreshes, ${faults} faults${followed}${worked}; ` +
      `session refusals: ${refusals.benign} in benign plans, ${refusals.hostile} in hostile ones${margin}`,
  )
  if (counterexample === undefined) return EXIT.ok
  await reportCounterexample(counterexample, client, given)
  return EXIT.violated
}

async function exhaust(
  given: ProveArguments,
  client: LoadedClient,
  controller: ControllerKind,
): Promise<number> {
  const result = await exploreWithProgress(controller, client)
  const end = result.fixedPoint ? 'no event leads to another one' : 'the scope is too large to be finished'
  const told = result.clientStateSeen
    ? ''
    : "; the client offers no snapshot(), so states are told apart by the controller's alone"
  console.log(`${controller}: ${result.states} states reached by ${result.plans} plans; ${end}${told}`)
  if (result.counterexample === undefined) return result.fixedPoint ? EXIT.ok : EXIT.notJudged
  await reportCounterexample(result.counterexample, client, given)
  return EXIT.violated
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
