import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingWindow } from '../../../simulator/fmc/request-window.js'
import { accessToken, basic, errorText, HOSTS, header, LOGIN, startFmc, VERSION } from './fmc-bench.js'

describe('requests per minute', () => {
  it('counts logins, and lets 120 through', () => {
    const { login, get, lastAuth } = startFmc()
    const tokens = login()
    for (let i = 1; i < 120; i++) expect(get(tokens).status).toBe(200)
    const refused = get(tokens)
    expect(refused.status).toBe(429)
    expect(errorText(refused)).toBe('Too many requests. Please try again after some time.')
    expect(header(refused, 'Retry-After')).toBeUndefined()
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'requests-per-minute' })
  })

  it('turns logins and refreshes away as well', () => {
    const { send, login, refresh } = startFmc({ rate: { perMinute: 1 } })
    const tokens = login()
    expect(send('POST', LOGIN, basic('admin', 'midrun')).status).toBe(429)
    expect(refresh(tokens).status).toBe(429)
  })

  it('slides: a place is free 60 s after it was taken', async () => {
    const { clock, login, get } = startFmc({ rate: { perMinute: 2 } })
    const tokens = login()
    await clock.advance(30_000)
    expect(get(tokens).status).toBe(200)
    await clock.advance(29_999)
    expect(get(tokens).status).toBe(429)
    await clock.advance(1)
    expect(get(tokens).status).toBe(200)
    expect(get(tokens).status).toBe(429)
  })

  it('may count refused requests, so that hammering never ends', async () => {
    const { clock, login, get } = startFmc({ rate: { perMinute: 1, countRefused: true } })
    const tokens = login()
    for (let i = 0; i < 4; i++) {
      await clock.advance(40_000)
      expect(get(tokens).status).toBe(429)
    }
    await clock.advance(60_000)
    expect(get(tokens).status).toBe(200)
  })

  it.each([
    ['ip', { again: 429, elsewhere: 200, secondSession: 429 }],
    ['user', { again: 429, elsewhere: 429, secondSession: 429 }],
    ['token', { again: 429, elsewhere: 429, secondSession: 200 }],
  ])('counts by %s', (key, statuses) => {
    const { send, login } = startFmc({ rate: { perMinute: 4, key }, onSecondLogin: 'allow' })
    const first = accessToken(login())
    const second = accessToken(login())
    for (let i = 0; i < 4; i++) send('GET', VERSION, first)
    expect({
      again: send('GET', VERSION, first).status,
      elsewhere: send('GET', VERSION, first, '', '192.0.2.2').status,
      secondSession: send('GET', VERSION, second).status,
    }).toEqual(statuses)
  })

  it('does not let a user spend what another one has', () => {
    const { login, get } = startFmc({ rate: { perMinute: 2, key: 'user' } })
    get(login('admin'))
    expect(get(login('operator')).status).toBe(200)
  })

  it('agrees with counting the last 60 s one by one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.constantFrom(0, 1, 19_999, 20_000, 30_000, 59_999, 60_000), { maxLength: 60 }),
        (perMinute, waits) => {
          const window = new SlidingWindow(perMinute)
          const counted: number[] = []
          let nowMs = 0
          for (const wait of waits) {
            nowMs += wait
            const fits = counted.filter((atMs) => atMs > nowMs - 60_000).length < perMinute
            expect(window.fits('a', nowMs)).toBe(fits)
            if (!fits) continue
            window.count('a', nowMs)
            counted.push(nowMs)
          }
        },
      ),
    )
  })

  it('keeps counting right while many silent sources are forgotten', () => {
    const window = new SlidingWindow(1)
    for (let i = 0; i < 1000; i++) window.count(`old ${i}`, 0)
    window.count('recent', 30_000)
    for (let i = 0; i < 1001; i++) window.count(`new ${i}`, 60_000)
    expect(window.fits('recent', 89_999)).toBe(false)
    expect(window.fits('old 0', 60_000)).toBe(true)
    expect(window.fits('new 0', 60_000)).toBe(false)
  })
})

describe('parallel requests', () => {
  it('takes ten from one address, until a reply has left', () => {
    const { begin, send, login, lastAuth } = startFmc()
    const headers = accessToken(login())
    const held = Array.from({ length: 10 }, () => begin('GET', VERSION, headers))
    expect(held.every(({ response }) => response.status === 200)).toBe(true)
    expect(send('GET', VERSION, headers).status).toBe(429)
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'parallel' })
    expect(send('GET', VERSION, headers, '', '192.0.2.2').status).toBe(200)
    held[4]!.release()
    expect(send('GET', VERSION, headers).status).toBe(200)
  })

  it('counts a request that fails while it is worked on', () => {
    const { begin, send } = startFmc({ maxParallel: 1 })
    const refused = begin('GET', VERSION)
    expect(refused.response.status).toBe(401)
    expect(send('GET', VERSION).status).toBe(429)
    refused.release()
    expect(send('GET', VERSION).status).toBe(401)
  })

  it('is free again after a restart, whatever was in flight', () => {
    const { fmc, begin, send, login } = startFmc({ maxParallel: 1, restart: 'keep' })
    const headers = accessToken(login())
    const lost = begin('GET', VERSION, headers)
    fmc.restart()
    const held = begin('GET', VERSION, headers)
    expect(held.response.status).toBe(200)
    lost.release()
    expect(send('GET', VERSION, headers).status).toBe(429)
  })

  it('works 10 ms on a read and 50 ms on a write, and refuses at once', () => {
    const { begin, login } = startFmc({ maxParallel: 2 })
    const headers = accessToken(login())
    expect(begin('GET', VERSION, headers).processingMs).toBe(10)
    expect(begin('POST', HOSTS, headers, host('a')).processingMs).toBe(50)
    expect(begin('GET', VERSION, headers).processingMs).toBe(0)
  })
})

describe('parallel writes', () => {
  it.each([429, 400])('answers the second of two at once with %i', (writeCollision) => {
    const { begin, send, login, lastAuth } = startFmc({ writeCollision, retryAfterSeconds: 7 })
    const headers = accessToken(login())
    const first = begin('POST', HOSTS, headers, host('a'))
    const second = send('POST', HOSTS, headers, host('b'), '192.0.2.2')
    expect([first.response.status, second.status]).toEqual([201, writeCollision])
    expect(errorText(second)).toContain('Retry the operation after sometime')
    expect(header(second, 'Retry-After')).toBe(writeCollision === 429 ? '7' : undefined)
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'parallel-writes' })
    expect(send('GET', VERSION, headers).status).toBe(200)
    first.release()
    expect(send('POST', HOSTS, headers, host('b')).status).toBe(201)
  })

  it('does not take a login or a refused write for a write', () => {
    const { begin, send, login } = startFmc()
    const headers = accessToken(login('operator'))
    begin('POST', LOGIN, basic('reader', 'midrun'))
    begin('POST', HOSTS, {}, host('a'))
    begin('POST', HOSTS, headers, 'no json')
    expect(send('POST', HOSTS, headers, host('a')).status).toBe(201)
  })
})

describe('payload', () => {
  it('is measured in bytes', () => {
    const body = '{"name":"ä","value":"192.0.2.9"}'
    const bytes = Buffer.byteLength(body)
    const reply = (maxPayloadBytes: number) => {
      const { send, login } = startFmc({ maxPayloadBytes })
      return send('POST', HOSTS, accessToken(login()), body)
    }
    expect(reply(bytes).status).toBe(201)
    expect(reply(bytes - 1).status).toBe(422)
    expect(errorText(reply(bytes - 1))).toBe(`The payload is larger than ${bytes - 1} bytes.`)
  })
})

function host(name: string): string {
  return JSON.stringify({ name, type: 'Host', value: '192.0.2.10' })
}
