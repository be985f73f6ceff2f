import { describe, expect, it } from 'vitest'
import {
  AuthenticationError,
  ClosedError,
  ConnectionError,
  ControllerError,
  PermissionError,
  RequestTimeoutError,
  SessionRefusedError,
  ThrottledError,
} from '../../clients/index.js'
import type { ControllerKind, FaultSpec } from '../../simulator/index.js'
import { ClientBench } from './client-bench.js'

interface Interface {
  read: string
  absent: string
  write: { path: string; body: Record<string, unknown> }
  /** What the controller says when it refuses a token. */
  refusal: { status: number; body: string }
}

const INTERFACES: Record<ControllerKind, Interface> = {
  apic: {
    read: '/api/class/fvTenant.json',
    absent: '/api/class/noSuchClass.json',
    write: { path: '/api/mo/uni.json', body: { fvTenant: { attributes: { name: 'blue' } } } },
    refusal: {
      status: 403,
      body: '{"totalCount":"1","imdata":[{"error":{"attributes":{"code":"403","text":"Token was invalid (Error: Token timeout)"}}}]}',
    },
  },
  fmc: {
    read: '/api/fmc_platform/v1/info/serverversion',
    absent: '/api/fmc_config/v1/domain/00000000-0000-0000-0000-000000000000/object/hosts',
    write: {
      path: '/api/fmc_config/v1/domain/e276abec-e0f2-11e3-8169-6d9ed49b625f/object/hosts',
      body: { name: 'web', type: 'Host', value: '198.51.100.7' },
    },
    refusal: { status: 401, body: '' },
  },
  apstra: {
    read: '/api/resources/ip-pools',
    absent: '/api/resources/ip-pools/none',
    write: {
      path: '/api/resources/ip-pools',
      body: { display_name: 'blue', subnets: [{ network: '10.0.0.0/8' }] },
    },
    refusal: { status: 401, body: '{"errors":"Token has expired"}' },
  },
}

const KINDS = Object.keys(INTERFACES) as ControllerKind[]

function setUp(kind: ControllerKind, options: { username?: string; password?: string } = {}) {
  const bench = new ClientBench(kind)
  const client = bench[kind](options)
  const { read, absent, write, refusal } = INTERFACES[kind]
  return {
    bench,
    client,
    get: () => client.request({ method: 'GET', path: read }),
    miss: () => client.request({ method: 'GET', path: absent }),
    post: () => client.request({ method: 'POST', path: write.path, body: write.body }),
    arm: (fault: FaultSpec) => bench.simulator.faults.arm(fault),
    refusal,
  }
}

describe.each(KINDS)('the %s client', (kind) => {
  it('is refused with a wrong password, and does not lock the account by trying again', async () => {
    const { bench, get } = setUp(kind, { password: 'wrong-password' })
    const error = await bench.failure(get())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({ name: 'AuthenticationError', status: 401 })
    expect(error.message).toMatch(/^login: the controller answered 401 ".+"$/)
    expect(bench.counts()).toEqual({ login: 1 })
  })

  it('takes a lack of permission for what it is, and keeps its session', async () => {
    const { bench, get, post } = setUp(kind, { username: 'reader' })
    await bench.until(get())
    const error = await bench.failure(post())
    expect(error).toBeInstanceOf(PermissionError)
    expect(error).toMatchObject({ status: 403 })
    expect(error.message).toContain(`POST ${INTERFACES[kind].write.path}: the controller answered 403`)
    await bench.until(get())
    expect(bench.counts()).toEqual({ login: 1, call: 3 })
  })

  it('reports what the controller does not have', async () => {
    const { bench, miss } = setUp(kind)
    const error = await bench.failure(miss())
    expect(error).toBeInstanceOf(ControllerError)
    expect(error.name).toBe('ControllerError')
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
  })

  it.each(['hosts', 'https://elsewhere.example/api/x'])(
    'refuses %s as a path before it sends anything',
    async (path) => {
      const { bench, client } = setUp(kind)
      const error = await bench.failure(client.request({ method: 'GET', path: `${path}?token=secret` }))
      expect(error).toBeInstanceOf(TypeError)
      expect((error as Error).message).toBe(`path: expected one that begins with "/", found "${path}"`)
      expect(bench.counts()).toEqual({})
    },
  )

  it('waits when it is throttled, longer each time, and gives up in the end', async () => {
    const { bench, get, arm } = setUp(kind)
    await bench.until(get())
    const before = bench.network.length
    arm({ type: 'status', purpose: 'call', options: { status: 429 }, times: 100 })
    const error = await bench.failure(get())
    expect(error).toBeInstanceOf(ThrottledError)
    const sentMs = bench.network.slice(before).map((exchange) => exchange.sentMs)
    const waitsMs = sentMs.slice(1).map((ms, index) => ms - sentMs[index]!)
    expect(waitsMs.length).toBe(kind === 'fmc' ? 6 : 5)
    for (const [index, ms] of waitsMs.entries()) {
      expect(ms).toBe(Math.ceil((kind === 'fmc' ? 2500 : 1000) * 2 ** index * 1.125))
    }
  })

  it('waits as long as it is told, and repeats what was not carried out', async () => {
    const { bench, get, post, arm } = setUp(kind)
    await bench.until(get())
    arm({ type: 'status', purpose: 'call', options: { status: 429, retryAfterSeconds: 7 }, times: 2 })
    const startMs = bench.clock.monotonicMs()
    await bench.until(post())
    expect(bench.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(14_000)
    expect(bench.clock.monotonicMs() - startMs).toBeLessThan(15_000)
    expect(bench.counts()).toEqual({ login: 1, call: 2 })
  })

  it('waits no longer than five minutes, however long it is told to', async () => {
    const { bench, get, post, arm } = setUp(kind)
    await bench.until(get())
    arm({ type: 'status', purpose: 'call', options: { status: 429, retryAfterSeconds: 86_400 } })
    const startMs = bench.clock.monotonicMs()
    await bench.until(post())
    expect(bench.clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(300_000)
    expect(bench.clock.monotonicMs() - startMs).toBeLessThan(301_000)
  })

  it('waits for a login that is turned away for a while, and says so if that lasts', async () => {
    const { bench, get, arm } = setUp(kind)
    arm({ type: 'status', purpose: 'login', options: { status: 503 }, times: 2 })
    await bench.until(get())
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
    const other = setUp(kind)
    other.arm({ type: 'status', purpose: 'login', options: { status: 503 }, times: 100 })
    expect(await other.bench.failure(other.get())).toBeInstanceOf(ThrottledError)
    expect(other.bench.counts()).toEqual({})
  })

  it('gives up after its time-out, and repeats nothing of which it knows nothing', async () => {
    const { bench, get, post, arm } = setUp(kind)
    await bench.until(get())
    for (const send of [get, post]) {
      const before = bench.network.length
      const startMs = bench.clock.monotonicMs()
      arm({ type: 'drop-reply', purpose: 'call' })
      const error = await bench.failure(send())
      expect(error).toBeInstanceOf(RequestTimeoutError)
      expect(error.message).toMatch(/^(GET|POST) \/api\/\S+: no answer within 5000 ms$/)
      expect(bench.clock.monotonicMs() - startMs).toBe(5000)
      expect(bench.network.length).toBe(before + 1)
    }
  })

  it('repeats a read once after a broken connection, then says so', async () => {
    const { bench, get, arm } = setUp(kind)
    await bench.until(get())
    arm({ type: 'reset', purpose: 'call' })
    await bench.until(get())
    arm({ type: 'reset', purpose: 'call', times: 2 })
    const error = await bench.failure(get())
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.message).toContain(`GET ${INTERFACES[kind].read}: other side closed`)
  })

  it.each<FaultSpec>([
    { type: 'reset', options: { after: 'reply' } },
    { type: 'truncate', options: { bytes: 2 } },
    { type: 'drop-reply' },
    { type: 'status', options: { status: 503 } },
  ])('never repeats a write: %j', async (fault) => {
    const { bench, get, post, arm } = setUp(kind)
    await bench.until(get())
    const before = bench.network.length
    arm({ ...fault, purpose: 'call' })
    const error = await bench.failure(post())
    expect([ConnectionError, RequestTimeoutError, ThrottledError].some((type) => error instanceof type)).toBe(
      true,
    )
    await bench.clock.advance(600_000)
    expect(bench.network.length).toBe(before + 1)
  })

  it('repeats a write that was refused for a session reason: it was not carried out', async () => {
    const { bench, get, post } = setUp(kind)
    await bench.until(get())
    bench.simulator.controller.terminate(bench.simulator.controller.sessions()[0]!.id)
    await bench.until(post())
    expect(bench.refusals()).toEqual(['terminated'])
    expect(bench.counts()).toEqual({ login: 2, call: 3 })
    expect(bench.events.map(({ type }) => type)).toEqual(['login', 'refused', 'login'])
  })

  it('takes two refusals in a row for an answer, at the price of one login', async () => {
    const { bench, get, arm, refusal } = setUp(kind)
    await bench.until(get())
    arm({
      type: 'status',
      purpose: 'call',
      options: { ...refusal, contentType: 'application/json' },
      times: 2,
    })
    const error = await bench.failure(get())
    expect(error).toBeInstanceOf(SessionRefusedError)
    await bench.until(get())
    expect(bench.counts()).toEqual({ login: 2, call: 2 })
  })

  it('logs out at close and takes no call any more', async () => {
    const { bench, client, get } = setUp(kind)
    await bench.until(get())
    const late = get()
    await bench.until(Promise.all([client.close(), client.close()]))
    await late
    expect(bench.counts()).toEqual({ login: 1, call: 2, logout: 1 })
    expect(bench.exchanges().at(-1)).toMatchObject({ purpose: 'logout', auth: { outcome: 'accepted' } })
    expect(bench.simulator.controller.sessions().map(({ state }) => state)).toEqual(['ended'])
    expect(await bench.failure(get())).toBeInstanceOf(ClosedError)
    expect(await bench.failure(client.login())).toBeInstanceOf(ClosedError)
  })

  it('closes although the controller cannot be told', async () => {
    const { bench, client, get, arm } = setUp(kind)
    await bench.until(get())
    arm({ type: 'reset', purpose: 'logout' })
    await bench.until(client.close())
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
  })

  it('makes no request and no session before it is used', async () => {
    const { bench, client } = setUp(kind)
    expect(client.session()).toMatchObject({ state: 'none' })
    await bench.until(client.close())
    expect(bench.network).toEqual([])
  })

  it('is never refused for a session reason in two days of calls now and then', async () => {
    const { bench, client, get } = setUp(kind)
    bench.latencyMs = 700
    const endMs = 2 * 86_400_000
    for (let pauseMs = 1000; bench.clock.monotonicMs() < endMs; pauseMs = (pauseMs * 7) % 3_599_969) {
      await bench.until(Promise.all([get(), get()]))
      await bench.clock.advance(pauseMs)
    }
    await bench.until(client.close())
    expect(bench.refusals()).toEqual([])
    expect(bench.exchanges('call').length).toBeGreaterThan(50)
    expect(bench.exchanges().every(({ response }) => response.status < 300)).toBe(true)
  })
})
