import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClosedError, type FmcClient } from '../../clients/index.js'
import { ClientClock } from '../../simulator/index.js'
import { ClientBench, clientTime } from './client-bench.js'

const VERSION = '/api/fmc_platform/v1/info/serverversion'
const HOSTS = '/api/fmc_config/v1/domain/default/object/hosts'

const reads = (fmc: FmcClient, count: number) =>
  Promise.all(Array.from({ length: count }, () => fmc.get(VERSION)))

describe('the request budget of the FMC client', () => {
  it('reads 500 times without one 429, as fast as that goes', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    await bench.until(reads(fmc, 500))
    expect(bench.throttled()).toEqual([])
    expect(bench.exchanges('call').every(({ response }) => response.status === 200)).toBe(true)
    // 116 calls a minute and 4 places for the session, so the last 36 go in the fifth minute.
    expect(bench.clock.monotonicMs()).toBeGreaterThan(240_000)
    expect(bench.clock.monotonicMs()).toBeLessThan(243_000)
  })

  it('can be made larger for later releases', async () => {
    const bench = new ClientBench('fmc', { rate: { perMinute: 300 } })
    const fmc = bench.fmc({ requestsPerMinute: 300 })
    await bench.until(reads(fmc, 600))
    expect(bench.throttled()).toEqual([])
    expect(bench.clock.monotonicMs()).toBeLessThan(125_000)
  })

  it('waits without a token, so that none runs out in the queue, and leaves room to renew it', async () => {
    const bench = new ClientBench('fmc', { rate: { perMinute: 10 }, accessTtlSec: 130 })
    const fmc = bench.fmc({ requestsPerMinute: 10, accessTokenMs: 130_000 })
    await bench.until(reads(fmc, 300))
    expect(bench.refusals()).toEqual([])
    expect(bench.throttled()).toEqual([])
    const { login = 0, refresh = 0, call } = bench.counts()
    expect(call).toBe(300)
    expect(refresh).toBeGreaterThan(5)
    expect(login).toBeGreaterThan(2)
  })

  it('shares the window with other programs when it has to', async () => {
    const bench = new ClientBench('fmc', { onSecondLogin: 'allow' })
    const clients = [bench.fmc(), bench.fmc()]
    await bench.until(Promise.all(clients.map((fmc) => reads(fmc, 150))))
    expect(bench.throttled()).toContain('requests-per-minute')
    expect(bench.refusals()).toEqual([])
    expect(bench.counts().login).toBe(2)
  })

  it('keeps its promise under latency and drift, with writes among the reads', async () => {
    let waits = 0
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -500, max: 500 }),
        fc.array(fc.nat({ max: 2400 }), { minLength: 7, maxLength: 7 }),
        fc.integer({ min: 4, max: 30 }),
        async (driftPpm, latencies, perMinute) => {
          const bench = new ClientBench('fmc', { rate: { perMinute } })
          const fmc = bench.fmc({
            clock: clientTime(new ClientClock(bench.clock, { driftPpm })),
            requestsPerMinute: perMinute,
          })
          const calls = Array.from({ length: 60 }, async (_, index) => {
            await new Promise<void>((resolve) => bench.clock.setTimer(index * 300, resolve))
            bench.latencyMs = latencies[index % latencies.length]!
            if (index % 6 > 0) return fmc.get(VERSION)
            return fmc.post(HOSTS, { name: `host-${index}`, type: 'Host', value: '198.51.100.7' })
          })
          await bench.until(Promise.all(calls))
          expect(bench.throttled().filter((limit) => limit === 'requests-per-minute')).toEqual([])
          expect(bench.refusals()).toEqual([])
          if (bench.clock.monotonicMs() > 60_000) waits++
        },
      ),
      { seed: 20_260_803, numRuns: 40 },
    )
    expect(waits).toBeGreaterThan(20)
  })
})

describe('an FMC client that is closed', () => {
  it('lets the requests in flight end, then revokes its token, and fails what waits for its turn at once', async () => {
    const bench = new ClientBench('fmc', { processing: { writeMs: 2000 } })
    const fmc = bench.fmc()
    await bench.until(reads(fmc, 110))
    const write = fmc.post(HOSTS, { name: 'web', type: 'Host', value: '198.51.100.7' })
    const others = Promise.allSettled(Array.from({ length: 20 }, () => fmc.get(VERSION)))
    await bench.clock.advance(1000)
    const startMs = bench.clock.monotonicMs()
    await bench.until(fmc.close())
    expect(bench.clock.monotonicMs() - startMs).toBeLessThan(1100)
    expect(await write).toMatchObject({ name: 'web' })
    const failed = (await others).filter((result) => result.status === 'rejected')
    expect(failed.length).toBeGreaterThan(0)
    for (const { reason } of failed) expect(reason).toBeInstanceOf(ClosedError)
    expect(bench.exchanges().slice(-1)[0]).toMatchObject({ purpose: 'logout', response: { status: 204 } })
    expect(bench.throttled()).toEqual([])
  })

  it('leaves the session as it is where it was told to', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc({ revokeOnClose: false })
    await bench.until(fmc.get(VERSION))
    await bench.until(fmc.close())
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
    expect(bench.simulator.controller.sessions().map(({ state }) => state)).toEqual(['live'])
  })

  it('does not present a token that may have run out', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    await bench.until(fmc.get(VERSION))
    await bench.clock.advance(1_800_000)
    await bench.until(fmc.close())
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
  })
})
