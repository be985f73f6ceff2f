import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FmcClient, type FmcObject } from '../../clients/index.js'
import { type Identity, loadIdentity, type RunningServer, serve } from '../../simulator/http/index.js'
import { type ExchangeEntry, VirtualClock } from '../../simulator/index.js'
import { clientTime } from './client-bench.js'

/** Longer than any exchange on the loopback takes in real time, in ms. */
const PATIENCE_MS = 10_000

let folder: string
let identity: Identity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-fmc-'))
  identity = await loadIdentity({ folder })
})
afterAll(() => rm(folder, { recursive: true }))

/**
 * Runs `work` with a client of an FMC behind real HTTPS. Both live on one virtual clock, which goes on whenever
 * everybody waits for it, so that minutes of waiting take no time.
 */
async function withFmc(
  work: (fmc: FmcClient, clock: VirtualClock) => Promise<void>,
): Promise<ExchangeEntry[]> {
  const clock = new VirtualClock()
  const running = await serve({
    controllers: { fmc: {} },
    certificate: identity.server,
    seed: 'fmc-https',
    clock,
  })
  const { url, simulator } = running.servers.fmc as RunningServer
  const time = clientTime(clock)
  let waiting = 0
  const fmc = new FmcClient({
    url,
    username: 'admin',
    password: 'midrun',
    ca: identity.caCertificate,
    requestTimeoutMs: PATIENCE_MS,
    clock: {
      ...time,
      setTimer(delayMs, run) {
        // An exchange has to end by itself: only waits for the clock make it go on.
        if (delayMs === PATIENCE_MS) return { cancel: () => {} }
        waiting++
        return time.setTimer(delayMs, () => {
          waiting--
          run()
        })
      },
    },
  })
  let ended = false
  const done = work(fmc, clock)
    .finally(() => fmc.close())
    .finally(() => {
      ended = true
    })
  done.catch(() => undefined)
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve))
    await clock.advance(waiting > 0 ? 100 : 1)
  }
  await running.close()
  await done
  return simulator.journal.entries.filter((entry): entry is ExchangeEntry => entry.kind === 'exchange')
}

describe('the FMC client over HTTPS, under the limits that a controller has', () => {
  it('creates 10,000 objects in bulk, reads them in small pages, and deletes some, without one 429', async () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      name: `host-${index}`,
      type: 'Host',
      value: `10.0.${index >> 8}.${index & 255}`,
    }))
    const read: FmcObject[] = []
    let lastedMs = 0
    const exchanges = await withFmc(async (fmc, clock) => {
      const hosts = await fmc.domainPath('object/hosts')
      const made = await fmc.createAll(hosts, entries)
      for await (const host of fmc.list(hosts, { limit: 25, expanded: true })) read.push(host)
      await fmc.deleteAll(
        hosts,
        made.slice(0, 150).map(({ id }) => id!),
        { bulk: false },
      )
      lastedMs = clock.monotonicMs()
    })
    expect(read.map(({ name }) => name)).toEqual(['any-ipv6', ...entries.map(({ name }) => name)])
    expect(read.slice(1).map(({ value }) => value)).toEqual(entries.map(({ value }) => value))
    const statuses = exchanges.map(({ response }) => response.status)
    expect(new Set(statuses)).toEqual(new Set([200, 201, 204]))
    expect(statuses, 'a login, 10 bulk writes, 401 pages, 150 deletions, a logout').toHaveLength(563)
    expect(lastedMs, 'four times the limit was waited for').toBeGreaterThan(240_000)
  })
})
