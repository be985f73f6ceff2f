import { describe, expect, it } from 'vitest'
import { planSchema } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import {
  addRun,
  addStatistics,
  emptyStatistics,
  regionsOf,
  type Statistics,
} from '../../../conformance/prove/statistics.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const read = { do: 'request', operation: 'read' }
const until = (offsetMs: number) => ({ do: 'wait-until', deadline: 'token', offsetMs })

async function statisticsOf(steps: object[], kind: 'benign' | 'hostile' = 'benign'): Promise<Statistics> {
  const statistics = emptyStatistics()
  const plan = planSchema.parse({ controller: 'apic', class: kind, steps })
  addRun(statistics, await runPlan(plan, { createClient: createReferenceClient }))
  return statistics
}

describe('the statistics of a run', () => {
  it('count what went over the wire, and the time that was left on a token at worst', async () => {
    expect(await statisticsOf([read, { do: 'wait', ms: 300_000 }, read])).toMatchObject({
      plans: 1,
      requests: 4,
      logins: 1,
      refreshes: 0,
      faults: 0,
      refusals: { benign: 0, hostile: 0 },
      // The logout is the last to carry the token, which ends with its tenth minute.
      worstMarginMs: 600_000 - 300_035,
    })
  })

  it('count faults, and refusals by the class of the plan', async () => {
    const fault = { do: 'fault', fault: { type: 'reset', purpose: 'call' } }
    expect(await statisticsOf([read, { do: 'terminate' }, fault, read], 'hostile')).toMatchObject({
      faults: 1,
      refusals: { benign: 0, hostile: 1 },
      logins: 2,
      worstMarginMs: null,
    })
  })

  it.each([
    [-120_000, 'before'],
    [-2, 'before'],
    [-1, 'edge'],
    [0, 'edge'],
    [1, 'edge'],
    [2, 'after'],
  ])('put a call %i ms from the end of a token into the region %s', async (offsetMs, region) => {
    const { regions } = await statisticsOf([read, until(offsetMs), read])
    expect(regions).toMatchObject({ [`token/${region}/read`]: 1 })
  })

  it('put a call far before the end into none', async () => {
    const { regions } = await statisticsOf([read, until(-120_001), read])
    expect(Object.keys(regions).filter((region) => region.endsWith('/read'))).toEqual([])
  })

  it('add up, the worst margin being the smallest that is known', async () => {
    const total = emptyStatistics()
    addStatistics(total, emptyStatistics())
    expect(total.worstMarginMs).toBeNull()
    const near = await statisticsOf([read, until(-100_000), read])
    const far = await statisticsOf([read])
    addStatistics(total, far)
    addStatistics(total, near)
    addStatistics(total, emptyStatistics())
    expect(total).toMatchObject({
      plans: 2,
      requests: near.requests + far.requests,
      logins: 2,
      worstMarginMs: near.worstMarginMs,
      regions: near.regions,
    })
  })

  it('count a dead session that a successor asks after for no refusal', async () => {
    const statistics = emptyStatistics()
    const steps = [read, { do: 'hand-over' }, until(1), read]
    const plan = planSchema.parse({ controller: 'apstra', class: 'benign', steps })
    addRun(statistics, await runPlan(plan, { createClient: createReferenceClient }))
    expect(statistics).toMatchObject({
      refusals: { benign: 0, hostile: 0 },
      longWork: { asked: 1, offered: 1 },
      logins: 2,
    })
  })

  it('have nine regions for each limit', () => {
    expect(regionsOf(['token', 'absolute'])).toHaveLength(18)
    expect(regionsOf(['token'])).toContain('token/edge/denied')
  })
})
