import { describe, expect, it } from 'vitest'
import { ApstraBench } from '../apstra-bench.js'

const ACL = '/api/aaa/acl'
const RULES = [
  { subnet: '10.0.0.0/8', action: 'deny' },
  { subnet: '10.1.0.0/16', action: 'allow', comment: 'lab' },
]

describe('the access list', () => {
  it('lets everybody in until rules are in force, of which the narrowest decides', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    expect(bench.send('GET', ACL, { token }).body).toBe(
      '{"items": [{"subnet": "0.0.0.0/0", "action": "allow", "comment": ""}], "enabled": false}',
    )
    const status = (address: string) => bench.send('GET', '/api/version', { address }).status
    expect(bench.send('PUT', ACL, { token, body: { items: RULES, enabled: false } }).status).toBe(200)
    expect(status('10.2.0.1')).toBe(200)
    expect(bench.send('PUT', ACL, { token, body: { items: RULES, enabled: true } }).status).toBe(200)
    expect(bench.send('GET', ACL, { token }).body).toBe(
      '{"items": [{"subnet": "10.1.0.0/16", "action": "allow", "comment": "lab"}, {"subnet": "10.0.0.0/8", "action": "deny", "comment": ""}], "enabled": true}',
    )
    expect(['10.2.0.1', '10.1.0.1', '192.0.2.1', '::1'].map(status)).toEqual([403, 200, 200, 200])
    bench.controller.reset()
    expect(status('10.2.0.1')).toBe(200)
  })

  it('is looked at before logins and tokens, and does not end sessions', () => {
    const bench = new ApstraBench({ accessListStatus: 401 })
    const { token } = bench.login()
    bench.send('PUT', ACL, { token, body: { items: RULES, enabled: true } })
    const reply = bench.send('GET', '/api/features', { token, address: '10.2.0.1' })
    expect([reply.status, reply.body]).toEqual([401, '{"errors": "Access denied"}'])
    expect(bench.lastAuth).toEqual({ outcome: 'throttled', limit: 'access-list' })
    const body = { username: 'admin', password: 'admin' }
    expect(bench.send('POST', '/api/aaa/login', { body, address: '10.2.0.1' }).status).toBe(401)
    expect(bench.probe(token)).toBe(200)
  })

  it.each([
    [{ items: RULES }, { enabled: 'Required field' }],
    [{ items: RULES, enabled: 'yes' }, { enabled: 'Invalid value' }],
    [{ enabled: true }, { items: 'Required field' }],
    [{ items: 'all', enabled: true }, { items: 'Invalid value' }],
    [{ items: [], enabled: true }, { items: 'Invalid value' }],
    [{ items: [null], enabled: true }, { items: 'Invalid value' }],
    [{ items: [{ subnet: 'x', action: 'deny' }], enabled: true }, { items: 'Invalid value' }],
    [{ items: [{ subnet: '10.0.0.0/8', action: 'drop' }], enabled: true }, { items: 'Invalid value' }],
    [
      { items: [{ subnet: '10.0.0.0/8', action: 'deny', comment: 1 }], enabled: true },
      { items: 'Invalid value' },
    ],
  ])('refuses %j', (body, errors) => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const reply = bench.send('PUT', ACL, { token, body })
    expect([reply.status, JSON.parse(reply.body)]).toEqual([422, { errors }])
  })
})
