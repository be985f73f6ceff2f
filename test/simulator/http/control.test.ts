import { afterEach, describe, expect, it } from 'vitest'
import { LiveClock } from '../../../simulator/clock/live-clock.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import type { SessionView } from '../../../simulator/controller.js'
import type { AppOptions } from '../../../simulator/http/app.js'
import { packageVersion } from '../../../simulator/http/version.js'
import { serveFake } from './fake-controller.js'
import { rawExchange } from './raw-exchange.js'

const LIVE: SessionView = {
  id: 'apic-1',
  user: 'admin',
  state: 'live',
  bornMs: 1000,
  lastUsedMs: 2000,
  refreshes: 1,
  refreshesLeft: null,
  deadlines: { token: 600_000, absolute: 86_400_000 },
}
const ENDED: SessionView = {
  ...LIVE,
  id: 'apic-0',
  state: 'ended',
  deadlines: {},
  ended: { atMs: 500, cause: 'logout' },
}

let close: (() => Promise<void>) | undefined
afterEach(async () => {
  await close?.()
  close = undefined
})

async function start(options: AppOptions = {}, clock: VirtualClock | LiveClock = new VirtualClock()) {
  const fake = await serveFake(options, clock)
  close = fake.close
  fake.controller.views = [ENDED, LIVE]
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${fake.url}/__midrun${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return [response.status, await response.json()] as [number, Record<string, unknown>]
  }
  return { ...fake, call }
}

describe('the clock over the control API', () => {
  it('moves by a duration and says what happened', async () => {
    const { call, clock, journal } = await start()
    clock.setTimer(60_000, () => {}, 'a minute')
    expect(await call('POST', '/clock/advance', { by: '10m' })).toEqual([
      200,
      {
        from: '2026-01-01T00:00:00.000Z',
        to: '2026-01-01T00:10:00.000Z',
        fromMs: 0,
        toMs: 600_000,
        fired: [{ atMs: 60_000, label: 'a minute' }],
        settled: true,
      },
    ])
    expect(await call('GET', '/clock')).toEqual([
      200,
      { now: '2026-01-01T00:10:00.000Z', monotonicMs: 600_000, rate: 0, frozen: true },
    ])
    expect(journal.entries).toMatchObject([{ kind: 'clock', event: 'advance', byMs: 600_000, atMs: 0 }])
  })

  it.each([
    ['session:apic-1:token', 600_000],
    ['session:apic-1:token-1ms', 599_999],
    ['session:apic-1:absolute+2s', 86_402_000],
  ])('moves to %s', async (until, toMs) => {
    const { call, clock } = await start()
    expect((await call('POST', '/clock/advance', { until }))[1]).toMatchObject({ fromMs: 0, toMs })
    expect(clock.monotonicMs()).toBe(toMs)
  })

  it.each([
    [{}, 'expected either "by" with a duration'],
    [{ by: '1m', until: 'session:apic-1:token' }, 'expected either "by" with a duration'],
    [{ by: '-1m' }, 'by: expected a duration such as 250ms, 90s, 10m or 24h, found "-1m"'],
    [{ by: 60 }, 'by: expected string, found 60'],
    [{ by: '4000d' }, 'by: expected 3650d at most, found 96000 h'],
    [{ bye: '1m' }, 'unknown field "bye": expected by, until'],
    ['{"by":', 'expected a JSON body, found text that is none'],
    [[], 'expected object, found a list'],
    [{ until: 'tomorrow' }, 'until: expected session:<id>:<deadline>'],
    [{ until: 'session:apic-1:token-1x' }, 'until: expected a duration such as'],
    [
      { until: 'session:apic-9:token' },
      'until: expected the id of a live session, found "apic-9"; live now: apic-1',
    ],
    [{ until: 'session:apic-0:token' }, 'until: expected the id of a live session, found "apic-0"'],
    [{ until: 'session:apic-1:idle' }, 'until: session apic-1 has no idle deadline; it has token, absolute'],
    [
      { until: 'session:apic-1:token-11m' },
      'until: expected a moment to come, but session:apic-1:token-11m was 1 min ago',
    ],
  ])('refuses %j and moves nothing', async (body, sentence) => {
    const { call, clock, journal } = await start()
    const [status, { error }] = await call('POST', '/clock/advance', body)
    expect(status).toBe(400)
    expect(error).toContain(sentence)
    expect(clock.monotonicMs()).toBe(0)
    expect(journal.entries).toEqual([])
  })

  it('freezes and runs a live clock', async () => {
    const { call, clock, journal } = await start({}, new LiveClock({ rate: 60 }))
    expect((await call('GET', '/clock'))[1]).toMatchObject({ rate: 60, frozen: false })
    const [, frozen] = await call('POST', '/clock/freeze')
    expect(frozen).toMatchObject({ rate: 0, frozen: true })
    expect(await call('GET', '/clock')).toEqual([200, frozen])
    await call('POST', '/clock/advance', { by: '1h' })
    expect(clock.monotonicMs()).toBe((frozen.monotonicMs as number) + 3_600_000)
    expect((await call('GET', '/clock'))[1]).toMatchObject({ rate: 0, frozen: true })
    expect((await call('POST', '/clock/run', { rate: 5 }))[1]).toMatchObject({ rate: 5, frozen: false })
    expect((await call('POST', '/clock/run', { rate: 0 }))[0]).toBe(400)
    expect(journal.entries.map((entry) => entry.kind === 'clock' && entry.event)).toEqual([
      'freeze',
      'advance',
      'run',
    ])
    ;(clock as LiveClock).stop()
  })

  it('does not pretend to run a clock that only moves by hand', async () => {
    const { call } = await start()
    const refusal = [400, { error: 'this clock only ever moves by hand: use clock/advance' }]
    expect(await call('POST', '/clock/run', { rate: 2 })).toEqual(refusal)
    expect(await call('POST', '/clock/freeze')).toEqual(refusal)
  })
})

describe('sessions over the control API', () => {
  it('shows when their limits strike', async () => {
    const { call } = await start()
    const [status, { sessions }] = await call('GET', '/sessions')
    expect(status).toBe(200)
    expect(sessions).toEqual([
      {
        ...ENDED,
        bornAt: '2026-01-01T00:00:01.000Z',
        lastUsedAt: '2026-01-01T00:00:02.000Z',
        deadlinesAt: {},
        ended: { atMs: 500, cause: 'logout', at: '2026-01-01T00:00:00.500Z' },
      },
      {
        ...LIVE,
        bornAt: '2026-01-01T00:00:01.000Z',
        lastUsedAt: '2026-01-01T00:00:02.000Z',
        deadlinesAt: { token: '2026-01-01T00:10:00.000Z', absolute: '2026-01-02T00:00:00.000Z' },
      },
    ])
  })

  it('ends one, and knows which do not exist', async () => {
    const { call, controller } = await start()
    expect(await call('DELETE', '/sessions/apic-1')).toEqual([200, { terminated: 'apic-1' }])
    expect(await call('DELETE', '/sessions/apic-7')).toEqual([
      404,
      { error: 'expected the id of a live session, found "apic-7"; GET sessions lists them' },
    ])
    expect(controller.calls).toEqual(['terminate apic-1', 'terminate apic-7'])
  })

  it('plays other clients of the same account', async () => {
    const { call, controller } = await start()
    expect(await call('POST', '/login-elsewhere', { user: 'admin' })).toEqual([200, { user: 'admin' }])
    expect(await call('POST', '/logout-elsewhere', { user: 'admin' })).toEqual([200, { user: 'admin' }])
    expect(await call('POST', '/login-elsewhere', { user: 'nobody' })).toEqual([
      400,
      { error: 'user: expected the name of an account of this controller, found "nobody"' },
    ])
    expect(await call('POST', '/login-elsewhere', {})).toEqual([
      400,
      { error: 'user: expected string, found nothing' },
    ])
    expect(controller.calls).toEqual(['login admin', 'logout admin', 'login nobody'])
  })
})

describe('the journal over the control API', () => {
  it('is read piece by piece, and by kind', async () => {
    const { call, journal } = await start()
    for (const event of ['restart', 'reset', 'restart', 'reset'] as const) {
      journal.write({ kind: 'controller', event })
      journal.write({ kind: 'clock', event: 'freeze' })
    }
    const seqs = ([, { entries, next, dropped }]: [number, Record<string, unknown>]) => ({
      seqs: (entries as { seq: number }[]).map(({ seq }) => seq),
      next,
      dropped,
    })
    expect(seqs(await call('GET', '/journal'))).toEqual({
      seqs: [0, 1, 2, 3, 4, 5, 6, 7],
      next: 8,
      dropped: 0,
    })
    expect(seqs(await call('GET', '/journal?since=2&kind=clock&limit=2'))).toEqual({
      seqs: [3, 5],
      next: 6,
      dropped: 0,
    })
    expect(seqs(await call('GET', '/journal?since=6&kind=clock&kind=controller'))).toEqual({
      seqs: [6, 7],
      next: 8,
      dropped: 0,
    })
    expect(seqs(await call('GET', '/journal?since=99'))).toEqual({ seqs: [], next: 8, dropped: 0 })
  })

  it.each([
    ['since=x', 'since: expected number, found "x"'],
    ['limit=0', 'limit: too small: expected number to be >=1, found "0"'],
    [
      'kind=gossip',
      'kind.0: expected one of "exchange"|"session"|"clock"|"fault"|"controller"|"subscription"|"call", found "gossip"',
    ],
    ['sinse=1', 'unknown field "sinse": expected since, kind, limit'],
  ])('refuses ?%s', async (query, error) => {
    const { call } = await start()
    expect(await call('GET', `/journal?${query}`)).toEqual([400, { error }])
  })
})

describe('faults over the control API', () => {
  it('are armed, listed and taken back', async () => {
    const { call, url } = await start()
    const [status, armed] = await call('POST', '/faults', {
      type: 'status',
      options: { status: 503 },
      times: 2,
    })
    expect([status, armed.id]).toEqual([201, 'fault-1'])
    expect((await fetch(url)).status).toBe(503)
    const [, { armed: waiting, types }] = await call('GET', '/faults')
    expect(waiting).toEqual([{ ...armed, struck: 1 }])
    expect(types).toContainEqual(
      expect.objectContaining({
        type: 'latency',
        options: expect.objectContaining({ required: ['delayMs'], additionalProperties: false }),
      }),
    )
    expect(await call('DELETE', '/faults/fault-1')).toEqual([200, { disarmed: 1 }])
    expect((await call('DELETE', '/faults/fault-1'))[0]).toBe(404)
    expect((await fetch(url)).status).toBe(200)
    await call('POST', '/faults', { type: 'reset' })
    expect(await call('DELETE', '/faults')).toEqual([200, { disarmed: 1 }])
  })

  it.each([
    [{ type: 'flood' }, 'type: expected one of drop-reply, drop-request, hold, latency'],
    [{ type: 'latency' }, 'options.delayMs: expected number, found nothing'],
    [
      { type: 'latency', options: { delayMs: 1, delay: 1 } },
      'unknown field "delay" in options: expected delayMs',
    ],
    [{ type: 'reset', times: 0 }, 'times: too small: expected number to be >0, found 0'],
    [
      { type: 'reset', purpose: 'fun' },
      'purpose: expected one of "login"|"refresh"|"logout"|"call", found "fun"',
    ],
  ])('refuses %j and arms nothing', async (body, sentence) => {
    const { call, journal } = await start()
    const [status, { error }] = await call('POST', '/faults', body)
    expect(status).toBe(400)
    expect(error).toContain(sentence)
    expect(journal.entries).toEqual([])
  })
})

describe('the controller as a whole over the control API', () => {
  it('says that it serves', async () => {
    const { call } = await start()
    expect((await call('GET', '/health'))[1]).toEqual({
      status: 'ok',
      controller: 'apic',
      version: packageVersion,
      uptimeMs: expect.any(Number),
    })
    expect(packageVersion).toMatch(/^\d+\.\d+\.\d+/)
  })

  it('restarts and resets, faults included', async () => {
    const { call, controller, simulator } = await start()
    simulator.faults.arm({ type: 'reset' })
    expect(await call('POST', '/restart')).toEqual([200, { restarted: 'apic' }])
    expect(simulator.faults.list()).toHaveLength(1)
    expect(await call('POST', '/reset')).toEqual([200, { reset: 'apic' }])
    expect(simulator.faults.list()).toEqual([])
    expect(controller.calls).toEqual(['restart', 'reset'])
  })

  it('lists its endpoints, and says where they are when one is missed', async () => {
    const { call, controller } = await start()
    const [, { endpoints }] = await call('GET', '/')
    expect(endpoints).toContainEqual({ method: 'GET', path: '/__midrun/clock', what: 'Reads the clock.' })
    expect(await call('PUT', '/clock')).toEqual([
      404,
      { error: 'there is no PUT /__midrun/clock; GET /__midrun lists what there is' },
    ])
    expect(controller.seen).toEqual([])
  })
})

describe('access to the control API', () => {
  it('is refused to pages of other sites', async () => {
    const { call, port } = await start()
    expect((await call('POST', '/restart', {}, { origin: 'https://evil.example' }))[0]).toBe(403)
    expect((await call('GET', '/clock', undefined, { origin: `http://127.0.0.1:${port}` }))[0]).toBe(200)
    expect((await call('GET', '/clock', undefined, { origin: 'null' }))[0]).toBe(403)
  })

  it.each([
    ['cross-site', 'no-cors', 403],
    ['same-site', 'cors', 403],
    ['cross-site', 'navigate', 200],
    ['same-origin', 'cors', 200],
    ['none', 'navigate', 200],
  ])(
    'is for links on other sites, and not for their scripts: %s, %s gives %i',
    async (site, mode, status) => {
      const { port } = await start()
      const { text } = await rawExchange(
        port,
        `GET /__midrun/health HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: ${site}\r\nSec-Fetch-Mode: ${mode}\r\nConnection: close\r\n\r\n`,
      )
      expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    },
  )

  it.each([
    ['localhost:8443', 200],
    ['[::1]:8443', 200],
    ['lab.example:8443', 200],
    ['rebound.example:8443', 403],
  ])('depends on the name: Host %s gives %i', async (host, status) => {
    const { port } = await start({ hostNames: ['lab.example'] })
    const { text } = await rawExchange(
      port,
      `GET /__midrun/health HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nConnection: close\r\n\r\n`,
    )
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  it('needs the token where one is set, in the header or in the cookie', async () => {
    const { call, controller } = await start({ controlToken: 'open-sesame' })
    const restart = async (headers: Record<string, string>) =>
      (await call('POST', '/restart', {}, headers))[0]
    expect(await restart({})).toBe(401)
    expect(await restart({ authorization: 'Bearer open-sesam' })).toBe(401)
    expect(await restart({ cookie: 'midrun_control=j:{"a":1}' })).toBe(401)
    expect(controller.calls).toEqual([])
    expect(await restart({ authorization: 'Bearer open-sesame' })).toBe(200)
    expect(await restart({ cookie: 'midrun_control=open-sesame' })).toBe(200)
  })
})

describe('lifetimes over the control API', () => {
  it('are shown and set', async () => {
    const { call, controller } = await start()
    const timeout = { name: 'ttl', title: 'Lifetime of a token', unit: 's', min: 1, max: 31_536_000 }
    expect(await call('GET', '/timeouts')).toEqual([200, { timeouts: [{ ...timeout, value: 600 }] }])
    expect(await call('POST', '/timeouts', { ttl: 60 })).toEqual([
      200,
      { timeouts: [{ ...timeout, value: 60 }] },
    ])
    expect(controller.ttl).toBe(60)
  })

  it.each([
    [{ ttl: 0 }, 'ttl: too small: expected number to be >=1, found 0'],
    [{ ttl: 1.5 }, 'ttl: expected int, found 1.5'],
    [{ ttl: 60, idle: 5 }, 'unknown field "idle": expected ttl'],
  ])('refuses %j and sets nothing', async (body, error) => {
    const { call, controller } = await start()
    expect(await call('POST', '/timeouts', body)).toEqual([400, { error }])
    expect(controller.ttl).toBe(600)
  })
})

describe('the journal as files over the control API', () => {
  it('is sent with a name, from where it is asked for', async () => {
    const { url, journal } = await start()
    for (const event of ['restart', 'reset'] as const) journal.write({ kind: 'controller', event })
    const lines = await fetch(`${url}/__midrun/journal.jsonl?since=1`)
    expect(lines.headers.get('content-disposition')).toBe('attachment; filename="midrun-apic.jsonl"')
    expect(await lines.text()).toBe(`${JSON.stringify(journal.entries[1])}\n`)
    const har = await fetch(`${url}/__midrun/har`)
    expect(har.headers.get('content-disposition')).toBe('attachment; filename="midrun-apic.har"')
    expect(await har.json()).toMatchObject({ log: { version: '1.2', entries: [] } })
    expect((await fetch(`${url}/__midrun/har?since=x`)).status).toBe(400)
  })
})
