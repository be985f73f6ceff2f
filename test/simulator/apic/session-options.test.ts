import { sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../simulator/fixtures.js'
import { ApicUnderTest, errorOf, tokenOf } from './apic-under-test.js'

const LOGOUT = { aaaUser: { attributes: { name: 'admin' } } }

describe('option logoutEnds', () => {
  it.each([
    ['session', 200],
    ['user', 403],
  ] as const)('%s: another session of the user answers %i afterwards', (logoutEnds, expected) => {
    const apic = new ApicUnderTest({ logoutEnds })
    const [mine, other, reader] = [apic.login(), apic.login(), apic.login('reader')]
    apic.as(mine, 'POST', '/api/aaaLogout.json', LOGOUT)
    expect(apic.read(mine)).toBe(403)
    expect(apic.read(other)).toBe(expected)
    expect(apic.read(reader)).toBe(200)
    const again = apic.login('reader')
    apic.controller.logoutElsewhere('reader')
    expect(apic.read(again)).toBe(expected)
  })
})

describe('option sessionsPerUser', () => {
  it('ends the oldest session of the user, and says so in the journal', () => {
    const apic = new ApicUnderTest({ sessionsPerUser: 2 })
    const [first, second, reader] = [apic.login(), apic.login(), apic.login('reader')]
    expect(apic.read(first)).toBe(200)
    const third = apic.login()
    expect([first, second, third, reader].map((token) => apic.read(token))).toEqual([403, 200, 200, 200])
    expect(apic.ends()).toEqual(['superseded'])
  })

  it('counts live sessions only', async () => {
    const apic = new ApicUnderTest({ sessionsPerUser: 1 })
    apic.login()
    await apic.clock.advance(600_000)
    apic.login()
    expect(apic.ends()).toEqual(['token-expired'])
  })
})

describe('option refreshMethods', () => {
  it('leaves the others refused', () => {
    const apic = new ApicUnderTest({ refreshMethods: ['GET'] })
    const token = apic.login()
    expect(errorOf(apic.as(token, 'POST', '/api/aaaRefresh.json'))).toMatch(/^405 405 /)
    expect(apic.read(tokenOf(apic.refresh(token)))).toBe(200)
  })
})

describe('option loginAliases', () => {
  it('logs in by further paths, which count as logins', () => {
    const loginAliases = ['/api/mo/aaaLogin', '/api/class/aaaLogin']
    const apic = new ApicUnderTest({ loginAliases })
    for (const path of loginAliases) {
      expect(apic.read(tokenOf(apic.tryLogin('admin', 'midrun', `${path}.json`)))).toBe(200)
      expect(apic.controller.purposeOf({ method: 'POST', target: `${path}.xml?x=1` })).toBe('login')
    }
    expect(errorOf(apic.tryLogin('admin', 'wrong', '/api/mo/aaaLogin.json'))).toMatch(/^401 401 /)
    expect(apic.controller.purposeOf({ method: 'GET', target: '/api/mo/uni.json' })).toBe('call')
    expect(new ApicUnderTest().tryLogin('admin', 'midrun', '/api/mo/aaaLogin.json').status).toBe(403)
  })
})

describe('changeSelfX509Cert', () => {
  const PATH = '/api/changeSelfX509Cert.json'
  const change = (attributes: Record<string, string>) => ({ aaaChangeX509Cert: { attributes } })
  const data = readFixture('apic/operator.crt')

  it('gives a user without any role for it a certificate to sign with', () => {
    const apic = new ApicUnderTest()
    const token = apic.login('reader')
    const body = change({ userName: 'reader', name: 'ci', data })
    expect(apic.as(token, 'POST', PATH, body).body).toBe('{"totalCount":"0","imdata":[]}')
    const target = '/api/class/fvTenant.json'
    const signature = sign('RSA-SHA256', Buffer.from(`GET${target}`), readFixture('apic/operator.key'))
    const cookie = `APIC-Certificate-DN=uni/userext/user-reader/usercert-ci; APIC-Request-Signature=${signature.toString('base64')}`
    expect(apic.send('GET', target, { headers: { cookie } }).status).toBe(200)
  })

  it('works for oneself only, with a body and a name that fit', () => {
    const apic = new ApicUnderTest({ rbacDenyStyle: '400-170' })
    const token = apic.login('reader')
    const send = (body: unknown, method = 'POST') => errorOf(apic.as(token, method, PATH, body))
    expect(send(change({ userName: 'admin', name: 'ci', data }))).toBe(
      '400 170 user reader does not have domain access to config Mo, class aaaUserCert',
    )
    expect(apic.lastAuth()).toMatchObject({ outcome: 'forbidden', user: 'reader' })
    expect(send({ aaaUserCert: { attributes: { name: 'ci' } } })).toMatch(/^400 122 /)
    expect(send(change({ userName: 'reader', name: 'a b', data }))).toMatch(/^400 801 /)
    expect(send('', 'GET')).toMatch(/^405 405 /)
  })
})
