import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ApicClientOptions,
  type ApicEvent,
  type ApicSubscription,
  AuthenticationError,
  ClientError,
  ClosedError,
  ControllerError,
} from '../../clients/index.js'
import { readFixture } from '../../simulator/fixtures.js'
import { InProcessSockets, openSocket } from '../../simulator/index.js'
import { ClientBench } from './client-bench.js'

const TENANTS = '/api/class/fvTenant.json'
const SYSTEM = ['common', 'infra', 'mgmt']
const tenant = (name: string) => ({ fvTenant: { attributes: { name } } })

/** A bench with a network for sockets, and a second user who changes things. */
class SubscriptionBench extends ClientBench {
  socketLatencyMs = 0
  readonly sockets = new InProcessSockets({
    clock: this.clock,
    transport: (request, peer) => openSocket(this.simulator, request, peer),
    latency: () => ({ outMs: this.socketLatencyMs, backMs: this.socketLatencyMs }),
  })

  constructor(options: Record<string, unknown> = {}) {
    super('apic', options)
  }

  client(options: Partial<ApicClientOptions> = {}) {
    return this.apic({ socketFactory: (url, listener) => this.sockets.connect(url, listener), ...options })
  }

  /** Somebody else makes a tenant, in a session of their own that is gone at once. */
  make(name: string): void {
    const send = (method: string, target: string, body: unknown, headers = {}) =>
      this.simulator.controller.handle({
        method,
        target,
        headers,
        body: JSON.stringify(body),
        address: '192.0.2.9',
        scheme: 'https',
      }).response
    const login = send('POST', '/api/aaaLogin.json', {
      aaaUser: { attributes: { name: 'operator', pwd: 'correct-horse-battery' } },
    })
    const cookie = `APIC-cookie=${JSON.parse(login.body).imdata[0].aaaLogin.attributes.token}`
    expect(send('POST', '/api/mo/uni.json', tenant(name), { cookie }).status).toBe(200)
    send('POST', '/api/aaaLogout.json', {}, { cookie })
  }

  /** What the journal says of subscriptions, without what was sent. */
  notes(): string[] {
    return this.simulator.journal.entries.flatMap((entry) =>
      entry.kind === 'subscription' && entry.event !== 'sent' && entry.event !== 'refreshed'
        ? [entry.cause === undefined ? entry.event : `${entry.event}: ${entry.cause}`]
        : [],
    )
  }
}

const short = (event: ApicEvent) => {
  if ('dn' in event) return `${event.type} ${event.dn.replace('uni/tn-', '')}`
  return event.type === 'gap' ? `gap: ${event.reason}` : event.type
}

/** All that waits now. */
async function drain(subscription: ApicSubscription): Promise<string[]> {
  const events: string[] = []
  while (subscription.waiting > 0) events.push(short((await subscription.next()).value!))
  return events
}

const existing = (...names: string[]) => names.map((name) => `existing ${name}`)

describe('a subscription of the APIC client', () => {
  it('opens its socket on a token that is not replaced meanwhile', async () => {
    const bench = new SubscriptionBench({ oldTokenAfterRefresh: 'invalid' })
    const apic = bench.client()
    await bench.until(apic.login())
    // A second before the token is renewed: the handshake takes longer than that to arrive.
    await bench.clock.advance(587_500)
    bench.socketLatencyMs = 2000
    const subscribing = apic.subscribe(TENANTS)
    await bench.clock.advance(1500)
    await bench.until(Promise.all([subscribing, apic.get(TENANTS)]))
    expect(bench.counts()).toMatchObject({ login: 1, refresh: 1 })
    expect(bench.refusals()).toEqual([])
  })

  it('goes on without a gap where answers take nearly as long as the request time-out', async () => {
    const bench = new SubscriptionBench()
    const apic = bench.client({ requestTimeoutMs: 30_000 })
    bench.socketLatencyMs = 14_000
    const tenants = await bench.until(apic.subscribe(TENANTS, { onlyNew: true }))
    await bench.clock.advance(300_000)
    bench.make('late')
    await bench.clock.advance(60_000)
    expect(await drain(tenants)).toEqual(['created late'])
  })

  it('shows what there is, then what changes', async () => {
    const bench = new SubscriptionBench()
    const apic = bench.client()
    const tenants = await bench.until(apic.subscribe(TENANTS))
    await bench.until(apic.post('/api/mo/uni.json', tenant('blue')))
    await bench.until(
      apic.post('/api/mo/uni.json', { fvTenant: { attributes: { name: 'blue', descr: 'x' } } }),
    )
    await bench.until(apic.delete('/api/mo/uni/tn-blue.json'))
    await bench.clock.advance(0)
    expect(tenants.waiting).toBe(6)
    expect(await drain(tenants)).toEqual([
      ...existing(...SYSTEM),
      'created blue',
      'modified blue',
      'deleted blue',
    ])
  })

  it('shows changes only with onlyNew, and asks for the lifetime that it is given', async () => {
    const bench = new SubscriptionBench()
    const tenants = await bench.until(
      bench.client().subscribe(`${TENANTS}?order-by=fvTenant.name`, { onlyNew: true, lifetimeSeconds: 300 }),
    )
    expect(await drain(tenants)).toEqual([])
    await bench.clock.advance(600_000)
    const calls = bench
      .exchanges('call')
      .map(({ request, response }) => [request.target.split('?')[1], response.status])
    expect(calls.shift()).toEqual([undefined, 101])
    expect(calls.shift()).toEqual(['order-by=fvTenant.name&subscription=yes&refresh-timeout=300', 200])
    // Half of 300 s, again and again.
    expect(calls.every(([query]) => /^id=\d{17}$/.test(String(query)))).toBe(true)
    expect(calls.length).toBe(4)
    expect(bench.counts().login).toBe(1)
    bench.make('late')
    await bench.clock.advance(0)
    expect(await drain(tenants)).toEqual(['created late'])
  })

  it('loses no event that is faster than the reply which names its id', async () => {
    const bench = new SubscriptionBench()
    const apic = bench.client()
    await bench.until(apic.login())
    bench.latencyMs = 1000
    const subscribing = apic.subscribe(TENANTS)
    await bench.clock.advance(1500)
    bench.make('early')
    expect(await drain(await bench.until(subscribing))).toEqual([...existing(...SYSTEM), 'created early'])
  })

  it('ends at the end of a loop over it, and then closes the socket', async () => {
    const bench = new SubscriptionBench()
    const apic = bench.client()
    const first = await bench.until(apic.subscribe(TENANTS))
    const second = await bench.until(apic.subscribe(TENANTS, { onlyNew: true }))
    const seen: string[] = []
    const loop = async () => {
      for await (const event of first) if (seen.push(short(event)) === 3) break
    }
    await bench.until(loop())
    expect(seen).toEqual(existing(...SYSTEM))
    bench.make('blue')
    await bench.clock.advance(0)
    expect(await drain(second)).toEqual(['created blue'])
    expect(first.waiting).toBe(0)
    await bench.until(second.unsubscribe())
    await bench.clock.advance(0)
    expect(bench.notes()).toEqual([
      'opened',
      'subscribed',
      'subscribed',
      'unsubscribed',
      'unsubscribed',
      'closed: client',
    ])
    expect(bench.sockets.size).toBe(0)
    expect(await second.next()).toEqual({ done: true, value: undefined })
  })

  it('reports a broken, a silent and a closed socket as gaps, and shows afresh what there is', async () => {
    const bench = new SubscriptionBench()
    const tenants = await bench.until(bench.client().subscribe(TENANTS))
    await drain(tenants)
    bench.sockets.resetAll()
    bench.make('a')
    await bench.clock.advance(1000)
    expect(await drain(tenants)).toEqual(['gap: socket-closed', 'resumed', ...existing(...SYSTEM, 'a')])
    bench.sockets.stallAll()
    bench.make('b')
    await bench.clock.advance(38_000)
    expect(await drain(tenants)).toEqual([])
    await bench.clock.advance(2000)
    expect(await drain(tenants)).toEqual(['gap: socket-silent', 'resumed', ...existing(...SYSTEM, 'a', 'b')])
    bench.simulator.controller.restart()
    await bench.clock.advance(1000)
    expect(await drain(tenants)).toEqual(['gap: socket-closed', 'resumed', ...existing(...SYSTEM, 'a', 'b')])
  })

  it('reports that the controller forgot it', async () => {
    const bench = new SubscriptionBench({ subscriptionLifetimeSeconds: 20 })
    const tenants = await bench.until(bench.client().subscribe(TENANTS, { onlyNew: true }))
    await bench.clock.advance(30_000)
    expect(await drain(tenants)).toEqual(['gap: expired', 'resumed'])
  })

  it('gives a query that cannot be followed back to its caller', async () => {
    const bench = new SubscriptionBench()
    const wrong = bench.client().subscribe('/api/class/noSuchClass.json')
    expect(await bench.failure(wrong)).toBeInstanceOf(ControllerError)
    const stranger = bench.client({ password: 'wrong-password' })
    expect(await bench.failure(stranger.subscribe(TENANTS))).toBeInstanceOf(AuthenticationError)
    expect(bench.exchanges('login').length).toBe(2)
    const closed = bench.client()
    await closed.close()
    expect(await bench.failure(closed.subscribe(TENANTS))).toBeInstanceOf(ClosedError)
  })

  it('ends, after what waits, with the client', async () => {
    const bench = new SubscriptionBench()
    const apic = bench.client()
    const tenants = await bench.until(apic.subscribe(TENANTS))
    const rest = async () => {
      const events: string[] = []
      for await (const event of tenants) events.push(short(event))
      return events
    }
    await bench.until(apic.close())
    expect(await bench.until(rest())).toEqual(existing(...SYSTEM))
    expect(bench.sockets.size).toBe(0)
  })

  it('is refused where there is no session, or where it is switched off', async () => {
    const bench = new SubscriptionBench()
    const certificate = {
      certificateDn: 'uni/userext/user-a/usercert-b',
      privateKey: readFixture('apic/operator.key'),
    }
    for (const options of [{ subscribe: false }, { certificate }]) {
      expect(await bench.failure(bench.client(options).subscribe(TENANTS))).toBeInstanceOf(ClientError)
    }
    expect(bench.network).toEqual([])
  })
})

describe('login callbacks and session information', () => {
  it('come with each login, until they are taken back', async () => {
    const bench = new SubscriptionBench({ maximumLifetimeSeconds: 3600, version: '5.2(1g)' })
    const apic = bench.client({ keepAlive: true, challenge: true })
    const heard: number[] = []
    const stop = apic.onLogin(({ sessionExpiresAtMs }) =>
      heard.push(sessionExpiresAtMs - bench.clock.wallMs()),
    )
    expect(apic.information).toBeUndefined()
    await bench.until(apic.login())
    const startMs = bench.clock.wallMs()
    expect(apic.information).toEqual({
      refreshTimeoutSeconds: 600,
      maximumLifetimeSeconds: 3600,
      tokenExpiresAtMs: startMs + 600_000,
      sessionExpiresAtMs: startMs + 3_600_000,
      version: '5.2(1g)',
      challenge: expect.stringMatching(/./),
    })
    await bench.clock.advance(1_800_000)
    expect(apic.information!.tokenExpiresAtMs).toBeGreaterThan(startMs + 1_800_000)
    expect(apic.information!.sessionExpiresAtMs).toBe(startMs + 3_600_000)
    expect(heard).toEqual([3_600_000])
    await bench.clock.advance(3_600_000)
    expect(heard).toEqual([3_600_000, 3_600_000])
    stop()
    await bench.clock.advance(3_600_000)
    expect(heard.length).toBe(2)
    expect(bench.exchanges('login').length).toBe(3)
  })
})

const HOUR = 3_600_000

describe('through 24 hours with new logins, a restart and a broken network', () => {
  it('each change is delivered, or its loss is reported', async () => {
    let gaps = 0
    const property = async (
      instants: number[],
      breaks: { atMs: number; how: 'reset' | 'stall' | 'terminate' }[],
      latencyMs: number,
      socketLatencyMs: number,
    ) => {
      const bench = new SubscriptionBench({ maximumLifetimeSeconds: 7 * 3600 })
      Object.assign(bench, { latencyMs, socketLatencyMs })
      const apic = bench.client()
      const tenants = await bench.until(apic.subscribe(TENANTS, { onlyNew: true }))
      const startMs = bench.clock.monotonicMs()
      const made: string[] = []
      const at = (ms: number, run: () => void) =>
        bench.clock.setTimer(ms - (bench.clock.monotonicMs() - startMs), run)
      for (const ms of instants) {
        at(ms, () => {
          made.push(`created t${made.length}`)
          bench.make(`t${made.length - 1}`)
        })
      }
      at(15 * HOUR + 1234, () => bench.simulator.controller.restart())
      for (const { atMs, how } of breaks) {
        at(atMs, () => {
          if (how === 'reset') bench.sockets.resetAll()
          else if (how === 'stall') bench.sockets.stallAll()
          else
            for (const { id } of bench.simulator.controller.sessions())
              bench.simulator.controller.terminate(id)
        })
      }
      await bench.clock.advance(24 * HOUR)
      // Long enough for whatever broke last to be noticed, and mended.
      await bench.clock.advance(HOUR / 2)
      const heard = await drain(tenants)
      const reported = heard.filter((event) => event.startsWith('gap')).length
      gaps += reported

      // Between two gaps nothing is missing: what was heard there is a run of what was made.
      let position = 0
      let gap = false
      for (const event of heard) {
        if (event.startsWith('gap')) gap = true
        else if (event !== 'resumed') {
          const found = made.indexOf(event, position)
          expect(found).toBeGreaterThanOrEqual(position)
          if (!gap) expect(found).toBe(position)
          position = found + 1
          gap = false
        }
      }
      if (!gap) expect(position).toBe(made.length)
      // Each gap ended, and nothing was made up about them.
      expect(heard.filter((event) => event === 'resumed').length).toBe(reported)
      expect(bench.simulator.controller.sessions().filter(({ state }) => state === 'live').length).toBe(1)
      bench.make('last')
      await bench.clock.advance(10_000)
      expect(await drain(tenants)).toEqual(['created last'])
      // Sessions of 7 h end twice before the restart and once after it.
      if (breaks.length === 0) expect(reported).toBe(4)
    }
    // Changes crowd around the instants at which something breaks.
    const crowded = fc
      .tuple(fc.constantFrom(0, 15 * HOUR, 6.95 * HOUR), fc.nat(600_000))
      .map(([a, b]) => a + b)
    const instants = fc.array(fc.oneof(fc.nat(24 * HOUR), crowded), { minLength: 5, maxLength: 60 })
    const breaks = fc.array(
      fc.record({
        atMs: fc.nat(24 * HOUR),
        how: fc.constantFrom('reset' as const, 'stall' as const, 'terminate' as const),
      }),
      { maxLength: 5 },
    )
    await fc.assert(
      fc.asyncProperty(
        instants.map((all) => all.sort((a, b) => a - b)),
        breaks,
        fc.nat(900),
        fc.nat(900),
        property,
      ),
      { seed: 20_260_201, numRuns: 15 },
    )
    expect(gaps).toBeGreaterThan(60)
  }, 60_000)
})
