import type { ControllerKind } from '../../simulator/index.js'
import { type Chunk, type ChunkResult, type Counterexample, chunksOf } from './prove-plans.js'
import { addStatistics, emptyStatistics, type Statistics } from './statistics.js'
import type { ChunkRunner } from './worker-pool.js'

/** What is to be searched for one controller. */
export interface Search {
  controller: ControllerKind
  /** Benign plans to try; a quarter as many hostile ones come on top. */
  plans: number
  /** Steps in each plan. */
  steps: number
  seed: number
}

/** What a search came to. */
export interface SearchResult {
  controller: ControllerKind
  statistics: Statistics
  /** The first plan that the client does not survive, if there is one. */
  counterexample?: Counterexample
}

/** How many plans a search tries, of both classes. */
export function plansOf(search: Search): number {
  return search.plans + hostilePlansOf(search)
}

/**
 * Tries generated plans until one breaks a property. The result depends on the search alone, not on how many workers
 * carry it out: what comes after the first failing chunk does not count.
 * @param onProgress called with the number of plans done each time some are
 * @throws HarnessError
 */
export async function searchPlans(
  search: Search,
  runner: ChunkRunner,
  onProgress: (plans: number) => void = () => {},
): Promise<SearchResult> {
  const { plans, ...common } = search
  const chunks = [
    ...chunksOf({ ...common, class: 'benign', plans }),
    ...chunksOf({ ...common, class: 'hostile', plans: hostilePlansOf(search) }),
  ]
  const results = await runInOrder(chunks, runner, onProgress)
  const statistics = emptyStatistics()
  for (const result of results) {
    addStatistics(statistics, result.statistics)
    if (result.counterexample !== undefined) {
      return { controller: search.controller, statistics, counterexample: result.counterexample }
    }
  }
  return { controller: search.controller, statistics }
}

function hostilePlansOf({ plans }: Search): number {
  return Math.ceil(plans / 4)
}

/** Results of the chunks up to the first one with a counterexample, in order. */
async function runInOrder(
  chunks: readonly Chunk[],
  runner: ChunkRunner,
  onProgress: (plans: number) => void,
): Promise<ChunkResult[]> {
  const results: ChunkResult[] = []
  let next = 0
  let firstFailure = Number.POSITIVE_INFINITY
  let done = 0
  const work = async () => {
    while (next < chunks.length && next <= firstFailure) {
      const index = next++
      const result = await runner.run(chunks[index]!)
      results[index] = result
      if (result.counterexample !== undefined) firstFailure = Math.min(firstFailure, index)
      done += chunks[index]!.plans
      onProgress(done)
    }
  }
  await Promise.all(Array.from({ length: runner.parallel }, work))
  return results.slice(0, firstFailure + 1)
}
