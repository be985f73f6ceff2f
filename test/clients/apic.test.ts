import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { AuthenticationError, ClosedError, ControllerError, PermissionError } from '../../clients/index.js'
import { apicSampleUsers, readFixture } from '../../simulator/fixtures.js'
import { ClientBench } from './client-bench.js'

const TENANT = { fvTenant: { attributes: { name: 'blue' } } }
const certificate = {
  certificateDn: 'uni/userext/user-operator/usercert-midrun',
  privateKey: readFixture('apic/operator.key'),
}

const sessionRefusal = JSON.stringify({
  imdata: [{ error: { attributes: { code: '403', text: 'Token was invalid. Expired.' } } }],
})

describe('the APIC client', () => {
  it('reads, creates and deletes objects', async () => {
    const bench = new ClientBench('apic')
    const apic = bench.apic()
    expect(await bench.until(apic.post('/api/mo/uni.json', TENANT))).toEqual({ totalCount: 0, imdata: [] })
    const { totalCount, imdata } = await bench.until(apic.get('/api/mo/uni/tn-blue.json'))
    expect([totalCount, imdata[0]!.fvTenant!.attributes.dn]).toEqual([1, 'uni/tn-blue'])
    await bench.until(apic.delete('/api/mo/uni/tn-blue.json'))
    expect((await bench.until(apic.get('/api/mo/uni/tn-blue.json'))).totalCount).toBe(0)
    expect(bench.counts()).toEqual({ login: 1, call: 4 })
  })

  it('takes code 170 in a 400 for a lack of permission, and other codes for what they are', async () => {
    const bench = new ClientBench('apic', { rbacDenyStyle: '400-170' })
    const apic = bench.apic({ username: 'reader' })
    const denied = await bench.failure(apic.post('/api/mo/uni.json', TENANT))
    expect(denied).toBeInstanceOf(PermissionError)
    expect(denied).toMatchObject({
      status: 400,
      code: '170',
      text: 'user reader does not have domain access to config Mo, class fvTenant',
    })
    const wrong = await bench.failure(apic.get('/api/class/noSuchClass.json'))
    expect(wrong).toBeInstanceOf(ControllerError)
    expect(wrong).not.toBeInstanceOf(PermissionError)
    expect(bench.counts().login).toBe(1)
  })

  it('refreshes a session for as long as it may, then logs in anew', async () => {
    const bench = new ClientBench('apic', { maximumLifetimeSeconds: 3600 })
    const apic = bench.apic({ keepAlive: true })
    for (let minute = 0; minute < 180; minute++) {
      await bench.until(apic.get('/api/class/fvTenant.json'))
      await bench.clock.advance(60_000)
    }
    expect(bench.refusals()).toEqual([])
    expect(bench.exchanges('login').length).toBe(4)
    expect(bench.exchanges('refresh').length).toBeGreaterThan(14)
  })

  it('logs in once for a call although its token is never fresh', async () => {
    const bench = new ClientBench('apic', { refreshTimeoutSeconds: 2 })
    await bench.until(bench.apic().get('/api/class/fvTenant.json'))
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
    expect(bench.events).toContainEqual({
      type: 'margin-exceeds-lifetime',
      lifetimeMs: 2000,
      marginMs: 11_000,
    })
  })

  it('carries a challenge token with each request, over refreshes too', async () => {
    const bench = new ClientBench('apic')
    const apic = bench.apic({ challenge: true, keepAlive: true })
    for (let i = 0; i < 20; i++) {
      await bench.until(apic.get('/api/class/fvTenant.json'))
      await bench.clock.advance(300_000)
    }
    expect(bench.refusals()).toEqual([])
    expect(bench.exchanges('login')).toMatchObject([
      { request: { target: '/api/aaaLogin.json?gui-token-request=yes' } },
    ])
    expect(bench.exchanges('refresh').length).toBeGreaterThan(8)
    for (const { request, purpose } of bench.exchanges()) {
      expect('apic-challenge' in request.headers).toBe(purpose !== 'login')
    }
    await bench.until(apic.close())
    expect(bench.simulator.controller.sessions()[0]!.state).toBe('ended')
  })

  it('logs in through a login domain', async () => {
    const users = [{ name: 'ann', password: 'remote-secret', loginDomain: 'lab', domains: [] }]
    const bench = new ClientBench('apic', { users })
    const credentials = { username: 'ann', password: 'remote-secret' }
    await bench.until(bench.apic({ ...credentials, loginDomain: 'lab' }).login())
    expect(bench.exchanges()[0]!.auth).toMatchObject({ outcome: 'logged-in', user: 'ann' })
    expect(await bench.failure(bench.apic(credentials).login())).toBeInstanceOf(AuthenticationError)
    const error = await bench.failure(bench.apic({ ...credentials, loginDomain: 'fallback' }).login())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(bench.counts()).toEqual({ login: 3 })
  })

  it('signs each request in place of a session when it has a certificate', async () => {
    const bench = new ClientBench('apic', { users: apicSampleUsers() })
    const apic = bench.apic({ username: 'operator', password: '', certificate })
    await bench.until(apic.login())
    await bench.until(apic.post('/api/mo/uni.json', TENANT))
    await bench.clock.advance(7 * 86_400_000)
    const encoded = '/api/mo/uni/tn-blue.json?query-target-filter=eq(fvTenant.name,%22blue%22)'
    expect((await bench.until(apic.get(encoded))).totalCount).toBe(1)
    await bench.until(apic.delete('/api/mo/uni/tn-blue.json'))
    expect(bench.counts()).toEqual({ call: 3 })
    for (const { auth } of bench.exchanges()) {
      expect(auth).toEqual({ outcome: 'accepted', how: 'signature', user: 'operator' })
    }
    expect(bench.simulator.controller.sessions()).toEqual([])
    await bench.until(apic.close())
    expect(bench.counts()).toEqual({ call: 3 })
    expect(await bench.failure(apic.get(encoded))).toBeInstanceOf(ClosedError)
  })

  it.each(['403', '400-170'])(
    'takes a lack of permission of its certificate for what it is (%s)',
    async (style) => {
      const bench = new ClientBench('apic', { users: apicSampleUsers(), rbacDenyStyle: style })
      const apic = bench.apic({ username: 'operator', certificate })
      const body = { infraInfra: { attributes: { descr: 'x' } } }
      expect(await bench.failure(apic.post('/api/mo/uni/infra.json', body))).toBeInstanceOf(PermissionError)
      expect(bench.counts()).toEqual({ call: 1 })
      expect(bench.exchanges()[0]!.auth.outcome).toBe('forbidden')
    },
  )

  it.each([
    ['a key that does not belong to its certificate', { privateKey: readFixture('apic/unknown.key') }],
    ['a certificate that the controller does not know', { certificateDn: 'uni/userext/user-x/usercert-y' }],
  ])('is not believed with %s, and says so', async (_what, wrong) => {
    const bench = new ClientBench('apic', { users: apicSampleUsers() })
    const apic = bench.apic({ username: 'operator', certificate: { ...certificate, ...wrong } })
    expect(await bench.failure(apic.get('/api/class/fvTenant.json'))).toBeInstanceOf(AuthenticationError)
    expect(bench.counts()).toEqual({ call: 1 })
  })

  it.each([
    ['with 400', 400, 'application/json', sessionRefusal],
    ['by the web tier', 403, 'text/html', '<html><body>Forbidden</body></html>'],
  ])('logs in anew when its session is refused %s', async (_how, status, contentType, body) => {
    const bench = new ClientBench('apic')
    const apic = bench.apic()
    await bench.until(apic.get('/api/class/fvTenant.json'))
    bench.simulator.faults.arm({ type: 'status', purpose: 'call', options: { status, contentType, body } })
    expect((await bench.until(apic.get('/api/class/fvTenant.json'))).totalCount).toBe(3)
    expect(bench.counts()).toEqual({ login: 2, call: 2 })
  })

  it('does not outlive its session when longer ones are given out meanwhile', async () => {
    const bench = new ClientBench('apic', { maximumLifetimeSeconds: 4 * 3600 })
    const apic = bench.apic({ keepAlive: true })
    await bench.until(apic.get('/api/class/fvTenant.json'))
    const settings = { pkiWebTokenData: { attributes: { maximumValidityPeriod: '24' } } }
    const admin = bench.apic({ username: 'admin' })
    await bench.until(admin.post('/api/mo/uni/userext/pkiext/webtokendata.json', settings))
    for (let quarter = 0; quarter < 40; quarter++) {
      await bench.until(apic.get('/api/class/fvTenant.json'))
      await bench.clock.advance(900_000)
    }
    expect(bench.refusals()).toEqual([])
  })

  it.each([
    ['the path of a file', '/etc/midrun/ci.key', /RSA private key .* and not as the path of a file$/],
    [
      'a key of another kind',
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      /RSA private key .*; found ed25519$/,
    ],
  ])('says at once when %s is given for the key of its certificate', (_what, privateKey, message) => {
    const bench = new ClientBench('apic')
    expect(() => bench.apic({ certificate: { ...certificate, privateKey } })).toThrow(TypeError)
    expect(() => bench.apic({ certificate: { ...certificate, privateKey } })).toThrow(message)
  })

  it('keeps its session in the background if told to', async () => {
    const bench = new ClientBench('apic')
    const apic = bench.apic({ keepAlive: true })
    await bench.until(apic.login())
    await bench.clock.advance(7_200_000)
    expect(apic.session()).toMatchObject({ state: 'fresh', inFlight: 0 })
    expect(bench.counts().login).toBe(1)
    expect(bench.exchanges('refresh').length).toBeGreaterThan(11)
  })
})
