import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutPauses } from '../../../conformance/plans/plan.js'
import { benignPlan, hostilePlan } from '../../../conformance/plans/plan-arbitrary.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'
import { CONTROLLER_KINDS } from '../../../simulator/index.js'

const createClient = createReferenceClient

describe.each(CONTROLLER_KINDS)('the same plan twice, on %s,', (controller) => {
  it.each([
    ['benign', benignPlan],
    ['hostile', hostilePlan],
  ])('leaves the same journal, byte for byte, when it is %s', async (_class, plans) => {
    await fc.assert(
      fc.asyncProperty(plans(controller, 20), async (generated) => {
        const plan = withoutPauses(generated)
        const first = await runPlan(plan, { createClient })
        const second = await runPlan(structuredClone(plan), { createClient })
        expect(second.journal()).toBe(first.journal())
        expect(second.exchanges).toEqual(first.exchanges)
        expect(second.finalState).toEqual(first.finalState)
      }),
      { numRuns: 60 },
    )
  })

  it('of another seed leaves another journal', async () => {
    const plan = (seed: number) =>
      fc.sample(benignPlan(controller, 20), { numRuns: 1, seed: 5 }).map((one) => ({ ...one, seed }))[0]!
    const journal = async (seed: number) => (await runPlan(plan(seed), { createClient })).journal()
    expect(await journal(1)).not.toBe(await journal(2))
  })
})
