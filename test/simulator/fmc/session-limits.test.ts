import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FixedWindow } from '../../../simulator/fmc/request-window.js'
import { accessToken, basic, HOSTS, LOGIN, startFmc, VERSION } from './fmc-bench.js'

describe('sessions of one account', () => {
  it('may be several, of which the oldest gives way', () => {
    const { login, get, ends } = startFmc({ sessionsPerUser: 2 })
    const sessions = [login(), login(), login()]
    expect(sessions.map((tokens) => get(tokens).status)).toEqual([401, 200, 200])
    expect(ends()).toEqual([{ cause: 'superseded', endedMs: 0 }])
  })

  it('may be several, and no more', () => {
    const { login, send, get, lastAuth } = startFmc({ sessionsPerUser: 2, onSecondLogin: 'reject' })
    const sessions = [login(), login()]
    expect(send('POST', LOGIN, basic('admin', 'midrun')).status).toBe(403)
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'sessions-per-user' })
    expect(sessions.map((tokens) => get(tokens).status)).toEqual([200, 200])
  })

  it('are never more than the option says, whoever logs in when', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('invalidate-previous', 'reject'),
        fc.array(fc.constantFrom('admin', 'operator'), { maxLength: 20 }),
        (sessionsPerUser, onSecondLogin, logins) => {
          const { fmc, login } = startFmc({ sessionsPerUser, onSecondLogin })
          for (const user of logins) login(user)
          const live = (name: string) =>
            fmc.sessions().filter(({ user, state }) => user === name && state === 'live').length
          for (const name of ['admin', 'operator']) {
            const tried = logins.filter((user) => user === name).length
            expect(live(name)).toBe(Math.min(tried, sessionsPerUser))
          }
        },
      ),
    )
  })
})

describe('sessions of all accounts', () => {
  it('stand against a login of one more account, and not against one that replaces its own', async () => {
    const { clock, login, send, get, lastAuth } = startFmc({ maxSessions: 1 })
    login()
    const second = login()
    expect(send('POST', LOGIN, basic('operator', 'midrun')).status).toBe(403)
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'sessions' })
    expect(get(second).status).toBe(200)
    await clock.advance(3_600_000)
    expect(get(login('operator')).status).toBe(200)
  })
})

describe('an account', () => {
  it('may lock sooner than others', () => {
    const { send } = startFmc({
      users: [
        { name: 'careful', password: 'x', maxFailedAttempts: 1 },
        { name: 'usual', password: 'x' },
      ],
    })
    const afterMistake = (user: string) => {
      send('POST', LOGIN, basic(user, 'wrong'))
      return send('POST', LOGIN, basic(user, 'x')).status
    }
    expect([afterMistake('careful'), afterMistake('usual')]).toEqual([401, 204])
  })
})

describe('a REST API that is switched off', () => {
  it.each([
    ['POST', LOGIN],
    ['GET', VERSION],
    ['GET', '/api/no/such'],
  ])('refuses %s %s, whoever asks', (method, target) => {
    const { send, fmc, lastAuth } = startFmc({ restApiEnabled: false })
    expect(send(method, target, basic('admin', 'midrun')).status).toBe(403)
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'rest-api-disabled' })
    expect(fmc.sessions()).toEqual([])
  })
})

describe('a window of fixed minutes', () => {
  it('starts anew with each minute of the clock', async () => {
    const { clock, login, get } = startFmc({ rate: { perMinute: 2, window: 'fixed' } })
    await clock.advance(59_999)
    const tokens = login()
    expect([get(tokens).status, get(tokens).status]).toEqual([200, 429])
    await clock.advance(1)
    expect([get(tokens).status, get(tokens).status, get(tokens).status]).toEqual([200, 200, 429])
  })

  it('agrees with counting each minute one by one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.record({
            waitMs: fc.constantFrom(0, 1, 20_000, 59_999, 60_000),
            source: fc.constantFrom('a', 'b'),
          }),
        ),
        (perMinute, requests) => {
          const window = new FixedWindow(perMinute)
          const counted: string[] = []
          let nowMs = 0
          for (const { waitMs, source } of requests) {
            nowMs += waitMs
            const key = `${source} ${Math.floor(nowMs / 60_000)}`
            const fits = counted.filter((other) => other === key).length < perMinute
            expect(window.fits(source, nowMs)).toBe(fits)
            window.count(source, nowMs)
            counted.push(key)
          }
        },
      ),
    )
  })
})

describe('overload', () => {
  const POST_HOST = '{"name":"web","type":"Host","value":"198.51.100.7"}'

  it('strikes its share of the calls, and no login or refresh', () => {
    const { login, refresh, get } = startFmc({ overload: { share: 0.5 }, rate: { enabled: false } })
    const tokens = login()
    const served = Array.from({ length: 400 }, () => get(tokens)).filter(({ body }) => body.includes('items'))
    expect(served.length).toBeGreaterThan(150)
    expect(served.length).toBeLessThan(250)
    expect(refresh(tokens).status).toBe(204)
  })

  it('leaves sessions alone, and lets a write do nothing', () => {
    const { login, send, get, lastAuth } = startFmc({
      overload: { share: 1, forms: ['empty-object', 'timed-out'] },
    })
    const headers = accessToken(login())
    for (let i = 0; i < 5; i++) expect(send('POST', HOSTS, headers, POST_HOST).status).toBe(504)
    expect(lastAuth()).toMatchObject({ outcome: 'accepted', session: 'fmc-1' })
    expect(get({ access: 'stale', refresh: '' }).status).toBe(401)
  })

  it('has nothing to say to a write where all forms are for reads', () => {
    const { login, send } = startFmc({ overload: { share: 1, forms: ['empty-object'] } })
    expect(send('POST', HOSTS, accessToken(login()), POST_HOST).status).toBe(201)
  })
})

describe('texts of errors', () => {
  it('can be changed, and keep what belongs to the case', () => {
    const { send } = startFmc({ messages: { methodNotSupported: '{method} is not supported' } })
    expect(send('PUT', LOGIN).body).toContain('"PUT is not supported"')
  })
})
