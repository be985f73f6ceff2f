import { setTimeout as realTime } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type CreateClient, UnusableClientError } from '../../../conformance/client-under-test.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'

const PLAN = planSchema.parse({
  controller: 'apic',
  class: 'benign',
  steps: [
    { do: 'request', operation: 'read', parallel: 2, detached: true },
    { do: 'wait', ms: 60_000 },
  ],
})

describe('a client that works where the harness cannot see it', () => {
  it('has time stand still until it is done', async () => {
    const createClient: CreateClient = ({ standStill }) => ({
      request: async () => {
        const goOn = standStill()
        await realTime(30)
        goOn()
        return { status: 200, body: '' }
      },
    })
    const { calls } = await runPlan(PLAN, { createClient })

    expect(calls.map(({ endedMs }) => endedMs)).toEqual([0, 0])
  })

  it('ends the run with its error when it cannot be used any more, whatever else is under way', async () => {
    let called = 0
    const createClient: CreateClient = () => ({
      request: async () => {
        called++
        throw new UnusableClientError('it is gone')
      },
    })

    await expect(runPlan(PLAN, { createClient })).rejects.toThrow('it is gone')
    expect(called).toBe(2)
  })

  it('may take its time to show its state', async () => {
    const createClient: CreateClient = () => ({
      request: async () => ({ status: 200, body: '' }),
      snapshot: async () => {
        await realTime(10)
        return { leftMs: 5 }
      },
    })

    expect((await runPlan(PLAN, { createClient })).finalState).toMatchObject({ client: { leftMs: 5 } })
  })
})
