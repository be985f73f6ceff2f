import { brokenClientNames, catchBrokenClients } from '../conformance/broken/catch-broken-clients.js'
import { CASES } from '../conformance/cases/index.js'
import { exploreStates } from '../conformance/prove/exhaustive.js'
import { type ControllerProof, PIECES } from '../conformance/prove/proof.js'
import { WorkerPool } from '../conformance/prove/worker-pool.js'
import { conformanceTable, shortcomings } from '../conformance/reports/conformance-table.js'
import { conformanceResult } from '../conformance/reports/proof.js'
import { terminalReport } from '../conformance/reports/terminal.js'
import { conclusionOf, runSuite } from '../conformance/suite.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import type { ConformanceArguments } from './conformance.js'
import {
  checkSearch,
  failsAgain,
  type Proving,
  searchWithProgress,
  shownFailures,
  withReports,
} from './proving.js'

/** Carries `midrun conformance` out and gives its exit code. @throws UsageError */
export async function judgeConformance(given: ConformanceArguments): Promise<number> {
  checkSearch(given)
  return withReports(given, 'conformance', [], false, async (proving) => {
    const startedMs = performance.now()
    const { controllers } = proving.scope
    for (const controller of controllers) {
      const kept = await failsAgain(proving, controller)
      if (kept !== undefined) return [{ controller, failures: [kept] }]
    }
    const pool = new WorkerPool(given.workers, given)
    const proofs: ControllerProof[] = []
    try {
      for (const controller of controllers) proofs.push(await judgeController(controller, proving, pool))
    } finally {
      await pool.close()
    }
    if (given.shard === undefined) sayTable(proofs, proving, startedMs)
    else sayShare(proofs, proving)
    return proofs
  })
}

/** @param startedMs when the run began, on the clock of this process */
function sayTable(proofs: readonly ControllerProof[], { scope, say }: Proving, startedMs: number): void {
  const results = proofs.map(conformanceResult)
  const missing = results.flatMap(shortcomings)
  for (const line of missing) say(`not good: ${line}`)
  say(`\n${conformanceTable(results)}\n`)
  const seconds = Math.round((performance.now() - startedMs) / 1000)
  say(
    `seed ${scope.seed} (same seed, same result), ${seconds} s. ${missing.length === 0 ? 'Everything holds.' : 'See above.'}`,
  )
}

/** A shard has no table: that of all of them is what counts. */
function sayShare(proofs: readonly ControllerProof[], { pieces, say }: Proving): void {
  for (const { controller, search, states, cases = [], broken = [] } of proofs) {
    const plans = search?.statistics.plans ?? 0
    const visited = states === undefined ? '' : `, ${states.states} states`
    say(`${controller}: ${cases.length} cases, ${plans} plans, ${broken.length} broken clients${visited}`)
  }
  say(`${pieces.size} pieces of work: midrun merge makes one table of the JSON reports of all shards.`)
}

async function judgeController(
  controller: ControllerKind,
  proving: Proving,
  pool: WorkerPool,
): Promise<ControllerProof> {
  // The workers search while this thread does the rest.
  const [search, scopes] = await Promise.all([
    searchWithProgress(proving, controller, pool),
    judgeFixedScopes(controller, proving),
  ])
  const { cases = [], states } = scopes
  if (cases.length > 0 && conclusionOf(cases) !== 'conforms') proving.say(terminalReport(cases))
  const found = search === undefined ? {} : { search }
  const visited = states === undefined ? {} : { states }
  return { controller, ...found, ...scopes, failures: await shownFailures(proving, { ...found, ...visited }) }
}

async function judgeFixedScopes(
  controller: ControllerKind,
  { client: { createClient }, pieces }: Proving,
): Promise<Pick<ControllerProof, 'cases' | 'broken' | 'states'>> {
  const cases = await runSuite({
    cases: CASES.filter(({ id }) => pieces.has(PIECES.case(controller, id))),
    createClient,
  })
  const broken = await catchBrokenClients(
    controller,
    brokenClientNames(controller).filter((name) => pieces.has(PIECES.broken(controller, name))),
  )
  if (!pieces.has(PIECES.states(controller))) return { cases, broken }
  return { cases, broken, states: await exploreStates(controller, createClient) }
}
