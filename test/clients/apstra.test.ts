import { describe, expect, it } from 'vitest'
import {
  type ApstraClientOptions,
  AuthenticationError,
  ProviderTimeoutError,
  RequestTimeoutError,
  SessionRefusedError,
  TooManyLoginsError,
  WrongServerError,
} from '../../clients/index.js'
import type { FaultSpec } from '../../simulator/index.js'
import { ClientBench } from './client-bench.js'

const POOLS = '/api/resources/ip-pools'
const pool = (name: string) => ({ display_name: name, subnets: [{ network: '10.0.0.0/8' }] })

describe('the Apstra client', () => {
  it('reads, creates, changes and deletes', async () => {
    const bench = new ClientBench('apstra')
    const apstra = bench.apstra()
    const { id } = (await bench.until(apstra.post(POOLS, pool('blue')))) as { id: string }
    expect(await bench.until(apstra.put(`${POOLS}/${id}`, pool('green')))).toBeUndefined()
    expect(await bench.until(apstra.get(`${POOLS}/${id}`))).toMatchObject({ id, display_name: 'green' })
    expect(await bench.until(apstra.delete(`${POOLS}/${id}`))).toBeUndefined()
    expect(bench.counts()).toEqual({ login: 1, call: 4 })
  })

  it('pays at most one login for a 401 that is not about its token', async () => {
    const bench = new ClientBench('apstra')
    const admin = bench.apstra({ logoutOnClose: false })
    const { items } = (await bench.until(admin.get('/api/aaa/users'))) as {
      items: { username: string; id: string }[]
    }
    const { id } = items.find(({ username }) => username === 'admin')!
    const reader = bench.apstra({ username: 'reader' })
    await bench.until(reader.get(POOLS))
    const logins = bench.exchanges('login').length
    const error = await bench.failure(reader.patch(`/api/aaa/users/${id}`, { email: 'a@b.example' }))
    expect(error).toBeInstanceOf(SessionRefusedError)
    expect(error).toMatchObject({ status: 401, text: 'Invalid credentials' })
    expect(bench.exchanges('login').length).toBe(logins + 1)
    await bench.until(reader.get(POOLS))
    expect(bench.exchanges('login').length, 'the new session is kept').toBe(logins + 1)
    expect(bench.refusals()).toEqual([])
  })

  it('pays for it once for each path, and not for each call', async () => {
    const bench = new ClientBench('apstra')
    const admin = bench.apstra({ logoutOnClose: false })
    const users = (await bench.until(admin.get('/api/aaa/users'))) as {
      items: { username: string; id: string }[]
    }
    const { id } = users.items.find(({ username }) => username === 'admin')!
    const odd = `/api/aaa/users/${id}/favorites`
    const reader = bench.apstra({ username: 'reader' })
    await bench.until(reader.get(POOLS))
    const before = bench.counts().login!
    const add = () => reader.post(odd, { label: 'blue', url: '/blue' })
    for (let times = 0; times < 5; times++) {
      expect(await bench.failure(add())).toBeInstanceOf(SessionRefusedError)
    }
    expect(bench.counts().login).toBe(before + 1)
    expect(reader.doubted).toEqual([`POST ${odd}`])
    expect(bench.refusals()).toEqual([])

    const [, session] = bench.simulator.controller.sessions()
    bench.simulator.controller.terminate(session!.id)
    expect(await bench.failure(add())).toBeInstanceOf(SessionRefusedError)
    expect(bench.refusals().length, 'of that call and of the second opinion').toBe(2)
    expect(bench.counts().login, 'a dead session is still found out').toBe(before + 2)
  })

  it('believes refusals of a path again once that has answered anything else', async () => {
    const bench = new ClientBench('apstra')
    const apstra = bench.apstra()
    await bench.until(apstra.login())
    bench.simulator.faults.arm({ type: 'status', path: POOLS, options: { status: 401 }, times: 2 })
    expect(await bench.failure(apstra.get(POOLS))).toBeInstanceOf(SessionRefusedError)
    expect(apstra.doubted).toEqual([`GET ${POOLS}`])
    bench.simulator.controller.terminate(bench.simulator.controller.sessions()[1]!.id)
    await bench.until(apstra.get(POOLS))
    expect(apstra.doubted).toEqual([])
    expect(bench.counts().login).toBe(3)
  })

  it('keeps what it was told when nobody gives a second opinion', async () => {
    const bench = new ClientBench('apstra')
    const apstra = bench.apstra({ verifyPath: '/api/version' })
    const { faults } = bench.simulator
    faults.arm({ type: 'status', path: POOLS, options: { status: 401 }, times: 3 })
    expect(await bench.failure(apstra.get(POOLS))).toBeInstanceOf(SessionRefusedError)
    faults.arm({ type: 'drop-reply', path: '/api/version' })
    expect(await bench.failure(apstra.get(POOLS))).toBeInstanceOf(SessionRefusedError)
    expect(bench.counts().login).toBe(2)
  })

  it('costs other calls nothing when one call is told 401 over and over', async () => {
    const bench = new ClientBench('apstra')
    const apstra = bench.apstra()
    await bench.until(apstra.login())
    bench.simulator.faults.arm({ type: 'status', path: '/odd', options: { status: 401 }, times: 2 })
    const odd = bench.failure(apstra.get('/api/odd'))
    const others = Promise.all(Array.from({ length: 5 }, () => apstra.get(POOLS)))
    await bench.until(Promise.all([odd, others]))
    expect(bench.counts().login).toBe(2)
  })

  it('logs in before the end that its token states, whatever the hour says', async () => {
    const bench = new ClientBench('apstra', { tokenTtlSeconds: 600 })
    bench.clock.stepWall(-40 * 365 * 86_400_000)
    const apstra = bench.apstra()
    for (let minute = 0; minute < 60; minute++) {
      await bench.until(apstra.get(POOLS))
      await bench.clock.advance(60_000)
    }
    expect(bench.refusals()).toEqual([])
    expect(bench.counts().login).toBeGreaterThanOrEqual(6)
    expect(bench.counts().login).toBeLessThanOrEqual(7)
  })

  it.each(['aaa', 'user'] as const)('logs in and out at /api/%s', async (loginPath) => {
    const bench = new ClientBench('apstra', { loginPaths: [loginPath] })
    const apstra = bench.apstra({ loginPath })
    await bench.until(apstra.login())
    await bench.until(apstra.close())
    expect(bench.exchanges().map(({ request }) => request.target)).toEqual([
      `/api/${loginPath}/login`,
      `/api/${loginPath}/logout`,
    ])
    expect(bench.simulator.controller.sessions()[0]!.state).toBe('ended')
  })

  it('leaves its session alone at close if told to', async () => {
    const bench = new ClientBench('apstra')
    const apstra = bench.apstra({ logoutOnClose: false })
    await bench.until(apstra.login())
    await bench.until(apstra.close())
    expect(bench.counts()).toEqual({ login: 1 })
    expect(bench.simulator.controller.sessions()[0]!.state).toBe('live')
  })

  it('waits for a task that outlives several of its tokens, and for a call that waits itself', async () => {
    const bench = new ClientBench('apstra', {
      tokenTtlSeconds: 600,
      taskDurationsMs: { create: 3_000_000, deploy: 4000 },
      taskTimeoutMs: 3_600_000,
    })
    const apstra = bench.apstra()
    const blueprint = {
      id: 'bp',
      design: 'two_stage_l3clos',
      init_type: 'template_reference',
      label: 'DC',
      template_id: 'L2_Virtual_EVPN',
    }
    const { task_id: task } = (await bench.until(apstra.post('/api/blueprints?async=full', blueprint))) as {
      task_id: string
    }
    const status = async () =>
      ((await bench.until(apstra.get(`/api/blueprints/bp/tasks/${task}`))) as { status: string }).status
    let polls = 0
    for (; (await status()) === 'in_progress'; polls++) await bench.clock.advance(30_000)
    expect(await status()).toBe('succeeded')
    expect(polls).toBe(100)
    expect(bench.refusals()).toEqual([])
    expect(bench.counts().login).toBeGreaterThanOrEqual(5)

    const startMs = bench.clock.monotonicMs()
    await bench.until(apstra.put('/api/blueprints/bp/deploy', { version: 1 }))
    expect(bench.clock.monotonicMs() - startMs).toBe(4000)
    expect(await bench.until(apstra.get('/api/blueprints/bp/deploy'))).toEqual({
      state: 'success',
      version: 1,
    })
  })

  it('finds the login of an older release by itself', async () => {
    const bench = new ClientBench('apstra', { loginPaths: ['user'] })
    const apstra = bench.apstra()
    await bench.until(apstra.login())
    bench.simulator.controller.terminate(bench.simulator.controller.sessions()[0]!.id)
    await bench.until(apstra.get(POOLS))
    await bench.until(apstra.close())
    const targets = bench.exchanges().map(({ request }) => request.target)
    expect(targets).toEqual([
      '/api/aaa/login',
      '/api/user/login',
      POOLS,
      '/api/user/login',
      POOLS,
      '/api/user/logout',
    ])
  })

  it('tells what keeps it from logging in', async () => {
    const login = async (fault: FaultSpec, options: Partial<ApstraClientOptions> = {}) => {
      const bench = new ClientBench('apstra', { loginPaths: ['user'] })
      bench.simulator.faults.arm({ times: 100, ...fault, purpose: 'login' })
      return bench.failure(bench.apstra({ loginPath: 'user', ...options }).login())
    }
    const status = (code: number): FaultSpec => ({ type: 'status', options: { status: code } })
    expect(await login(status(429))).toBeInstanceOf(TooManyLoginsError)
    expect(await login(status(408))).toBeInstanceOf(ProviderTimeoutError)
    expect(await login(status(404))).toBeInstanceOf(WrongServerError)
    expect(await login(status(503))).toMatchObject({ name: 'ThrottledError', status: 503 })
    expect(await login({ type: 'drop-reply' })).toBeInstanceOf(RequestTimeoutError)
    expect(await login({ type: 'reset' })).toMatchObject({ name: 'ConnectionError', reason: 'broken' })
    expect(await login(status(401), { password: 'wrong-password' })).toBeInstanceOf(AuthenticationError)
  })

  it('says so when wrong passwords had its address banned', async () => {
    const bench = new ClientBench('apstra')
    const guesser = bench.apstra({ password: 'wrong-password' })
    for (let times = 0; times < 5; times++) await bench.failure(guesser.login())
    const error = await bench.failure(bench.apstra().login())
    expect(error).toBeInstanceOf(TooManyLoginsError)
    expect(error).toMatchObject({ status: 429, text: 'Too many requests' })
    await bench.clock.advance(180_000)
    await bench.until(bench.apstra().login())
  })

  it('is patient with blueprints, which keep a controller busy for long', async () => {
    const bench = new ClientBench('apstra')
    const apstra = bench.apstra()
    await bench.until(apstra.login())
    const before = bench.network.length
    bench.simulator.faults.arm({
      type: 'status',
      path: '/api/blueprints',
      options: { status: 429 },
      times: 8,
    })
    expect(await bench.failure(apstra.post('/api/blueprints?async=full', {}))).toMatchObject({
      name: 'ControllerError',
    })
    const sentMs = bench.network.slice(before).map((exchange) => exchange.sentMs)
    const waitsMs = sentMs.slice(1).map((ms, index) => ms - sentMs[index]!)
    expect(waitsMs).toEqual([1125, 2250, 4500, 9000, 11_250, 11_250, 11_250, 11_250])
  })

  it('waits a ban out in the midst of a run', async () => {
    const bench = new ClientBench('apstra', { tokenTtlSeconds: 600 })
    const apstra = bench.apstra()
    await bench.until(apstra.get(POOLS))
    await bench.clock.advance(590_000)
    const guesser = bench.apstra({ password: 'wrong-password' })
    for (let times = 0; times < 5; times++) await bench.failure(guesser.login())
    await bench.until(apstra.get(POOLS))
    expect(bench.throttled().length).toBeGreaterThan(5)
    expect(bench.refusals()).toEqual([])
  })

  it('tells release and features', async () => {
    const bench = new ClientBench('apstra', { version: '6.1.0', features: { freeform: 'enabled' } })
    const apstra = bench.apstra()
    expect(await bench.until(apstra.version())).toMatchObject({ version: '6.1.0', major: '6', minor: '1' })
    expect(await bench.until(apstra.features())).toEqual({ freeform: 'enabled' })
  })
})
