import { describe, expect, it } from 'vitest'
import { script } from '../../../conformance/broken/careful-script.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import {
  CHUNK_PLANS,
  type Chunk,
  type ChunkResult,
  chunksOf,
  judgePlan,
  proveChunk,
} from '../../../conformance/prove/prove-plans.js'
import { plansOf, searchPlans } from '../../../conformance/prove/search.js'
import { emptyStatistics } from '../../../conformance/prove/statistics.js'
import { type ChunkRunner, inThisThread } from '../../../conformance/prove/worker-pool.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const search = { controller: 'apic', plans: 600, steps: 6, seed: 3 } as const

/** Three workers of which each takes turns that have nothing to do with the order of the chunks. */
function threeAtOddTimes(work: (chunk: Chunk) => Promise<ChunkResult>): ChunkRunner {
  let asked = 0
  return {
    parallel: 3,
    async run(chunk) {
      for (let turns = [7, 0, 3, 1][asked++ % 4]!; turns > 0; turns--) {
        await new Promise((resolve) => setImmediate(resolve))
      }
      return work(chunk)
    },
    close: async () => {},
  }
}

const oneAtATime = (work: (chunk: Chunk) => Promise<ChunkResult>): ChunkRunner => ({
  parallel: 1,
  run: work,
  close: async () => {},
})

/** Carries out no plan; each chunk whose class and place is named comes out as failed. */
function pretend(failing: (chunk: Chunk) => boolean) {
  return async (chunk: Chunk): Promise<ChunkResult> => {
    const statistics = { ...emptyStatistics(), plans: chunk.plans, requests: chunk.seed }
    if (!failing(chunk)) return { statistics }
    const { plan, violations } = await judgePlan(planOfSeed(chunk.seed), createReferenceClient)
    return { statistics, counterexample: { plan, violations } }
  }
}

const planOfSeed = (seed: number) => ({
  version: 1 as const,
  controller: 'apic' as const,
  class: 'benign' as const,
  seed,
  options: {},
  client: {
    requestTimeoutMs: 30_000,
    keepAlive: false,
    authentication: 'password' as const,
    toldLimits: true,
  },
  clientClock: { offsetMs: 0, driftPpm: 0 },
  steps: [],
})

describe('chunksOf', () => {
  const chunks = chunksOf({
    controller: 'fmc',
    class: 'benign',
    seed: 1,
    plans: 2 * CHUNK_PLANS + 1,
    steps: 5,
  })

  it('adds up to the plans that were asked for', () => {
    expect(chunks.map(({ plans }) => plans)).toEqual([CHUNK_PLANS, CHUNK_PLANS, 1])
  })

  it('gives each chunk a seed of its own, the same each time', () => {
    expect(new Set(chunks.map(({ seed }) => seed)).size).toBe(3)
    const again = chunksOf({ controller: 'fmc', class: 'benign', seed: 1, plans: CHUNK_PLANS, steps: 5 })
    expect(again).toEqual(chunks.slice(0, 1))
  })
})

describe('proveChunk', () => {
  const [chunk] = chunksOf({ controller: 'apic', class: 'benign', seed: 3, plans: 40, steps: 20 })
  const broken = script({ clock: 'wall' })

  it('gives the same result twice', async () => {
    const first = await proveChunk(chunk!, broken)
    expect(first.counterexample).toBeDefined()
    expect(await proveChunk(chunk!, broken)).toEqual(first)
  })

  it('counts the plans up to the failing one, and not those that it shrinks by', async () => {
    const { statistics } = await proveChunk(chunk!, broken)
    let survived = 0
    const failing: CreateClient = (environment) => {
      survived++
      return broken(environment)
    }
    await proveChunk(chunk!, failing)
    expect(statistics.plans).toBeGreaterThan(0)
    expect(survived).toBeGreaterThan(statistics.plans)
    expect(statistics.plans).toBeLessThanOrEqual(40)
  })

  it('gives a plan that fails by itself, with what it breaks', async () => {
    const { counterexample } = await proveChunk(chunk!, broken)
    const again = await judgePlan(counterexample!.plan, broken)
    expect(again.violations).toEqual(counterexample!.violations)
    expect(again.violations.length).toBeGreaterThan(0)
  })

  it('finds nothing in the reference client, and counts all plans', async () => {
    const result = await proveChunk(chunk!, createReferenceClient)
    expect(result).not.toHaveProperty('counterexample')
    expect(result.statistics).toMatchObject({ plans: 40, refusals: { benign: 0, hostile: 0 } })
    expect(result.statistics.requests).toBeGreaterThan(40)
    expect(result.statistics.worstMarginMs).toBeGreaterThan(0)
  })
})

describe('searchPlans', () => {
  it('tries a quarter as many hostile plans after the benign ones', async () => {
    const asked: Chunk[] = []
    const result = await searchPlans(
      search,
      oneAtATime((chunk) => {
        asked.push(chunk)
        return pretend(() => false)(chunk)
      }),
    )
    expect(asked.map((chunk) => [chunk.class, chunk.plans])).toEqual([
      ['benign', 250],
      ['benign', 250],
      ['benign', 100],
      ['hostile', 150],
    ])
    expect(result.statistics.plans).toBe(plansOf(search))
  })

  it('comes to the same result with three workers as in one thread', async () => {
    const work = (chunk: Chunk) => proveChunk(chunk, createReferenceClient)
    const alone = await searchPlans(search, inThisThread(createReferenceClient))
    expect(alone.statistics.plans).toBe(750)
    expect(await searchPlans(search, threeAtOddTimes(work))).toEqual(alone)
  })

  it('comes to the same counterexample with three workers as in one thread', async () => {
    const broken = script({ clock: 'wall' })
    const longer = { ...search, steps: 20 }
    const alone = await searchPlans(longer, inThisThread(broken))
    expect(alone.counterexample).toBeDefined()
    const together = threeAtOddTimes((chunk) => proveChunk(chunk, broken))
    expect(await searchPlans(longer, together)).toEqual(alone)
  })

  it('lets the first failing chunk decide, not the first one to be done, and counts nothing after it', async () => {
    const chunks = chunksOf({ ...search, class: 'benign' })
    const failing = (chunk: Chunk) => chunk.seed !== chunks[0]!.seed
    const alone = await searchPlans(search, oneAtATime(pretend(failing)))
    expect(alone.counterexample?.plan.seed).toBe(chunks[1]!.seed)
    expect(alone.statistics.plans).toBe(2 * CHUNK_PLANS)
    expect(await searchPlans(search, threeAtOddTimes(pretend(failing)))).toEqual(alone)
  })

  it('starts no chunk after one has failed', async () => {
    let asked = 0
    await searchPlans(
      search,
      oneAtATime((chunk) => {
        asked++
        return pretend(() => true)(chunk)
      }),
    )
    expect(asked).toBe(1)
  })

  it('says how far it is', async () => {
    const heard: number[] = []
    await searchPlans(search, oneAtATime(pretend(() => false)), (plans) => heard.push(plans))
    expect(heard).toEqual([250, 500, 600, 750])
  })

  it('hands on what goes wrong in a worker', async () => {
    const failed = oneAtATime(() => Promise.reject(new Error('out of memory')))
    await expect(searchPlans(search, failed)).rejects.toThrow('out of memory')
  })
})
