import { randomInt } from 'node:crypto'
import { catchBrokenClients } from '../conformance/broken/catch-broken-clients.js'
import { CASES } from '../conformance/cases/index.js'
import type { LoadedClient } from '../conformance/load-client.js'
import { exploreStates } from '../conformance/prove/exhaustive.js'
import { WorkerPool } from '../conformance/prove/worker-pool.js'
import {
  type ConformanceResult,
  conformanceTable,
  shortcomings,
} from '../conformance/reports/conformance-table.js'
import { terminalReport } from '../conformance/reports/terminal.js'
import { conclusionOf, runSuite } from '../conformance/suite.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { clientNamed } from './client-option.js'
import { EXIT } from './command-line.js'
import type { ConformanceArguments } from './conformance.js'
import { checkSearch, failsAgain, reportCounterexample, searchWithProgress } from './proving.js'

/** Carries `midrun conformance` out and gives its exit code. @throws UsageError */
export async function judgeConformance(given: ConformanceArguments): Promise<number> {
  checkSearch(given)
  const client = await clientNamed(given)
  const seed = given.seed ?? randomInt(2 ** 31)
  const startedMs = performance.now()
  for (const controller of client.controllers) {
    if (await failsAgain(given, client, controller)) return EXIT.violated
  }
  const pool = new WorkerPool(given.workers, given)
  const results: ConformanceResult[] = []
  try {
    for (const controller of client.controllers) {
      results.push(await judgeController(controller, { ...given, seed }, client, pool))
    }
  } finally {
    await pool.close()
  }
  const missing = results.flatMap(shortcomings)
  for (const line of missing) console.log(`not good: ${line}`)
  console.log(`\n${conformanceTable(results)}\n`)
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  console.log(
    `seed ${seed} (same seed, same result), ${seconds} s. ${missing.length === 0 ? 'Everything holds.' : 'See above.'}`,
  )
  return exitCodeOf(results)
}

async function judgeController(
  controller: ControllerKind,
  given: ConformanceArguments & { seed: number },
  client: LoadedClient,
  pool: WorkerPool,
): Promise<ConformanceResult> {
  const { runs: plans, steps, seed } = given
  // The workers search while this thread does the rest.
  const [search, { cases, broken, states }] = await Promise.all([
    searchWithProgress({ controller, plans, steps, seed }, pool),
    judgeFixedScopes(controller, client),
  ])
  if (conclusionOf(cases) !== 'conforms') console.log(terminalReport(cases))
  for (const { counterexample } of [states, search]) {
    if (counterexample !== undefined) await reportCounterexample(counterexample, client, given)
  }
  return { cases, search, states, broken }
}

async function judgeFixedScopes(
  controller: ControllerKind,
  client: LoadedClient,
): Promise<Omit<ConformanceResult, 'search'>> {
  const cases = await runSuite({
    cases: CASES.filter((each) => each.controller === controller),
    createClient: client.createClient,
  })
  const broken = await catchBrokenClients(controller)
  const states = await exploreStates(controller, client.createClient)
  return { cases, broken, states }
}

function exitCodeOf(results: readonly ConformanceResult[]): number {
  const conclusions = results.map(({ cases }) => conclusionOf(cases))
  const broken = results.some(({ search, states }) => search.counterexample ?? states.counterexample)
  if (broken || conclusions.includes('violated')) return EXIT.violated
  // A harness that does not catch what it must, or did not look everywhere, has proved nothing.
  const blunt = results.some((result) => shortcomings(result).some((line) => !line.startsWith('case ')))
  return blunt || conclusions.includes('not-judged') ? EXIT.notJudged : EXIT.ok
}
