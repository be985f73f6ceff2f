import { sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../simulator/fixtures.js'
import { ApicUnderTest, attributesOf, dnsOf, errorOf } from './apic-under-test.js'

const KEY = readFixture('apic/operator.key')
const ADMIN_ROLE = {
  aaaUserDomain: {
    attributes: { name: 'all' },
    children: [{ aaaUserRole: { attributes: { name: 'admin', privType: 'writePriv' } } }],
  },
}
const CERTIFICATE = { aaaUserCert: { attributes: { name: 'ci', data: readFixture('apic/operator.crt') } } }

const withUser = (className: 'aaaUser' | 'aaaAppUser', children: unknown[] = [ADMIN_ROLE, CERTIFICATE]) => {
  const apic = new ApicUnderTest()
  const admin = apic.login()
  const made = apic.as(admin, 'POST', '/api/mo/uni/userext.json', {
    [className]: { attributes: { name: 'robot' }, children },
  })
  expect(made.status).toBe(200)
  const dn = `uni/userext/${className === 'aaaUser' ? 'user' : 'appuser'}-robot`
  const send = (method: string, target: string, body = '', certificate = 'ci') => {
    const signature = sign('RSA-SHA256', Buffer.from(method + target + body), KEY).toString('base64')
    const cookie = `APIC-Request-Signature=${signature}; APIC-Certificate-Algorithm=v1.0; APIC-Certificate-Fingerprint=fingerprint; APIC-Certificate-DN=${dn}/usercert-${certificate}`
    return apic.send(method, target, { headers: { cookie }, body })
  }
  return { apic, admin, dn, send }
}

describe('a certificate that was posted', () => {
  const READ = '/api/mo/uni/tn-common.json'

  it('signs at once, until it is gone', () => {
    const { apic, admin, dn, send } = withUser('aaaUser')
    expect(dnsOf(send('GET', READ))).toEqual(['uni/tn-common'])
    apic.as(admin, 'DELETE', `/api/mo/${dn}/usercert-ci.json`)
    expect(errorOf(send('GET', READ))).toBe('403 403 ')
  })

  it('signs no more for a user who is inactive or gone', () => {
    const { apic, admin, dn, send } = withUser('aaaUser')
    apic.as(admin, 'POST', `/api/mo/${dn}.json`, { aaaUser: { attributes: { accountStatus: 'inactive' } } })
    expect(errorOf(send('GET', READ))).toBe('403 403 ')
    apic.as(admin, 'DELETE', `/api/mo/${dn}.json`)
    expect(errorOf(send('GET', READ))).toBe('403 403 ')
  })

  it('that is none is refused as if it were not there', () => {
    const nonsense = { aaaUserCert: { attributes: { name: 'ci', data: 'nonsense' } } }
    const { send } = withUser('aaaUser', [ADMIN_ROLE, nonsense])
    expect(errorOf(send('GET', READ))).toBe('403 403 ')
    expect(errorOf(send('GET', READ, '', 'none'))).toBe('403 403 ')
  })

  it('gives its user no more than the user has', () => {
    const { send } = withUser('aaaUser', [CERTIFICATE])
    expect(send('GET', READ).body).toBe('{"totalCount":"0","imdata":[]}')
    const body = '{"fvTenant":{"attributes":{"name":"x"}}}'
    expect(errorOf(send('POST', '/api/mo/uni.json', body))).toBe(
      '403 403 Permission denied: user robot may not configure class fvTenant',
    )
  })

  it('signs a DELETE that carries a body with or without it', () => {
    const { apic, dn } = withUser('aaaUser')
    for (const covered of ['', '{}']) {
      const target = '/api/mo/uni/tn-gone.json'
      const signature = sign('RSA-SHA256', Buffer.from(`DELETE${target}${covered}`), KEY).toString('base64')
      const cookie = `APIC-Request-Signature=${signature}; APIC-Certificate-DN=${dn}/usercert-ci`
      expect(apic.send('DELETE', target, { headers: { cookie }, body: '{}' }).status).toBe(200)
    }
  })

  it('gives a web token for a websocket', () => {
    const { apic, send } = withUser('aaaUser')
    const response = send('GET', '/api/webtokenSession.json')
    expect(Object.keys(JSON.parse(response.body).imdata[0])).toEqual(['webtokenSession'])
    expect(apic.read(attributesOf(response).token!)).toBe(200)
    expect(apic.as(apic.login(), 'GET', '/api/webtokenSession.json').status).toBe(403)
  })
})

describe('an app user', () => {
  const BODY = '{"aaaAppToken":{"attributes":{"appName":"robot"}}}'
  const TARGET = '/api/requestAppToken.json'

  it('gets a token in the body of the reply and no cookie', () => {
    const { apic, send } = withUser('aaaAppUser')
    const response = send('POST', TARGET, BODY)
    expect(response.headers.map(([name]) => name)).not.toContain('Set-Cookie')
    expect(Object.keys(JSON.parse(response.body).imdata[0])).toEqual(['aaaLogin'])
    const { token, userName, refreshTimeoutSeconds, creationTime } = attributesOf(response)
    expect({ userName, refreshTimeoutSeconds }).toEqual({ userName: 'robot', refreshTimeoutSeconds: '600' })
    expect(Number(creationTime)).toBeGreaterThan(0)
    expect(apic.read(token!)).toBe(200)
    expect(apic.refresh(token!).status).toBe(200)
  })

  it('cannot log in with a password', () => {
    expect(withUser('aaaAppUser').apic.tryLogin('robot', '').status).toBe(401)
  })

  it('alone gets an app token', () => {
    const refused = '403 403 Request failed, an app token needs a request signed by an app user'
    expect(errorOf(withUser('aaaUser').send('POST', TARGET, BODY))).toBe(refused)
    const { apic, send } = withUser('aaaAppUser')
    expect(errorOf(apic.as(apic.login(), 'POST', TARGET, BODY))).toBe(refused)
    expect(errorOf(send('POST', TARGET, '{"aaaAppToken":{"attributes":{}}}'))).toBe(refused)
    expect(errorOf(send('POST', TARGET, '{"aaaUser":{"attributes":{}}}'))).toBe(
      '400 122 unknown managed object class aaaUser',
    )
    expect(errorOf(apic.send('POST', TARGET, { body: BODY }))).toMatch(
      /^403 403 Need a valid webtoken cookie/,
    )
  })
})
