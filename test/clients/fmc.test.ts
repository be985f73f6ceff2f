import { describe, expect, it } from 'vitest'
import { AuthenticationError } from '../../clients/index.js'
import { ClientBench } from './client-bench.js'

const VERSION = '/api/fmc_platform/v1/info/serverversion'
const hosts = (domain: string) => `/api/fmc_config/v1/domain/${domain}/object/hosts`
const host = (name: string) => ({ name, type: 'Host', value: '198.51.100.7' })

describe('the FMC client', () => {
  it('reads, creates, changes and deletes objects in the domain that it logged in to', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    expect(fmc.domain).toBe('default')
    await bench.until(fmc.login())
    const path = hosts(fmc.domain)
    const made = (await bench.until(fmc.post(path, host('web')))) as { id: string }
    await bench.until(fmc.put(`${path}/${made.id}`, { ...host('web2'), id: made.id }))
    expect(await bench.until(fmc.get(`${path}/${made.id}`))).toMatchObject({ id: made.id, name: 'web2' })
    expect(await bench.until(fmc.delete(`${path}/${made.id}`))).toMatchObject({ name: 'web2' })
    expect(bench.counts()).toEqual({ login: 1, call: 4 })
  })

  it('has no more than ten requests on their way', async () => {
    const bench = new ClientBench('fmc', { processing: { readMs: 500 } })
    const fmc = bench.fmc()
    await bench.until(fmc.login())
    const startMs = bench.clock.monotonicMs()
    await bench.until(Promise.all(Array.from({ length: 11 }, () => fmc.get(VERSION))))
    expect(bench.throttled()).toEqual([])
    expect(bench.clock.monotonicMs() - startMs, 'ten, then one').toBe(1000)
  })

  it('waits where it was told of more room than there is', async () => {
    const bench = new ClientBench('fmc', { processing: { readMs: 500 } })
    const fmc = bench.fmc({ maxParallel: 20 })
    await bench.until(fmc.login())
    await bench.until(Promise.all(Array.from({ length: 11 }, () => fmc.get(VERSION))))
    expect(bench.throttled()).toEqual(['parallel'])
  })

  it('writes one thing at a time', async () => {
    const bench = new ClientBench('fmc', { processing: { writeMs: 500 } })
    const fmc = bench.fmc()
    await bench.until(fmc.login())
    const startMs = bench.clock.monotonicMs()
    const path = hosts(fmc.domain)
    await bench.until(Promise.all([fmc.post(path, host('a')), fmc.post(path, host('b'))]))
    expect(bench.throttled()).toEqual([])
    expect(bench.clock.monotonicMs() - startMs).toBe(1000)
  })

  it.each([429, 400])('waits for the write of another client (%d)', async (writeCollision) => {
    const bench = new ClientBench('fmc', {
      processing: { writeMs: 2000 },
      writeCollision,
      onSecondLogin: 'allow',
    })
    const clients = [bench.fmc(), bench.fmc()]
    await bench.until(Promise.all(clients.map((fmc) => fmc.login())))
    await bench.until(
      Promise.all(clients.map((fmc, index) => fmc.post(hosts(fmc.domain), host(`host${index}`)))),
    )
    expect(bench.throttled()).toEqual(['parallel-writes'])
    expect(bench.exchanges('call').map(({ response }) => response.status)).toEqual([201, writeCollision, 201])
  })

  it('waits out the limit of requests per minute where it was told of none', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc({ requestsPerMinute: Number.POSITIVE_INFINITY })
    for (let i = 0; i < 150; i++) await bench.until(fmc.get(VERSION))
    expect(bench.throttled()).toContain('requests-per-minute')
    expect(bench.exchanges('call').filter(({ response }) => response.status === 200)).toHaveLength(150)
  })

  it('refreshes three times, then logs in anew', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc({ keepAlive: true, browserSessionKind: 'idle' })
    for (let minute = 0; minute < 250; minute += 5) {
      await bench.until(fmc.get(VERSION))
      await bench.clock.advance(300_000)
    }
    expect(bench.refusals()).toEqual([])
    const purposes = bench.exchanges().map(({ purpose }) => purpose)
    expect(purposes.filter((purpose) => purpose !== 'call')).toEqual([
      'login',
      'refresh',
      'refresh',
      'refresh',
      'login',
      'refresh',
      'refresh',
      'refresh',
      'login',
    ])
  })

  it('reckons with a browser session that ends an hour after the login, unless told otherwise', async () => {
    const bench = new ClientBench('fmc', { browserTimeoutKind: 'absolute' })
    const fmc = bench.fmc()
    for (let minute = 0; minute < 250; minute++) {
      await bench.until(fmc.get(VERSION))
      await bench.clock.advance(60_000)
    }
    expect(bench.refusals()).toEqual([])
  })

  it('tries a throttled refresh again', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    await bench.until(fmc.login())
    bench.simulator.faults.arm({ type: 'status', purpose: 'refresh', options: { status: 429 } })
    await bench.clock.advance(1_800_000 - 12_000)
    await bench.until(fmc.get(VERSION))
    expect(bench.counts()).toEqual({ login: 1, refresh: 1, call: 1 })
    expect(bench.refusals()).toEqual([])
  })

  it('logs in anew before the session ends where the browser time-out counts from the login', async () => {
    const bench = new ClientBench('fmc', { browserTimeoutKind: 'absolute' })
    const fmc = bench.fmc({ browserSessionKind: 'absolute' })
    for (let minute = 0; minute < 200; minute++) {
      await bench.until(fmc.get(VERSION))
      await bench.clock.advance(60_000)
    }
    expect(bench.refusals()).toEqual([])
  })

  it('lets writes that wait in line share a failed login: trying again for each would take hours', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    await bench.until(fmc.login())
    await bench.clock.advance(7_200_000)
    bench.simulator.faults.arm({ type: 'drop-reply', purpose: 'login', times: 7 })
    const writes = ['a', 'b', 'c'].map((name) => fmc.post(hosts(fmc.domain), host(name)))
    const results = await bench.until(Promise.allSettled(writes))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(bench.exchanges('login').length, 'one login before, seven tries of one').toBe(8)
    expect(bench.exchanges('call')).toEqual([])
    await bench.until(fmc.post(hosts(fmc.domain), host('d')))
    expect(bench.counts()).toMatchObject({ login: 9, call: 1 })
  })

  it('says that an account without access is refused', async () => {
    const bench = new ClientBench('fmc')
    const error = await bench.failure(bench.fmc({ username: 'nobody' }).login())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({ status: 403, text: 'The user is not authorized to use the API.' })
  })
})
