import fc from 'fast-check'
import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { InProcessSockets } from '../../../simulator/in-process-socket.js'
import { InProcessDispatcher, Simulator, VirtualClock } from '../../../simulator/index.js'
import { openSocket } from '../../../simulator/simulator.js'

const FMC = 'https://fmc.example'
const LOGIN = '/api/fmc_platform/v1/auth/generatetoken'
const CREDENTIALS = `Basic ${Buffer.from('admin:midrun').toString('base64')}`

/** An FMC in process; `events` are those of faults that its journal has, with their instants in ms. */
function setUp(options: Record<string, unknown> = {}, latencyMs = 0) {
  const clock = new VirtualClock()
  const simulator = new Simulator({ controller: 'fmc', seed: 'hold', clock, options })
  const dispatcher = new InProcessDispatcher({
    clock,
    transport: (wire) => simulator.handle(wire),
    latency: () => ({ outMs: latencyMs, backMs: latencyMs }),
  })
  const answers: { status: number; atMs: number }[] = []
  const login = async (signal?: AbortSignal) => {
    const { statusCode, body } = await request(FMC + LOGIN, {
      method: 'POST',
      headers: { authorization: CREDENTIALS },
      dispatcher,
      ...(signal === undefined ? {} : { signal }),
    })
    await body.dump()
    answers.push({ status: statusCode, atMs: clock.monotonicMs() })
  }
  const events = () =>
    simulator.journal.entries.flatMap((entry) =>
      entry.kind === 'fault' ? [`${entry.atMs} ${entry.event} ${entry.held ?? ''}`.trim()] : [],
    )
  const exchanges = () =>
    simulator.journal.entries.filter(({ kind }) => kind === 'exchange').map(({ atMs }) => atMs)
  return { clock, simulator, held: simulator.faults.held, login, answers, events, exchanges }
}

describe('a held exchange', () => {
  it.each([
    ['request', [5000]],
    ['reply', [1000]],
  ])('waits with its %s until it is released, at any virtual time', async (at, carriedOutMs) => {
    const { clock, simulator, held, login, answers, events, exchanges } = setUp({}, 1000)
    simulator.faults.arm({ type: 'hold', options: { at } })
    const done = login()
    await clock.advance(5000)
    expect(answers).toEqual([])
    expect(held.list()).toEqual([
      {
        id: 'held-1',
        fault: 'fault-1',
        at,
        request: { method: 'POST', target: LOGIN },
        sinceMs: 1000,
        since: '2026-01-01T00:00:01.000Z',
      },
    ])
    expect(held.release('held-1')).toBe(true)
    expect([held.release('held-1'), held.list()]).toEqual([false, []])
    await clock.until(done, 10_000)
    expect(exchanges()).toEqual(carriedOutMs)
    expect(answers).toMatchObject([{ status: 204 }])
    expect(answers[0]!.atMs).toBeGreaterThanOrEqual(6000)
    expect(events()).toEqual(['0 armed', '1000 fired', '1000 held held-1', '5000 released held-1'])
  })

  it('leaves the list when its client gives up; a request is then never seen', async () => {
    const { clock, simulator, held, login, events, exchanges } = setUp()
    simulator.faults.arm({ type: 'hold', options: { at: 'request' } })
    simulator.faults.arm({ type: 'hold', options: { at: 'reply' }, skip: 1 })
    const leaving = new AbortController()
    const attempts = [login(leaving.signal), login(leaving.signal)]
    await clock.advance(2000)
    expect(held.list().map(({ id, at }) => [id, at])).toEqual([
      ['held-1', 'request'],
      ['held-2', 'reply'],
    ])
    leaving.abort()
    for (const attempt of attempts) await expect(attempt).rejects.toThrow()
    expect([held.list(), held.release('held-1')]).toEqual([[], false])
    expect(exchanges()).toEqual([0])
    expect(events().slice(-2)).toEqual(['2000 given-up held-1', '2000 given-up held-2'])
  })

  it('keeps its place in the limits while it is held, and gives it back when its client leaves', async () => {
    const { clock, simulator, login, answers } = setUp({ maxParallel: 1 })
    simulator.faults.arm({ type: 'hold' })
    const leaving = new AbortController()
    const first = login(leaving.signal)
    await clock.advance(60_000)
    await clock.until(login(), 10_000)
    leaving.abort()
    await expect(first).rejects.toThrow()
    await clock.advance(1000)
    await clock.until(login(), 10_000)
    expect(answers.map(({ status }) => status)).toEqual([429, 204])
  })

  it('meets other faults in the order in which they were armed', async () => {
    const { clock, simulator, held, login, answers, exchanges } = setUp()
    simulator.faults.arm({ type: 'latency', options: { delayMs: 7000 } })
    simulator.faults.arm({ type: 'hold', options: { at: 'reply' } })
    simulator.faults.arm({ type: 'hold', options: { at: 'request' } })
    const done = login()
    await clock.advance(1000)
    held.releaseAll()
    expect(exchanges()).toEqual([1000])
    expect(held.list()).toMatchObject([{ id: 'held-2', at: 'reply', sinceMs: 1000 }])
    held.releaseAll()
    await clock.until(done, 60_000)
    expect(answers[0]!.atMs).toBeGreaterThanOrEqual(8000)

    simulator.faults.arm({ type: 'drop-reply' })
    simulator.faults.arm({ type: 'hold', options: { at: 'request' } })
    void login().catch(() => {})
    await clock.advance(1000)
    expect(held.releaseAll()).toBe(1)
    expect(exchanges()).toHaveLength(2)
  })

  it('leaves the same journal each time, whatever is released when', async () => {
    const act = fc.oneof(
      fc.record({ login: fc.constantFrom('request', 'reply') }),
      fc.record({ waitMs: fc.nat({ max: 100_000 }) }),
      fc.record({ release: fc.nat({ max: 5 }) }),
    )
    const run = async (acts: readonly Partial<{ login: string; waitMs: number; release: number }>[]) => {
      const { clock, simulator, held, login } = setUp()
      for (const { login: at, waitMs, release } of acts) {
        if (at !== undefined) {
          simulator.faults.arm({ type: 'hold', options: { at } })
          void login()
        }
        if (release !== undefined) held.release(held.list()[release]?.id ?? '')
        await clock.advance(waitMs ?? 0)
      }
      expect(held.releaseAll()).toBeLessThanOrEqual(acts.length)
      await clock.advance(10_000)
      return simulator.journal.toLines()
    }
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
        expect(await run(acts)).toBe(await run(acts))
      }),
      { numRuns: 50 },
    )
  })
})

describe('a held handshake', () => {
  it.each(['request', 'reply'])('that waits with its %s opens when it is released', async (at) => {
    const clock = new VirtualClock()
    const simulator = new Simulator({ controller: 'apic', seed: 'hold', clock })
    const sockets = new InProcessSockets({
      clock,
      transport: (wire, peer) => openSocket(simulator, wire, peer),
    })
    const login = simulator.handle({
      method: 'POST',
      target: '/api/aaaLogin.json',
      headers: {},
      body: '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}',
      address: '192.0.2.1',
      scheme: 'https',
    })
    const token = JSON.parse(login.kind === 'reply' ? login.response.body : '').imdata[0].aaaLogin.attributes
      .token
    const heard: string[] = []
    const connect = () =>
      sockets.connect(`wss://apic.example/socket${token}`, {
        onOpen: () => heard.push('open'),
        onMessage: () => {},
        onPong: () => {},
        onClose: (reason) => heard.push(reason),
      })
    simulator.faults.arm({ type: 'hold', options: { at }, times: 2 })
    connect()
    await clock.advance(1000)
    expect(heard).toEqual([])
    expect(simulator.faults.held.releaseAll()).toBe(1)
    await clock.advance(0)
    expect(heard.splice(0)).toEqual(['open'])
    const leaving = connect()
    await clock.advance(1000)
    leaving.close()
    await clock.advance(0)
    expect(heard).toContain('closed by the client')
    expect(simulator.faults.held.list()).toEqual([])
  })
})
