import { createPublicKey, sign } from 'node:crypto'
import forge from 'node-forge'
import { describe, expect, it } from 'vitest'
import { signedPayloads } from '../../../simulator/apic/signatures.js'
import { apicSampleUsers, readFixture } from '../../../simulator/fixtures.js'
import { ApicUnderTest, attributesOf, errorOf, type Options } from './apic-under-test.js'

const DN = 'uni/userext/user-operator/usercert-midrun'
const KEY = readFixture('apic/operator.key')

const signed = (payload: string, key = KEY) =>
  sign('RSA-SHA256', Buffer.from(payload), key).toString('base64')

const cookies = (signature: string, dn = DN) =>
  `APIC-Certificate-Algorithm=v1.0; APIC-Certificate-DN=${dn}; APIC-Certificate-Fingerprint=fingerprint; APIC-Request-Signature=${signature}`

const apicWithSampleUsers = (options: Options = {}) =>
  new ApicUnderTest({ users: apicSampleUsers(), ...options })

/** A controller whose operator has one certificate from a fixture. */
const apicWithCertificate = (pem: string, options: Options = {}) =>
  new ApicUnderTest({
    users: [
      {
        name: 'operator',
        password: 'midrun',
        domains: [{ name: 'all', roles: [{ name: 'tenant-admin', privilege: 'write' }] }],
        certificates: [{ name: 'midrun', pem }],
      },
    ],
    ...options,
  })

describe('a certificate signature', () => {
  it('is accepted in place of a token, without a session', () => {
    const apic = apicWithSampleUsers()
    const target = '/api/mo/uni/tn-common.json'
    const cookie = cookies(signed(`GET${target}`))
    const response = apic.send('GET', target, { headers: { cookie } })
    expect(attributesOf(response).dn).toBe('uni/tn-common')
    expect(apic.lastAuth()).toEqual({ outcome: 'accepted', how: 'signature', user: 'operator' })
    expect(apic.controller.sessions()).toEqual([])
    expect(apic.send('GET', target, { headers: { cookie } }).status, 'the same one again').toBe(200)
  })

  it('of node-forge verifies as well', () => {
    const target = '/api/class/fvTenant.json?query-target=self'
    const digest = forge.md.sha256.create()
    digest.update(`GET${target}`, 'utf8')
    const signature = forge.util.encode64(forge.pki.privateKeyFromPem(KEY).sign(digest))
    const cookie = cookies(signature)
    expect(apicWithSampleUsers().send('GET', target, { headers: { cookie } }).status).toBe(200)
  })

  it.each<[string, string, string, string, string]>([
    ['query', 'GET', '/api/class/fvTenant.json?page=0', '', 'GET/api/class/fvTenant.json?page=0'],
    ['no query after a lone ?', 'GET', '/api/class/fvTenant.json?', '', 'GET/api/class/fvTenant.json'],
    [
      'decoded URL',
      'GET',
      '/api/mo/uni/tn-common/BD-x/subnet-%5B10.0.0.1/24%5D.json',
      '',
      'GET/api/mo/uni/tn-common/BD-x/subnet-[10.0.0.1/24].json',
    ],
    [
      'raw URL',
      'GET',
      '/api/mo/uni/tn-common/BD-x/subnet-%5B10.0.0.1/24%5D.json',
      '',
      'GET/api/mo/uni/tn-common/BD-x/subnet-%5B10.0.0.1/24%5D.json',
    ],
    [
      'body of a POST',
      'POST',
      '/api/mo/uni.json',
      '{"fvTenant":{"attributes":{"name":"é"}}}',
      'POST/api/mo/uni.json{"fvTenant":{"attributes":{"name":"é"}}}',
    ],
    ['DELETE with its body', 'DELETE', '/api/mo/uni/tn-x.json', '{}', 'DELETE/api/mo/uni/tn-x.json{}'],
    ['DELETE without its body', 'DELETE', '/api/mo/uni/tn-x.json', '{}', 'DELETE/api/mo/uni/tn-x.json'],
  ])('covers the %s', (_case, method, target, body, payload) => {
    const apic = apicWithSampleUsers()
    apic.send(method, target, { headers: { cookie: cookies(signed(payload)) }, body })
    expect(apic.lastAuth()).toEqual({ outcome: 'accepted', how: 'signature', user: 'operator' })
  })

  it.each([
    ['another method', signed('POST/api/class/fvTenant.json')],
    ['another path', signed('GET/api/class/fvCtx.json')],
    ['a space after the method', signed('GET /api/class/fvTenant.json')],
    ['another key', signed('GET/api/class/fvTenant.json', readFixture('apic/unknown.key'))],
    ['no base64', '***'],
    ['nothing', ''],
  ])('of %s is bad', (_case, signature) => {
    const apic = apicWithSampleUsers()
    const headers = { cookie: cookies(signature) }
    expect(errorOf(apic.send('GET', '/api/class/fvTenant.json', { headers }))).toBe('403 403 bad signature')
    expect(apic.lastAuth()).toEqual({ outcome: 'refused', cause: 'bad-signature' })
  })

  it('that does not cover the body is bad', () => {
    const apic = apicWithSampleUsers()
    const headers = { cookie: cookies(signed('POST/api/mo/uni.json')) }
    expect(errorOf(apic.send('POST', '/api/mo/uni.json', { headers, body: '{}' }))).toBe(
      '403 403 bad signature',
    )
  })

  it('of another algorithm is bad', () => {
    const cookie = cookies(signed('GET/api/class/fvTenant.json')).replace('v1.0', 'v2.0')
    expect(
      errorOf(apicWithSampleUsers().send('GET', '/api/class/fvTenant.json', { headers: { cookie } })),
    ).toBe('403 403 bad signature')
  })

  it.each([
    'uni/userext/user-operator/usercert-other',
    'uni/userext/user-admin/usercert-midrun',
    'uni/userext/appuser-operator/usercert-midrun',
    '',
  ])('under the certificate name "%s" is refused with an empty text', (dn) => {
    const apic = apicWithSampleUsers()
    const headers = { cookie: cookies(signed('GET/api/class/fvTenant.json'), dn) }
    expect(errorOf(apic.send('GET', '/api/class/fvTenant.json', { headers }))).toBe('403 403 ')
    expect(apic.lastAuth()).toEqual({ outcome: 'refused', cause: 'unknown-certificate' })
  })

  it('yields to a valid token and steps in for an invalid one', () => {
    const apic = apicWithSampleUsers()
    const target = '/api/class/fvTenant.json'
    const both = (token: string) =>
      apic.send('GET', target, {
        headers: { cookie: `APIC-cookie=${token}; ${cookies(signed(`GET${target}`))}` },
      })
    both(apic.login('admin'))
    expect(apic.lastAuth()).toMatchObject({ outcome: 'accepted', how: 'token', user: 'admin' })
    both('stale')
    expect(apic.lastAuth()).toMatchObject({ outcome: 'accepted', how: 'signature', user: 'operator' })
  })

  it('has the rights of its user', () => {
    const apic = apicWithSampleUsers({ rbacDenyStyle: '400-170' })
    const body = '{"infraInfra":{"attributes":{"descr":"x"}}}'
    const headers = { cookie: cookies(signed(`POST/api/mo/uni/infra.json${body}`)) }
    expect(errorOf(apic.send('POST', '/api/mo/uni/infra.json', { headers, body }))).toBe(
      '400 170 user operator does not have domain access to config Mo, class infraInfra',
    )
    expect(apic.lastAuth()).toEqual({ outcome: 'forbidden', user: 'operator' })
  })

  it('has no session to refresh or to end', () => {
    const apic = apicWithSampleUsers()
    const refresh = { headers: { cookie: cookies(signed('GET/api/aaaRefresh.json')) } }
    expect(apic.send('GET', '/api/aaaRefresh.json', refresh).status).toBe(403)
    expect(apic.lastAuth()).toEqual({ outcome: 'refused', cause: 'missing' })
    const logout = { headers: { cookie: cookies(signed('POST/api/aaaLogout.json')) } }
    expect(apic.send('POST', '/api/aaaLogout.json', logout).status).toBe(200)
  })

  it('verifies with a bare public key', () => {
    const pem = createPublicKey(KEY).export({ type: 'spki', format: 'pem' }).toString()
    const apic = apicWithCertificate(pem, { expiredCert: '403-empty' })
    const headers = { cookie: cookies(signed('GET/api/class/fvTenant.json')) }
    expect(apic.send('GET', '/api/class/fvTenant.json', { headers }).status).toBe(200)
  })
})

describe('the validity of a certificate', () => {
  const target = '/api/class/fvTenant.json'
  const headers = { cookie: cookies(signed(`GET${target}`, readFixture('apic/expired.key'))) }

  it('does not matter by default', () => {
    expect(apicWithCertificate(readFixture('apic/expired.crt')).send('GET', target, { headers }).status).toBe(
      200,
    )
  })

  it('is looked at against the wall clock when asked for', () => {
    const apic = apicWithCertificate(readFixture('apic/expired.crt'), { expiredCert: '403-empty' })
    expect(errorOf(apic.send('GET', target, { headers }))).toBe('403 403 ')
    expect(apic.lastAuth()).toEqual({ outcome: 'refused', cause: 'expired-certificate' })
    apic.clock.stepWall(Date.UTC(2020, 5, 1) - apic.clock.wallMs())
    expect(apic.send('GET', target, { headers }).status).toBe(200)
    apic.clock.stepWall(Date.UTC(2019, 5, 1) - apic.clock.wallMs())
    expect(apic.send('GET', target, { headers }).status, 'not valid yet').toBe(403)
  })

  it('of the sample users holds for the time that tests play in', () => {
    const apic = apicWithSampleUsers({ expiredCert: '403-empty' })
    const cookie = cookies(signed(`GET${target}`))
    expect(apic.send('GET', target, { headers: { cookie } }).status).toBe(200)
  })
})

describe('certificates in the options', () => {
  it.each(['nonsense', KEY])('are refused when they are none', (pem) => {
    expect(() => apicWithCertificate(pem)).toThrow('expected a PEM certificate or public key (RSA)')
  })
})

describe('signed payloads', () => {
  it('leave a URL alone that is not properly encoded', () => {
    expect(signedPayloads({ method: 'GET', target: '/api/mo/%zz.json', body: '' })).toEqual([
      'GET/api/mo/%zz.json',
    ])
  })

  it('take + for itself', () => {
    expect(signedPayloads({ method: 'GET', target: '/api/x.json?a+b%2B', body: '' })).toEqual([
      'GET/api/x.json?a+b+',
      'GET/api/x.json?a+b%2B',
    ])
  })
})
