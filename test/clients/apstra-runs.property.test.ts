import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClientClock } from '../../simulator/clock/index.js'
import { ClientBench, clientTime } from './client-bench.js'

/** A run of several tasks and a read of all pools one by one, and what time does meanwhile. */
const run = fc.record({
  tokenTtlSeconds: fc.integer({ min: 30, max: 300 }),
  latencyMs: fc.integer({ min: 0, max: 2400 }),
  offsetMs: fc.integer({ min: -1e9, max: 1e9 }),
  driftPpm: fc.integer({ min: -500, max: 500 }),
  /** Three of them, one after the other, take less than the ten minutes for which a creation is tried again. */
  createMs: fc.integer({ min: 0, max: 250_000 }),
  pollMs: fc.integer({ min: 100, max: 60_000 }),
  blueprints: fc.integer({ min: 1, max: 3 }),
  pools: fc.integer({ min: 0, max: 8 }),
  pauseMs: fc.integer({ min: 0, max: 60_000 }),
  /** When somebody ends all sessions, in ms; never for 0. */
  killedAtMs: fc.oneof(fc.constant(0), fc.integer({ min: 1000, max: 400_000 })),
})

describe('an Apstra client', () => {
  it('loses no task and no object of a sequence, however often its token ends on the way', async () => {
    let ends = 0
    await fc.assert(
      fc.asyncProperty(run, async (given) => {
        const { tokenTtlSeconds, createMs, offsetMs, driftPpm, killedAtMs } = given
        const bench = new ClientBench('apstra', { tokenTtlSeconds, taskDurationsMs: { create: createMs } })
        const clock = clientTime(new ClientClock(bench.clock, { offsetMs, driftPpm }))
        const { blueprints, ipPools } = bench.apstra({ clock }).collections
        const made: string[] = []
        for (let index = 0; index < given.pools; index++) {
          const subnets = [{ network: `198.51.100.${index}/32` }]
          made.push(await bench.until(ipPools.create(`pool ${index}`, { subnets })))
        }
        bench.latencyMs = given.latencyMs
        if (killedAtMs > 0) bench.clock.setTimer(killedAtMs, () => endAll(bench))

        const tasks = Array.from({ length: given.blueprints }, async (_, index) => {
          const { id, taskId } = await blueprints.startCreate(`dc${index}`, {
            design: 'two_stage_l3clos',
            init_type: 'template_reference',
            template_id: 'L2_Virtual_EVPN',
          })
          await blueprints.awaitTask(id, taskId!, { timeoutMs: 3_600_000, pollMs: given.pollMs })
          return id
        })
        const sequence = (async () => {
          const seen: string[] = []
          for await (const { id } of ipPools) {
            seen.push(id)
            await new Promise<void>((resolve) => clock.setTimer(given.pauseMs, resolve))
          }
          return seen
        })()
        const ids = await bench.until(Promise.all(tasks))
        const seen = await bench.until(sequence)

        expect((await bench.until(blueprints.ids())).sort()).toEqual(ids.sort())
        expect(seen.filter((id) => made.includes(id))).toEqual(made)
        expect(bench.refusals().filter((cause) => cause !== 'terminated')).toEqual([])
        ends += bench.counts().login! - 1
      }),
      { numRuns: 60 },
    )
    expect(ends, 'tokens that ended on the way').toBeGreaterThan(60)
  })
})

function endAll({ simulator: { controller } }: ClientBench): void {
  for (const { id, state } of controller.sessions()) if (state === 'live') controller.terminate(id)
}
