import { describe, expect, it } from 'vitest'
import { ApstraBench } from './apstra-bench.js'

const LOGIN = '/api/aaa/login'
const RIGHT = { username: 'admin', password: 'admin' }
const WRONG = { username: 'admin', password: 'wrong' }

describe('the limiter of wrong passwords', () => {
  it('bans an address after five failures, also for the right password, and no other address', () => {
    const bench = new ApstraBench()
    const answers = Array.from({ length: 6 }, () => bench.send('POST', LOGIN, { body: WRONG }).status)
    expect(answers).toEqual([401, 401, 401, 401, 401, 429])
    const reply = bench.send('POST', LOGIN, { body: RIGHT })
    expect([reply.status, reply.reason, reply.body]).toEqual([
      429,
      'Too Many Requests',
      '{"errors": "Too many requests"}',
    ])
    expect(bench.lastAuth).toEqual({ outcome: 'throttled', limit: 'password-attempts' })
    expect(bench.send('POST', LOGIN, { body: RIGHT, address: '2001:db8::7' }).status).toBe(201)
  })

  it('lifts the ban after 180 s, to the millisecond', async () => {
    const bench = new ApstraBench()
    for (let i = 0; i < 5; i++) bench.send('POST', LOGIN, { body: WRONG })
    await bench.clock.advance(179_999)
    expect(bench.send('POST', LOGIN, { body: RIGHT }).status).toBe(429)
    await bench.clock.advance(1)
    expect(bench.send('POST', LOGIN, { body: RIGHT }).status).toBe(201)
    expect(bench.send('POST', LOGIN, { body: WRONG }).status).toBe(401)
  })

  it.each([
    [59_999, 429],
    [60_000, 201],
  ])('counts failures of the last 60 s: first one %i ms old', async (ageMs, status) => {
    const bench = new ApstraBench()
    bench.send('POST', LOGIN, { body: WRONG })
    await bench.clock.advance(ageMs)
    for (let i = 0; i < 4; i++) bench.send('POST', LOGIN, { body: WRONG })
    expect(bench.send('POST', LOGIN, { body: RIGHT }).status).toBe(status)
  })

  it('counts wrong current passwords of change-password too, and leaves other calls alone', () => {
    const bench = new ApstraBench()
    const { token, id } = bench.login()
    const path = `/api/aaa/users/${id}/change-password`
    const body = { current_password: 'wrong', new_password: 'n' }
    const answers = Array.from({ length: 6 }, () => bench.send('PUT', path, { token, body }).status)
    expect(answers).toEqual([422, 422, 422, 422, 422, 429])
    expect(bench.probe(token)).toBe(200)
  })

  it('shows its bans and measures them by new settings at once', async () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    for (const address of ['198.51.100.9', '2001:db8::7']) {
      for (let i = 0; i < 5; i++) bench.send('POST', LOGIN, { body: WRONG, address })
    }
    const denied = () => bench.send('GET', '/api/aaa/ratelimit/denylist', { token }).body
    expect(denied()).toBe('{"items": [{"subnet": "198.51.100.9/32"}, {"subnet": "2001:db8::7/128"}]}')
    await bench.clock.advance(10_000)
    const reply = bench.send('PATCH', '/api/aaa/ratelimit', { token, body: { lockout_period: 10 } })
    expect([reply.status, reply.body]).toEqual([
      200,
      '{"lockout_period": 10, "observation_window": 60, "number_of_observations": 5}',
    ])
    expect(denied()).toBe('{"items": []}')
  })

  it.each([
    [{ lockout_period: 0 }, '{"errors": {"lockout_period": "Invalid value"}}'],
    [{ observation_window: 3601 }, '{"errors": {"observation_window": "Invalid value"}}'],
    [{ number_of_observations: '5' }, '{"errors": {"number_of_observations": "Invalid value"}}'],
    ['', '{"errors": "Body must be a JSON object"}'],
  ])('refuses the settings %j', (body, text) => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const reply = bench.send('PATCH', '/api/aaa/ratelimit', { token, body })
    expect([reply.status, reply.body]).toEqual([422, text])
  })

  it('can be off', () => {
    const bench = new ApstraBench({ passwordLimiter: { enabled: false } })
    for (let i = 0; i < 20; i++) bench.send('POST', LOGIN, { body: WRONG })
    expect(bench.send('POST', LOGIN, { body: RIGHT }).status).toBe(201)
  })

  it('forgets its bans with a restart', () => {
    const bench = new ApstraBench()
    for (let i = 0; i < 5; i++) bench.send('POST', LOGIN, { body: WRONG })
    bench.controller.restart()
    expect(bench.send('POST', LOGIN, { body: RIGHT }).status).toBe(201)
  })
})

describe('the login rate', () => {
  it('limits good logins from one address within a window', async () => {
    const bench = new ApstraBench({ loginRate: { enabled: true, logins: 3, windowSeconds: 10 } })
    const attempt = (address?: string) =>
      bench.send('POST', LOGIN, { body: RIGHT, ...(address !== undefined && { address }) }).status
    expect([attempt(), attempt(), attempt(), attempt()]).toEqual([201, 201, 201, 429])
    expect(bench.lastAuth).toEqual({ outcome: 'throttled', limit: 'login-rate' })
    expect(attempt('198.51.100.9')).toBe(201)
    await bench.clock.advance(9999)
    expect(attempt()).toBe(429)
    await bench.clock.advance(1)
    expect(attempt()).toBe(201)
  })
})
