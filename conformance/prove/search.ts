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
  /** The chunks that count, in order. */
  chunks: readonly SearchedChunk[]
}

/** A chunk of a search, and what came of it. */
export interface SearchedChunk {
  /** Position among all chunks of the search. */
  index: number
  result: ChunkResult
}

/** How many plans a search tries, of both classes. */
export function plansOf(search: Search): number {
  return search.plans + hostilePlansOf(search)
}

/** All chunks of a search in order, benign plans first. */
export function chunksOfSearch(search: Search): Chunk[] {
  const { plans, ...common } = search
  return [
    ...chunksOf({ ...common, class: 'benign', plans }),
    ...chunksOf({ ...common, class: 'hostile', plans: hostilePlansOf(search) }),
  ]
}

/**
 * Tries generated plans until one breaks a property. The result depends on the search alone, not on how many workers
 * carry it out: what comes after the first failing chunk does not count.
 * @param onProgress called with the number of plans done each time some are
 * @param chosen positions of the chunks to try; all unless given
 * @throws HarnessError
 */
export async function searchPlans(
  search: Search,
  runner: ChunkRunner,
  onProgress: (plans: number) => void = () => {},
  chosen?: ReadonlySet<number>,
): Promise<SearchResult> {
  const chunks = [...chunksOfSearch(search).entries()].filter(([index]) => chosen?.has(index) ?? true)
  const results = await runInOrder(
    chunks.map(([, chunk]) => chunk),
    runner,
    onProgress,
  )
  return searchResultOf(
    search.controller,
    results.map((result, place) => ({ index: chunks[place]![0], result })),
  )
}

/** What chunks, in order, come to together: what stands after the first failing one does not count. */
export function searchResultOf(controller: ControllerKind, chunks: readonly SearchedChunk[]): SearchResult {
  const failing = chunks.findIndex(({ result }) => result.counterexample !== undefined)
  const counting = failing < 0 ? chunks : chunks.slice(0, failing + 1)
  const statistics = emptyStatistics()
  for (const { result } of counting) addStatistics(statistics, result.statistics)
  const counterexample = chunks[failing]?.result.counterexample
  return {
    controller,
    statistics,
    chunks: counting,
    ...(counterexample === undefined ? {} : { counterexample }),
  }
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
