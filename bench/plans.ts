import type { Plan } from '../conformance/plans/plan.js'
import { proveChunk } from '../conformance/prove/prove-plans.js'
import { createReferenceClient } from '../conformance/reference-clients.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../simulator/index.js'
import { type Figure, type Measurement, median } from './measurement.js'

/** How many plans make a sample, of how many steps, and how many samples there are. */
export interface PlansSize {
  plans: number
  steps: number
  rounds: number
}

const SIZES = {
  full: { plans: 250, steps: 30, rounds: 5 },
  quick: { plans: 60, steps: 30, rounds: 3 },
}

/** Plans per second of the proof, in one thread. */
export const plans: Measurement = {
  name: 'plans',
  about: 'plans/s of the proof, generated, run and judged in one thread, 30 steps each',
  async run(effort) {
    const figures: Figure[] = []
    for (const kind of CONTROLLER_KINDS) {
      for (const type of ['benign', 'hostile'] as const) {
        figures.push(await measurePlans(kind, type, SIZES[effort]))
      }
    }
    return figures
  },
}

/** Measures the proof of one controller's reference client; the same plans in each round. */
export async function measurePlans(
  controller: ControllerKind,
  type: Plan['class'],
  { plans, steps, rounds }: PlansSize,
): Promise<Figure> {
  const sample = async () => {
    const startedMs = performance.now()
    const result = await proveChunk({ controller, class: type, seed: 7, plans, steps }, createReferenceClient)
    if (result.counterexample !== undefined)
      throw new Error(`the proof of ${controller} failed: nothing to time`)
    return (plans * 1000) / (performance.now() - startedMs)
  }
  await sample()
  const values: number[] = []
  for (let round = 0; round < rounds; round++) values.push(await sample())
  return { name: `${controller} ${type}`, value: median(values), unit: 'plans/s' }
}
