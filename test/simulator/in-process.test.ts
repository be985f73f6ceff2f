import { Readable } from 'node:stream'
import { Dispatcher, errors, FormData, fetch, interceptors, request } from 'undici'
import { describe, expect, it } from 'vitest'
import {
  InProcessDispatcher,
  type InProcessOptions,
  LiveClock,
  type NetworkExchange,
  type Outcome,
  VirtualClock,
  type WireRequest,
  type WireResponse,
} from '../../simulator/index.js'

const ORIGIN = 'https://controller.example:8443'
const RESPONSE: WireResponse = {
  status: 207,
  reason: 'Many Things',
  headers: [
    ['Server', 'test'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['Content-Type', 'application/json'],
  ],
  body: '{"umlaut":"ü"}',
}

/** A dispatcher whose controller answers as told, and what arrived there. */
function setUp(
  outcome: Partial<Outcome> | ((request: WireRequest) => Outcome) = {},
  options: Partial<InProcessOptions> = {},
) {
  const clock = new VirtualClock()
  const arrived: (WireRequest & { atMs: number })[] = []
  const releasedMs: number[] = []
  const exchanges: NetworkExchange[] = []
  const dispatcher = new InProcessDispatcher({
    clock,
    transport: (wire) => {
      arrived.push({ ...wire, atMs: clock.monotonicMs() })
      if (typeof outcome === 'function') return outcome(wire)
      return {
        kind: 'reply',
        response: RESPONSE,
        delayMs: 0,
        release: () => releasedMs.push(clock.monotonicMs()),
        ...outcome,
      } as Outcome
    },
    onExchange: (exchange) => exchanges.push(exchange),
    ...options,
  })
  return { clock, arrived, releasedMs, exchanges, dispatcher }
}

const reading = async (url: string, options: Parameters<typeof request>[1]) => {
  const { statusCode, headers, body } = await request(url, options)
  return { statusCode, headers, text: await body.text() }
}

describe('the in-process dispatcher', () => {
  it('gives undici.request status, header fields and body', async () => {
    const { dispatcher, arrived } = setUp()
    expect(await reading(`${ORIGIN}/path?x=%20y`, { dispatcher })).toEqual({
      statusCode: 207,
      headers: { server: 'test', 'set-cookie': ['a=1', 'b=2'], 'content-type': 'application/json' },
      text: RESPONSE.body,
    })
    expect(arrived).toMatchObject([
      {
        method: 'GET',
        target: '/path?x=%20y',
        body: '',
        address: '127.0.0.1',
        scheme: 'https',
        headers: { host: 'controller.example:8443' },
      },
    ])
  })

  it('gives undici.fetch status, reason, header fields and body', async () => {
    const { dispatcher, arrived } = setUp({}, { address: '192.0.2.9' })
    const reply = await fetch('http://controller.example/path', {
      dispatcher,
      method: 'POST',
      headers: { 'X-Case': 'Kept' },
      body: 'text',
    })
    expect([reply.status, reply.statusText, reply.headers.get('server')]).toEqual([
      207,
      'Many Things',
      'test',
    ])
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(await reply.json()).toEqual({ umlaut: 'ü' })
    expect(arrived).toMatchObject([
      { method: 'POST', body: 'text', address: '192.0.2.9', scheme: 'http', headers: { 'x-case': 'Kept' } },
    ])
  })

  it('gives fetch a form as it stands on the wire', async () => {
    const { dispatcher, arrived } = setUp()
    const body = new FormData()
    body.set('name', 'value')
    await fetch(ORIGIN, { dispatcher, method: 'POST', body })
    expect(arrived[0]!.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(arrived[0]!.body).toContain('name="name"\r\n\r\nvalue')
  })

  it('can be composed with interceptors of undici', async () => {
    let served = 0
    const { dispatcher, clock, arrived } = setUp(({ target }) => {
      const status = target === '/old' ? 302 : served++ === 0 ? 503 : 200
      const headers: [string, string][] = target === '/old' ? [['Location', '/new']] : []
      return { kind: 'reply', response: { ...RESPONSE, status, headers }, delayMs: 10, release: () => {} }
    })
    const composed = dispatcher.compose(
      interceptors.redirect({ maxRedirections: 2 }),
      interceptors.retry({ maxRetries: 3, minTimeout: 1, timeoutFactor: 1 }),
    )
    let waiting = true
    const work = reading(`${ORIGIN}/old`, { dispatcher: composed }).finally(() => {
      waiting = false
    })
    while (waiting) await clock.advance(10)
    expect(await work).toMatchObject({ statusCode: 200, text: RESPONSE.body })
    expect(arrived.map(({ target }) => target)).toEqual(['/old', '/new', '/old', '/new'])
    await expect(
      clock.until(
        reading(`${ORIGIN}/old`, { dispatcher: dispatcher.compose(interceptors.responseError()) }).then(() =>
          expect.unreachable(),
        ),
        1000,
      ),
    ).rejects.toBeTruthy()
  })

  it('is a dispatcher that can be closed', async () => {
    const { dispatcher } = setUp()
    expect(dispatcher).toBeInstanceOf(Dispatcher)
    await dispatcher.close()
    await dispatcher.destroy()
  })

  it.each<[string, () => BodyOf]>([
    ['a string', () => 'grüße'],
    ['a Buffer', () => Buffer.from('grüße')],
    ['a typed array', () => new Uint8Array(Buffer.from('grüße'))],
    ['a stream', () => Readable.from([Buffer.from('gr'), Buffer.from('üß'), Buffer.from('e')])],
    [
      'a stream that cuts characters',
      () => Readable.from([...Buffer.from('grüße')].map((byte) => Buffer.of(byte))),
    ],
    ['nothing', () => null],
  ])('carries %s as request body', async (name, body) => {
    const { dispatcher, arrived } = setUp()
    await reading(ORIGIN, { dispatcher, method: 'POST', body: body() })
    expect(arrived[0]!.body).toBe(name === 'nothing' ? '' : 'grüße')
  })

  it('passes on the error of a body stream and sends nothing', async () => {
    const { dispatcher, arrived } = setUp()
    const body = new Readable({
      read() {
        this.destroy(new Error('disk full'))
      },
    })
    await expect(reading(ORIGIN, { dispatcher, method: 'POST', body })).rejects.toThrow('disk full')
    expect(arrived).toEqual([])
  })

  it.each<[Record<string, unknown>, string]>([
    [{ a: 'b c', d: 1 }, '/x?a=b%20c&d=1'],
    [{ filter: ['one', 'two'] }, '/x?filter=one&filter=two'],
    [{}, '/x'],
  ])('writes the query option %j as undici does', async (query, target) => {
    const { dispatcher, arrived } = setUp()
    await reading(`${ORIGIN}/x`, { dispatcher, query })
    expect(arrived[0]!.target).toBe(target)
  })

  it('joins repeated fields as HTTP does, whatever form they come in', async () => {
    const { dispatcher, arrived } = setUp()
    await reading(ORIGIN, {
      dispatcher,
      headers: ['Cookie', 'a=1', 'X-Two', '1', 'cookie', 'b=2', 'x-two', '2'],
    })
    await reading(ORIGIN, { dispatcher, headers: { Cookie: ['a=1', 'b=2'], 'X-Two': ['1', '2'] } })
    await reading(ORIGIN, {
      dispatcher,
      headers: new Map([
        ['Cookie', 'a=1; b=2'],
        ['X-Two', '1, 2'],
      ]),
    })
    for (const { headers } of arrived) {
      expect(headers).toEqual({ host: 'controller.example:8443', cookie: 'a=1; b=2', 'x-two': '1, 2' })
    }
    expect(arrived).toHaveLength(3)
  })

  it('lets the time of the network and of the controller pass', async () => {
    const latencies = [
      { outMs: 30, backMs: 50 },
      { outMs: 1, backMs: 0 },
    ]
    const { dispatcher, clock, arrived, releasedMs, exchanges } = setUp(
      { delayMs: 400 },
      { latency: () => latencies.shift()! },
    )
    await clock.until(reading(`${ORIGIN}/first`, { dispatcher }), 10_000)
    expect([arrived[0]!.atMs, releasedMs, clock.monotonicMs()]).toEqual([30, [430], 480])
    const [exchange] = exchanges
    expect(exchange).toEqual({ method: 'GET', target: '/first', sentMs: 0, endedMs: 480, response: RESPONSE })
    await clock.until(reading(`${ORIGIN}/second`, { dispatcher }), 10_000)
    expect(clock.monotonicMs()).toBe(480 + 401)
  })

  it('delivers a request although its client gave it up on the way', async () => {
    const { dispatcher, clock, arrived, releasedMs, exchanges } = setUp(
      { delayMs: 100 },
      { latency: () => ({ outMs: 50, backMs: 50 }) },
    )
    const abort = new AbortController()
    clock.setTimer(20, () => abort.abort())
    const work = reading(`${ORIGIN}/slow`, { dispatcher, signal: abort.signal })
    await expect(clock.until(work, 10_000)).rejects.toMatchObject({ name: 'AbortError' })
    expect([clock.monotonicMs(), arrived.length]).toEqual([20, 0])
    expect(exchanges[0]).toEqual({ method: 'GET', target: '/slow', sentMs: 0, endedMs: 20 })
    await clock.advance(1000)
    expect(arrived.map(({ atMs }) => atMs)).toEqual([50])
    expect(releasedMs).toEqual([150])
    expect(exchanges[0]!.endedMs).toBe(20)
  })

  it('lets fetch give up as well', async () => {
    const { dispatcher, clock, arrived } = setUp({ delayMs: 100 })
    const abort = new AbortController()
    clock.setTimer(20, () => abort.abort())
    const work = fetch(ORIGIN, { dispatcher, signal: abort.signal })
    await expect(clock.until(work, 10_000)).rejects.toMatchObject({ name: 'AbortError' })
    expect(arrived).toHaveLength(1)
  })

  it('breaks the connection at a reset, after its delay', async () => {
    const { dispatcher, clock, exchanges } = setUp({ kind: 'reset', delayMs: 70 })
    const work = reading(ORIGIN, { dispatcher })
    await expect(clock.until(work, 1000)).rejects.toBeInstanceOf(errors.SocketError)
    expect(clock.monotonicMs()).toBe(70)
    expect(exchanges).toEqual([{ method: 'GET', target: '/', sentMs: 0, endedMs: 70 }])
    await expect(clock.until(fetch(ORIGIN, { dispatcher }), 1000)).rejects.toThrow('fetch failed')
  })

  it('breaks off a truncated answer after its bytes', async () => {
    const { dispatcher, exchanges } = setUp({ kind: 'truncated', bytes: 3 })
    const { statusCode, body } = await request(ORIGIN, { dispatcher })
    expect(statusCode).toBe(207)
    await expect(body.text()).rejects.toThrow('other side closed')
    expect(exchanges[0]!.response).toBeUndefined()
  })

  it('hands over the bytes before the break', () => {
    const { dispatcher } = setUp({ kind: 'truncated', bytes: 3 })
    const heard: string[] = []
    dispatcher.dispatch(
      { origin: ORIGIN, path: '/', method: 'GET' },
      {
        onRequestStart: () => heard.push('start'),
        onResponseStart: (_controller, status) => heard.push(`status ${status}`),
        onResponseData: (_controller, chunk) => heard.push(chunk.toString()),
        onResponseEnd: () => heard.push('end'),
        onResponseError: (_controller, error) => heard.push(error.message),
      },
    )
    expect(heard).toEqual(['start', 'status 207', '{"u', 'other side closed'])
  })

  it('leaves the client waiting in silence', async () => {
    const { dispatcher, clock, exchanges } = setUp({ kind: 'silence' })
    let ended = false
    void reading(ORIGIN, { dispatcher }).finally(() => {
      ended = true
    })
    await clock.advance(86_400_000)
    expect([ended, exchanges[0]!.endedMs]).toEqual([false, Number.POSITIVE_INFINITY])
  })

  it('stands still while a transport works outside of its time, and hands on its failure', async () => {
    const clock = new VirtualClock()
    const signals: AbortSignal[] = []
    const dispatcher = new InProcessDispatcher({
      clock,
      transport: async ({ target }, sender) => {
        signals.push(sender.signal)
        for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve))
        if (target === '/broken') throw new Error('no route')
        return { kind: 'reply', response: RESPONSE, delayMs: 5, release: () => {} }
      },
    })
    let lateMs = 0
    clock.setTimer(1, () => {
      lateMs = clock.monotonicMs()
    })
    expect(await clock.until(reading(ORIGIN, { dispatcher }), 1000)).toMatchObject({ statusCode: 207 })
    expect([clock.monotonicMs(), lateMs]).toEqual([5, 1])
    await expect(clock.until(reading(`${ORIGIN}/broken`, { dispatcher }), 1000)).rejects.toThrow('no route')
    const abort = new AbortController()
    const given = reading(ORIGIN, { dispatcher, signal: abort.signal })
    given.catch(() => undefined)
    expect(signals[2]!.aborted).toBe(false)
    abort.abort()
    expect(signals[2]!.aborted).toBe(true)
    await expect(given).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('works on a live clock', async () => {
    const clock = new LiveClock()
    const { dispatcher } = setUp({ delayMs: 5 }, { clock, latency: () => ({ outMs: 5, backMs: 0 }) })
    expect(await reading(ORIGIN, { dispatcher })).toMatchObject({ statusCode: 207 })
    expect(clock.monotonicMs()).toBeGreaterThanOrEqual(10)
    clock.stop()
  })
})

type BodyOf = NonNullable<Parameters<typeof request>[1]>['body']
