import { describe, expect, it } from 'vitest'
import { ApstraBench, type OptionsInput } from '../apstra-bench.js'

const LOGIN = '/api/aaa/login'
const RIGHT = { username: 'admin', password: 'admin' }
const WRONG = { username: 'admin', password: 'wrong' }

/** A bench with a token, and with bans on some addresses. */
function withBans(addresses: readonly string[], options: OptionsInput = {}) {
  const bench = new ApstraBench(options)
  const { token } = bench.login()
  for (const address of addresses) {
    for (let i = 0; i < 5; i++) bench.send('POST', LOGIN, { body: WRONG, address })
  }
  const admin = (method: string, path: string, body?: unknown) => {
    const reply = bench.send(method, `/api/aaa/ratelimit/${path}`, { token, body })
    return [reply.status, reply.body]
  }
  return { bench, token, admin }
}

describe('the ban list', () => {
  it('is emptied by subnet, whole or in part', () => {
    const { bench, admin } = withBans(['192.0.2.7', '192.0.2.8', '198.51.100.9'])
    const absent = '203.0.113.0/24'
    expect(admin('POST', 'denylist-batch-delete', { items: ['192.0.2.0/24', absent] })).toEqual([
      207,
      `{"errors": {"${absent}": "Subnet not found"}}`,
    ])
    expect(admin('GET', 'denylist')).toEqual([200, '{"items": [{"subnet": "198.51.100.9/32"}]}'])
    expect(admin('POST', 'denylist-batch-delete', { items: [absent] })).toEqual([
      422,
      `{"errors": {"${absent}": "Subnet not found"}}`,
    ])
    expect(admin('POST', 'denylist-batch-delete', { items: ['198.51.100.9'] })).toEqual([202, ''])
    expect(bench.send('POST', LOGIN, { body: RIGHT, address: '198.51.100.9' }).status).toBe(201)
  })

  it.each([
    [{}, '{"errors": {"items": "Required field"}}'],
    [{ items: [1] }, '{"errors": {"items": "Invalid value"}}'],
    ['', '{"errors": "Body must be a JSON object"}'],
  ])('refuses to delete %j', (body, text) => {
    const { admin } = withBans([])
    for (const list of ['denylist', 'allowlist']) {
      expect(admin('POST', `${list}-batch-delete`, body)).toEqual([422, text])
    }
  })

  it('lets a right password in, and no wrong one, where it is told to', () => {
    const passwordLimiter = { refusesRightPassword: false }
    const { bench, token } = withBans(['192.0.2.7'], { passwordLimiter })
    const attempt = (body: object) => bench.send('POST', LOGIN, { body, address: '192.0.2.7' }).status
    expect([attempt(WRONG), attempt(RIGHT), attempt(WRONG)]).toEqual([429, 201, 429])
    const path = `/api/aaa/users/${bench.login().id}/change-password`
    const change = (current_password: string) => {
      const body = { current_password, new_password: 'admin' }
      return bench.send('PUT', path, { token, body, address: '192.0.2.7' }).status
    }
    expect([change('wrong'), change('admin')]).toEqual([429, 200])
  })

  it('says when to come back, and refuses with another status, where it is told to', async () => {
    const { bench } = withBans(['192.0.2.7'], { retryAfter: true, tooManyRequestsStatus: 403 })
    await bench.clock.advance(60_500)
    const reply = bench.send('POST', LOGIN, { body: RIGHT, address: '192.0.2.7' })
    expect(reply.status).toBe(403)
    expect(reply.headers).toContainEqual(['Retry-After', '120'])
  })
})

describe('the login rate', () => {
  it('says when to come back, too', async () => {
    const bench = new ApstraBench({
      retryAfter: true,
      loginRate: { enabled: true, logins: 1, windowSeconds: 10 },
    })
    bench.login()
    await bench.clock.advance(4000)
    const reply = bench.send('POST', LOGIN, { body: RIGHT })
    expect(reply.status).toBe(429)
    expect(reply.headers).toContainEqual(['Retry-After', '6'])
  })
})

describe('the allow list', () => {
  it('is added to, changed and shown with normal subnets', () => {
    const { admin } = withBans([])
    expect(admin('POST', 'allowlist', { subnet: '10.1.2.3/8', comment: 'lab' })).toEqual([
      201,
      '{"id": "10.0.0.0/8"}',
    ])
    expect(admin('PATCH', 'allowlist', { subnet: '10.0.0.0/8', comment: 'all' })).toEqual([
      201,
      '{"id": "10.0.0.0/8"}',
    ])
    expect(admin('GET', 'allowlist')).toEqual([
      200,
      '{"items": [{"subnet": "10.0.0.0/8", "comment": "all"}]}',
    ])
    expect(admin('POST', 'allowlist', { subnet: '10.9.9.9/8', comment: '' })).toEqual([
      409,
      '{"errors": {"subnet": "Subnet already exists"}}',
    ])
    expect(admin('PATCH', 'allowlist', { subnet: '11.0.0.0/8', comment: '' })).toEqual([
      404,
      '{"errors": {"subnet": "Subnet not found"}}',
    ])
    expect(admin('POST', 'allowlist-batch-delete', { items: ['10.0.0.1/8', '1.2.3.4'] })[0]).toBe(207)
    expect(admin('GET', 'allowlist')).toEqual([200, '{"items": []}'])
  })

  it.each([
    [{ comment: '' }, '{"errors": {"subnet": "Required field"}}'],
    [{ subnet: 'here', comment: '' }, '{"errors": {"subnet": "Invalid value"}}'],
    [{ subnet: '10.0.0.0/8' }, '{"errors": {"comment": "Required field"}}'],
    [{ subnet: '10.0.0.0/8', comment: 1 }, '{"errors": {"comment": "Invalid value"}}'],
  ])('refuses %j', (body, text) => {
    const { admin } = withBans([])
    expect(admin('POST', 'allowlist', body)).toEqual([422, text])
  })

  it('is forgotten by a reset and not by a restart', () => {
    const { bench, admin } = withBans([])
    admin('POST', 'allowlist', { subnet: '10.0.0.0/8', comment: '' })
    bench.controller.restart()
    expect(admin('GET', 'allowlist')[1]).toContain('10.0.0.0/8')
    bench.controller.reset()
    const { token } = bench.login()
    expect(bench.send('GET', '/api/aaa/ratelimit/allowlist', { token }).body).toBe('{"items": []}')
  })
})
