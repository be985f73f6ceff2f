import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { LiveClock } from '../../../simulator/clock/live-clock.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import type { AppOptions } from '../../../simulator/http/app.js'
import { TimeLine } from '../../../simulator/http/time-line.js'
import { serveFake } from './fake-controller.js'
import { rawExchange } from './raw-exchange.js'

const GET = 'GET /api/x.json HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'

describe('the HTTP shell', () => {
  let close: (() => Promise<void>) | undefined
  afterEach(async () => {
    await close?.()
    close = undefined
  })
  const start = async (options: AppOptions = {}) => {
    const fake = await serveFake(options)
    close = fake.close
    return fake
  }

  it('sends fields in the order and spelling of the controller, and adds only what the connection needs', async () => {
    const { controller, port } = await start()
    controller.response = {
      status: 200,
      reason: 'Fine Indeed',
      headers: [
        ['x-second', 'b'],
        ['X-First', 'a'],
        ['Set-Cookie', 'one=1'],
        ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
        ['Set-Cookie', 'two=2'],
      ],
      body: 'größer',
    }
    expect((await rawExchange(port, GET)).text).toBe(
      'HTTP/1.1 200 Fine Indeed\r\nx-second: b\r\nX-First: a\r\nSet-Cookie: one=1\r\n' +
        'Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nSet-Cookie: two=2\r\nContent-Length: 8\r\nConnection: close\r\n\r\n' +
        Buffer.from('größer').toString('latin1'),
    )
  })

  it.each([204, 304])('gives a %i neither length nor type', async (status) => {
    const { controller, port } = await start()
    controller.response = { status, reason: String(status), headers: [['X-auth', 'v']], body: '' }
    expect((await rawExchange(port, GET)).text).toBe(
      `HTTP/1.1 ${status} ${status}\r\nX-auth: v\r\nConnection: close\r\n\r\n`,
    )
  })

  it('keeps a length that the controller gave', async () => {
    const { controller, port } = await start()
    controller.response = { status: 200, reason: 'OK', headers: [['content-length', '5']], body: 'hello' }
    expect((await rawExchange(port, GET)).text).toBe(
      'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nConnection: close\r\n\r\nhello',
    )
  })

  it('hands the request on as it came', async () => {
    const { controller, port } = await start()
    await rawExchange(
      port,
      'POST /api/mo/uni%2Ftn-[a].json?q=%zz&b=1 HTTP/1.1\r\nHost: h\r\nCookie: a=1\r\nCookie: b=2\r\nX-R: 1\r\nX-R: 2\r\n' +
        'Content-Length: 5\r\nConnection: close\r\n\r\na b\tc',
    )
    expect(controller.seen).toHaveLength(1)
    expect(controller.seen[0]).toMatchObject({
      method: 'POST',
      target: '/api/mo/uni%2Ftn-[a].json?q=%zz&b=1',
      headers: { cookie: 'a=1; b=2', 'x-r': '1, 2' },
      body: 'a b\tc',
      address: '127.0.0.1',
      scheme: 'http',
    })
  })

  it('reads a body that comes in pieces as UTF-8', async () => {
    const { controller, url } = await start()
    const body = `"${'ü€😀'.repeat(50_000)}"`
    await fetch(`${url}/x`, { method: 'PUT', body })
    expect(controller.seen[0]!.body).toBe(body)
  })

  it('refuses a body over the limit with 413, and takes one that just fits', async () => {
    const { controller, url } = await start({ bodyLimitBytes: 1000 })
    const refused = await fetch(url, { method: 'POST', body: 'x'.repeat(1001) })
    expect([refused.status, await refused.text()]).toEqual([
      413,
      'a request body may have 1000 bytes at most\n',
    ])
    expect(controller.seen).toHaveLength(0)
    expect((await fetch(url, { method: 'POST', body: 'x'.repeat(1000) })).status).toBe(200)
  })

  it('frees the place of a request once when the answer has left', async () => {
    const { controller, port } = await start()
    await rawExchange(port, GET)
    await rawExchange(port, GET)
    expect(controller.released).toBe(2)
  })

  it('keeps the place of a request until its work is done when its client leaves, and then sends nothing', async () => {
    const { controller, port, server, clock } = await start()
    controller.processingMs = 5000
    const arrived = once(server, 'request')
    const client = connect(port, '127.0.0.1').on('error', () => {})
    client.write(GET)
    const [, response] = await arrived
    client.destroy()
    await once(response, 'close')
    await clock.advance(4999)
    expect(controller.released).toBe(0)
    await clock.advance(1)
    expect(controller.released).toBe(1)
    await clock.advance(10_000)
    expect(controller.released).toBe(1)
    expect(response.headersSent).toBe(false)
  })

  it('keeps a reply back until the clock of the controller says so', async () => {
    const { controller, port, server, clock } = await start()
    controller.processingMs = 5000
    const arrived = once(server, 'request')
    const answer = rawExchange(port, GET)
    const [, response] = await arrived
    await clock.advance(4999)
    expect(response.headersSent).toBe(false)
    await clock.advance(1)
    expect((await answer).text).toContain('hello')
  })

  it('lets a virtual clock move on that is held for the sake of a request which waits for it', async () => {
    const { controller, port, clock } = await start()
    controller.processingMs = 5000
    const letGo = clock.hold()
    const answer = rawExchange(port, GET).finally(letGo)
    const { text } = await clock.until(answer, 60_000)
    expect(text).toContain('hello')
    expect(clock.monotonicMs()).toBe(5000)
  })

  it('answers at once while a live clock is frozen, and when it becomes so', async () => {
    const clock = new LiveClock()
    const timeLine = new TimeLine(clock, [])
    const fake = await serveFake({ timeLine }, clock)
    close = fake.close
    fake.controller.processingMs = 3_600_000
    const arrived = once(fake.server, 'request')
    const waiting = rawExchange(fake.port, GET)
    await arrived
    await timeLine.freeze()
    expect((await waiting).text).toContain('hello')
    expect((await rawExchange(fake.port, GET)).text).toContain('hello')
    clock.stop()
  })

  it('resets the connection', async () => {
    const { simulator, controller, port } = await start()
    simulator.faults.arm({ type: 'reset' })
    expect(await rawExchange(port, GET)).toEqual({ text: '', error: 'ECONNRESET' })
    expect(controller.seen).toHaveLength(0)
  })

  it.each([
    [0, ''],
    [3, 'hel'],
    [99, 'hello'],
  ])('breaks a reply off after %i bytes', async (bytes, part) => {
    const { simulator, controller, port } = await start()
    simulator.faults.arm({ type: 'truncate', options: { bytes } })
    expect(await rawExchange(port, GET)).toEqual({
      text: `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\n${part}`,
      error: undefined,
    })
    expect(controller.released).toBe(1)
  })

  it('stays silent until the client leaves, and lets virtual time pass meanwhile', async () => {
    const { simulator, port, server, clock } = await start()
    simulator.faults.arm({ type: 'drop-reply' })
    const letGo = clock.hold()
    const arrived = once(server, 'request')
    const client = connect(port, '127.0.0.1')
    const received: Buffer[] = []
    client.on('data', (chunk) => received.push(chunk))
    client.write(GET)
    const [, response] = await arrived
    await clock.advance(86_400_000)
    expect(received).toEqual([])
    client.destroy()
    await once(response, 'close')
    letGo()
    await clock.advance(1)
    expect(clock.monotonicMs()).toBe(86_400_001)
  })

  it('answers 500 instead of failing when a fault asks for a header field that cannot be sent', async () => {
    const { simulator, url } = await start()
    simulator.faults.arm({ type: 'status', options: { status: 503, contentType: 'text/html\nX: y' } })
    const response = await fetch(url)
    expect(response.status).toBe(500)
    expect(await response.text()).toMatch(/^Midrun could not send this reply: /)
  })
})

describe('a time line', () => {
  it('asks how far to go only once earlier moves are done', async () => {
    const clock = new VirtualClock()
    const timeLine = new TimeLine(clock, [])
    const to = (atMs: number) => () => atMs - clock.monotonicMs()
    const moves = await Promise.all([timeLine.advance(to(1000)), timeLine.advance(to(1500))])
    expect(moves.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [0, 1000],
      [1000, 1500],
    ])
  })

  it('reaches the very instant on a clock that runs fast, and lets it run on', async () => {
    const clock = new LiveClock({ rate: 100_000 })
    const timeLine = new TimeLine(clock, [])
    const { toMs } = await timeLine.advance(() => 10_000_000_000 - clock.monotonicMs())
    expect(toMs).toBe(10_000_000_000)
    expect(timeLine.rate).toBe(100_000)
    expect(timeLine.frozen).toBe(false)
    clock.stop()
  })
})
