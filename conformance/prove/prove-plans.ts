import fc from 'fast-check'
import type { ControllerKind } from '../../simulator/index.js'
import type { CreateClient } from '../client-under-test.js'
import { type Plan, withoutPauses } from '../plans/plan.js'
import { benignPlan, hostilePlan } from '../plans/plan-arbitrary.js'
import { type PlanRun, runPlan } from '../plans/run-plan.js'
import { type Violation, violationsOf } from '../properties/index.js'
import { addRun, emptyStatistics, type Statistics } from './statistics.js'

/** Plans that are generated from one seed; the unit of work of a worker, so that results do not depend on workers. */
export const CHUNK_PLANS = 250

/** Some plans to try. */
export interface Chunk {
  controller: ControllerKind
  class: Plan['class']
  /** Seed of fast-check for these plans. */
  seed: number
  plans: number
  /** Steps in each plan. */
  steps: number
}

/** A plan that a client does not survive, made as small as it could be, and what it breaks. */
export interface Counterexample {
  plan: Plan
  violations: Violation[]
}

/** What trying a chunk came to. */
export interface ChunkResult {
  statistics: Statistics
  counterexample?: Counterexample
}

/** Splits a search into chunks: the same ones for the same arguments, whatever the number of workers. */
export function chunksOf(search: Omit<Chunk, 'plans'> & { plans: number }): Chunk[] {
  const chunks: Chunk[] = []
  for (let first = 0; first < search.plans; first += CHUNK_PLANS) {
    // Neighbouring seeds of different chunks must not give overlapping plans: spread by an odd constant.
    const seed = (search.seed + Math.imul(chunks.length + 1, 0x9e37_79b1)) | 0
    chunks.push({ ...search, seed, plans: Math.min(CHUNK_PLANS, search.plans - first) })
  }
  return chunks
}

/**
 * Generates and runs the plans of a chunk until one breaks a property, and shrinks that one.
 * @throws what a plan's run throws: there is nothing to shrink where nothing can be judged
 */
export async function proveChunk(chunk: Chunk, createClient: CreateClient): Promise<ChunkResult> {
  const statistics = emptyStatistics()
  const arbitrary = (chunk.class === 'benign' ? benignPlan : hostilePlan)(chunk.controller, chunk.steps)
  let failed = false
  const errors: unknown[] = []
  const details = await fc.check(
    fc.asyncProperty(arbitrary, async (plan) => {
      // An error is not made smaller: with the client gone, each plan would end in it.
      if (errors.length > 0) return true
      const run = await runPlan(withoutPauses(plan), { createClient }).catch((error: unknown) => {
        errors.push(error)
      })
      if (run === undefined) return false
      const fine = violationsOf(run).length === 0
      // Plans that are tried while a failing one shrinks are not part of the search.
      if (!failed) addRun(statistics, run)
      failed ||= !fine
      return fine
    }),
    { seed: chunk.seed, numRuns: chunk.plans },
  )
  if (errors.length > 0) throw errors[0]
  const found = details.counterexample?.[0]
  if (found === undefined) return { statistics }
  const { plan, violations } = await judgePlan(withoutPauses(found), createClient)
  return { statistics, counterexample: { plan, violations } }
}

/** Runs one plan and says what it breaks. */
export async function judgePlan(
  plan: Plan,
  createClient: CreateClient,
): Promise<Counterexample & { run: PlanRun }> {
  const run = await runPlan(plan, { createClient })
  return { plan, violations: violationsOf(run), run }
}
