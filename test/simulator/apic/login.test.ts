import { describe, expect, it } from 'vitest'
import { ApicUnderTest, attributesOf, errorOf, tokenOf } from './apic-under-test.js'

const WRONG = '401 401 Username or password is incorrect - FAILED local authentication'
const NO_CREDENTIALS =
  '403 403 Need a valid webtoken cookie (named APIC-Cookie) or a signed request with signature in the cookie APIC-Request-Signature for all REST API requests'
const TIMEOUT = '403 403 Token was invalid (Error: Token timeout)'

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())

describe('aaaLogin', () => {
  it('answers with the captured attributes, children, header fields and one cookie', () => {
    const apic = new ApicUnderTest()
    const response = apic.tryLogin('admin', 'midrun')
    const { token, sessionId, siteFingerprint } = attributesOf(response)
    expect(token).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(sessionId).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(siteFingerprint).toMatch(/^[0-9a-v]{32}$/)
    expect({ ...response, body: '' }).toEqual({
      status: 200,
      reason: 'OK',
      body: '',
      headers: [
        ['Server', 'Cisco APIC'],
        ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
        ['Content-Type', 'application/json'],
        [
          'Access-Control-Allow-Headers',
          'Origin, X-Requested-With, Content-Type, Accept, devcookie, APIC-challenge',
        ],
        ['Access-Control-Allow-Methods', 'POST,GET,OPTIONS,DELETE'],
        ['X-Frame-Options', 'SAMEORIGIN'],
        ['Strict-Transport-Security', 'max-age=31536000; includeSubdomains'],
        ['Set-Cookie', `APIC-cookie=${token}; path=/; HttpOnly; HttpOnly; Secure`],
        ['Cache-Control', 'no-cache="Set-Cookie, Set-Cookie2"'],
        ['Client-Cert-Enabled', 'false'],
        ['Access-Control-Allow-Origin', 'http://127.0.0.1:8000'],
        ['Access-Control-Allow-Credentials', 'false'],
      ],
    })
    expect(response.body).toBe(
      `{"totalCount":"1","imdata":[{"aaaLogin":{"attributes":{"token":"${token}","siteFingerprint":"${siteFingerprint}","refreshTimeoutSeconds":"600","maximumLifetimeSeconds":"86400","guiIdleTimeoutSeconds":"1200","restTimeoutSeconds":"90","creationTime":"1767225600","firstLoginTime":"1767225600","userName":"admin","remoteUser":"false","unixUserId":"15374","sessionId":"${sessionId}","lastName":"","firstName":"","changePassword":"no","version":"6.0(9c)","buildTime":"Tue Jun 02 09:14:51 PDT 2026","node":"topology/pod-1/node-1"},"children":[{"aaaUserDomain":{"attributes":{"name":"all","rolesR":"admin","rolesW":"admin"},"children":[{"aaaReadRoles":{"attributes":{}}},{"aaaWriteRoles":{"attributes":{},"children":[{"role":{"attributes":{"name":"admin"}}}]}}]}},{"DnDomainMapEntry":{"attributes":{"dn":"uni/tn-common","readPrivileges":"admin","writePrivileges":"admin"}}},{"DnDomainMapEntry":{"attributes":{"dn":"uni/tn-infra","readPrivileges":"admin","writePrivileges":"admin"}}},{"DnDomainMapEntry":{"attributes":{"dn":"uni/tn-mgmt","readPrivileges":"admin","writePrivileges":"admin"}}}]}}]}`,
    )
    expect(apic.lastAuth()).toEqual({ outcome: 'logged-in', user: 'admin', session: 'apic-1' })
  })

  it('issues a web token with the captured header and claims', () => {
    const apic = new ApicUnderTest()
    const { token, sessionId, siteFingerprint } = attributesOf(apic.tryLogin('admin', 'midrun'))
    expect(Buffer.from(token!.split('.')[0]!, 'base64url').toString()).toBe(
      `{"alg":"RS256","kid":"${siteFingerprint}","typ":"jwt"}`,
    )
    expect(Buffer.from(token!.split('.')[1]!, 'base64url').toString()).toBe(
      `{"rbac":[{"domain":"all","rolesR":0,"rolesW":1}],"iss":"ACI APIC","username":"admin","userid":15374,"userflags":0,"iat":1767225600,"exp":1767226200,"sessionid":"${sessionId}"}`,
    )
  })

  it('issues opaque base64 of the old length and look when asked to', () => {
    const apic = new ApicUnderTest({ tokenFormat: 'legacy' })
    const first = apic.login()
    expect(first).toMatch(/^[A-Za-z0-9+/]{3}A{18}[A-Za-z0-9+/]{169}==$/)
    expect(apic.read(first)).toBe(200)
    expect(apic.login()).not.toBe(first)
  })

  it('leaves Secure out over plain HTTP', () => {
    const apic = new ApicUnderTest()
    const body = '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}'
    const { headers } = apic.send('POST', '/api/aaaLogin.json', { body, scheme: 'http' })
    expect(headers.filter(([name]) => name === 'Set-Cookie').map(([, value]) => value)).toEqual([
      expect.stringMatching(/^APIC-cookie=[^;]+; path=\/; HttpOnly; HttpOnly$/),
    ])
  })

  it('shows a read-only role under the roles that read', () => {
    const [login] = JSON.parse(new ApicUnderTest().tryLogin('reader', 'midrun').body).imdata
    expect(login.aaaLogin.children[0]).toEqual({
      aaaUserDomain: {
        attributes: { name: 'all', rolesR: 'read-all', rolesW: '' },
        children: [
          { aaaReadRoles: { attributes: {}, children: [{ role: { attributes: { name: 'read-all' } } }] } },
          { aaaWriteRoles: { attributes: {} } },
        ],
      },
    })
  })

  it('ignores stale cookies and basic authentication', () => {
    const apic = new ApicUnderTest()
    const response = apic.send('POST', '/api/aaaLogin.json', {
      headers: { cookie: 'APIC-cookie=None', authorization: 'Basic YWRtaW46d3Jvbmc=' },
      body: '{"aaaUser":{"attributes":{"name":"admin","pwd":"midrun"}}}',
    })
    expect(response.status).toBe(200)
  })

  it.each(['apic:fallback\\admin', 'apic:DefaultAuth\\admin', 'apic#fallback\\admin'])(
    'accepts %s',
    (name) => {
      expect(attributesOf(new ApicUnderTest().tryLogin(name, 'midrun')).userName).toBe('admin')
    },
  )

  it('knows remote users in their own login domain only', () => {
    const apic = new ApicUnderTest({ users: [{ name: 'rita', password: 'pw', loginDomain: 'lab' }] })
    expect(attributesOf(apic.tryLogin('apic:lab\\rita', 'pw')).remoteUser).toBe('true')
    expect(errorOf(apic.tryLogin('rita', 'pw'))).toBe(WRONG)
    expect(errorOf(apic.tryLogin('apic:lab\\rita', 'no'))).toBe(
      '401 401 Username or password is incorrect - FAILED ldap authentication',
    )
    expect(errorOf(apic.tryLogin('apic:elsewhere\\rita', 'pw'))).toBe(WRONG)
  })

  it.each([
    ['admin', 'wrong', 'password'],
    ['nobody', 'midrun', 'unknown-user'],
  ] as const)('refuses %s with %s', (name, pwd, cause) => {
    const apic = new ApicUnderTest()
    const response = apic.tryLogin(name, pwd)
    expect(errorOf(response)).toBe(WRONG)
    expect(response.reason).toBe('Unauthorized')
    expect(response.headers.map(([field]) => field)).not.toContain('Set-Cookie')
    expect(apic.lastAuth()).toEqual({ outcome: 'bad-credentials', user: name, cause })
  })

  it('refuses with status 200 as very old releases did', () => {
    const apic = new ApicUnderTest({ loginErrorStatus: 200 })
    expect(errorOf(apic.tryLogin('admin', 'no'))).toBe(
      '200 401 Username or password is incorrect - FAILED local authentication',
    )
  })

  it.each([
    ['{', '400 400 JSON parsing failed - incomplete attribute value at line: 1'],
    ['', '400 400 JSON parsing failed - incomplete attribute value at line: 1'],
    [
      '{"aaaUser":{"attributes":{"name":1}}}',
      '400 400 JSON parsing failed - incomplete attribute value at line: 1',
    ],
    [
      '{"aaaUser":{}}',
      "400 400 invalid data at line '1'. Attributes are missing, tag 'attributes' must be specified first, before any other tag",
    ],
  ])('refuses the body %s', (body, error) => {
    const apic = new ApicUnderTest()
    expect(errorOf(apic.send('POST', '/api/aaaLogin.json', { body }))).toBe(error)
    expect(apic.lastAuth()).toEqual({ outcome: 'bad-credentials', cause: 'malformed' })
  })

  it('refuses GET', () => {
    expect(errorOf(new ApicUnderTest().send('GET', '/api/aaaLogin.json'))).toBe(
      '405 405 Method GET is not supported for this request',
    )
  })

  it('refuses a locked user whatever the password', () => {
    const apic = new ApicUnderTest({
      users: [{ name: 'lea', password: 'pw', locked: true }],
      lockedUserResponse: 'User is locked',
    })
    expect(errorOf(apic.tryLogin('lea', 'pw'))).toBe('401 401 User is locked')
    expect(apic.lastAuth()).toEqual({ outcome: 'bad-credentials', user: 'lea', cause: 'locked' })
  })

  it('blocks a user after too many failures within the window, until the block is over', async () => {
    const apic = new ApicUnderTest({ lockout: { enabled: true } })
    for (let i = 0; i < 4; i++) apic.tryLogin('admin', 'no')
    await apic.clock.advance(5 * 60_000)
    apic.tryLogin('admin', 'no')
    expect(apic.tryLogin('admin', 'midrun').status, 'old failures no longer count').toBe(200)
    for (let i = 0; i < 5; i++) apic.tryLogin('admin', 'no')
    expect(apic.tryLogin('admin', 'midrun').status).toBe(401)
    expect(apic.lastAuth()).toMatchObject({ cause: 'locked' })
    expect(apic.tryLogin('reader', 'midrun').status, 'others are not concerned').toBe(200)
    await apic.clock.advance(60 * 60_000 - 1)
    expect(apic.tryLogin('admin', 'midrun').status).toBe(401)
    await apic.clock.advance(1)
    expect(apic.tryLogin('admin', 'midrun').status).toBe(200)
  })
})

describe('challenge tokens', () => {
  const opened = () => {
    const apic = new ApicUnderTest()
    const { token, urlToken } = attributesOf(
      apic.tryLogin('admin', 'midrun', '/api/aaaLogin.json?gui-token-request=yes'),
    )
    const get = (query: string, headers: Record<string, string> = {}) =>
      apic.send('GET', `/api/class/fvTenant.json${query}`, {
        headers: { cookie: `APIC-cookie=${token}`, ...headers },
      })
    return { apic, urlToken: urlToken!, get }
  }

  it('are accepted as header and as parameter', () => {
    const { get, urlToken } = opened()
    expect(get('', { 'apic-challenge': urlToken }).status).toBe(200)
    expect(get(`?challenge=${urlToken}`).status).toBe(200)
    expect(get(`?page=0&url-token=${urlToken}`).status).toBe(200)
  })

  it('are asked for in each request of a session that got one', () => {
    const { apic, get, urlToken } = opened()
    expect(errorOf(get(''))).toBe(NO_CREDENTIALS)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'challenge', session: 'apic-1' })
    expect(errorOf(get(`?challenge=${urlToken}0`))).toBe(NO_CREDENTIALS)
  })
})

describe('aaaRefresh', () => {
  it('answers as aaaLogin does, with a new token and flat domains', async () => {
    const apic = new ApicUnderTest()
    const login = attributesOf(apic.tryLogin('operator', 'midrun'))
    await apic.clock.advance(300_000)
    const response = apic.refresh(login.token!)
    const token = tokenOf(response)
    expect(token).not.toBe(login.token)
    expect(response.body).toBe(
      `{"totalCount":"1","imdata":[{"aaaLogin":{"attributes":{"token":"${token}","siteFingerprint":"${login.siteFingerprint}","refreshTimeoutSeconds":"600","maximumLifetimeSeconds":"86400","guiIdleTimeoutSeconds":"1200","restTimeoutSeconds":"90","creationTime":"1767225900","firstLoginTime":"1767225600","userName":"operator","remoteUser":"false","unixUserId":"15375","sessionId":"${login.sessionId}","lastName":"","firstName":"","changePassword":"no","version":"6.0(9c)","buildTime":"Tue Jun 02 09:14:51 PDT 2026","node":"topology/pod-1/node-1"},"children":[{"aaaUserDomain":{"attributes":{"name":"all","readRoleBitmask":"0","writeRoleBitmask":"256"}}}]}}]}`,
    )
    expect(response.headers.filter(([name]) => name === 'Set-Cookie')).toEqual([
      ['Set-Cookie', `APIC-cookie=${token}; path=/; HttpOnly; HttpOnly; Secure`],
    ])
    expect(claimsOf(token)).toMatchObject({ iat: 1767225900, exp: 1767226500 })
    expect(claimsOf(token)).not.toHaveProperty('jti')
    expect(apic.lastAuth()).toMatchObject({ outcome: 'accepted', how: 'token', session: 'apic-1' })
  })

  it('never repeats a token, even within a second or after a step of the clock back', async () => {
    const apic = new ApicUnderTest()
    const tokens = [apic.login()]
    for (const stepMs of [0, 0, 700, 300, -1000, 0, -2000, 3000]) {
      apic.clock.stepWall(stepMs)
      tokens.push(tokenOf(apic.refresh(tokens.at(-1)!)))
    }
    expect(new Set(tokens).size).toBe(9)
  })

  it('works with POST and under the other wrapper', () => {
    const apic = new ApicUnderTest({ refreshWrapper: 'aaaRefresh' })
    const response = apic.as(apic.login(), 'POST', '/api/aaaRefresh.json', {
      aaaUser: { attributes: { name: 'admin' } },
    })
    expect(Object.keys(JSON.parse(response.body).imdata[0])).toEqual(['aaaRefresh'])
  })

  it.each([
    ['valid-until-exp', 599_999, true],
    ['valid-until-exp', 600_000, false],
    ['invalid', 0, false],
    [{ graceSeconds: 5 }, 4_999, true],
    [{ graceSeconds: 5 }, 5_000, false],
  ] as const)(
    'treats the old token as option %j says after %i ms',
    async (oldTokenAfterRefresh, afterMs, valid) => {
      const apic = new ApicUnderTest({ oldTokenAfterRefresh })
      const old = apic.login()
      const renewed = tokenOf(apic.refresh(old))
      await apic.clock.advance(afterMs === 600_000 ? 300_000 : 0)
      const newest = tokenOf(apic.refresh(renewed))
      await apic.clock.advance(afterMs === 600_000 ? 300_000 : afterMs)
      expect(apic.read(old)).toBe(valid ? 200 : 403)
      if (!valid)
        expect(apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'replaced', session: 'apic-1' })
      expect(apic.read(newest)).toBe(200)
    },
  )
})

describe('aaaLogout', () => {
  const LOGOUT = { aaaUser: { attributes: { name: 'admin' } } }

  it('ends the session of its token only', () => {
    const apic = new ApicUnderTest()
    const [mine, other] = [apic.login(), apic.login()]
    const response = apic.as(mine, 'POST', '/api/aaaLogout.json', LOGOUT)
    expect([response.status, response.body]).toEqual([200, '{"totalCount":"0","imdata":[]}'])
    expect(errorOf(apic.as(mine, 'GET', '/api/class/fvTenant.json'))).toBe(TIMEOUT)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'logout', session: 'apic-1' })
    expect(apic.read(other)).toBe(200)
  })

  it('only answers on the releases that did no more', () => {
    const apic = new ApicUnderTest({ logoutInvalidates: false })
    const token = apic.login()
    expect(apic.as(token, 'POST', '/api/aaaLogout.json', LOGOUT).status).toBe(200)
    expect(apic.read(token)).toBe(200)
  })
})

describe('requests without a session', () => {
  it('can list the login domains', () => {
    const apic = new ApicUnderTest()
    expect(apic.send('GET', '/api/aaaListDomains.json').body).toBe(
      '{"totalCount":"3","imdata":[{"name":"fallback"},{"name":"DefaultAuth"},{"name":"lab"}]}',
    )
    expect(apic.lastAuth()).toEqual({ outcome: 'public' })
  })

  it('are refused everywhere else', () => {
    const apic = new ApicUnderTest()
    for (const target of ['/api/mo/uni.json', '/api/aaaRefresh.json', '/api/nowhere.json']) {
      expect(errorOf(apic.send('GET', target))).toBe(NO_CREDENTIALS)
      expect(apic.lastAuth()).toEqual({ outcome: 'refused', cause: 'missing' })
    }
  })

  it('get the page of the web tier outside the API', () => {
    const response = new ApicUnderTest().send('GET', '/')
    expect(response.status).toBe(404)
    expect(response.body).toContain('<hr><center>Cisco APIC</center>')
    expect(response.headers[2]).toEqual(['Content-Type', 'text/html'])
  })
})

describe('presented tokens', () => {
  const STALE = 'stale'

  it.each<[string, (token: string) => Record<string, string>]>([
    ['the usual cookie', (token) => ({ cookie: `APIC-cookie=${token}` })],
    ['a capital C', (token) => ({ cookie: `APIC-Cookie=${token}` })],
    [
      'an echo of Set-Cookie',
      (token) => ({ cookie: `APIC-cookie=${token}; path=/; HttpOnly; HttpOnly; Secure` }),
    ],
    ['DevCookie', (token) => ({ devcookie: token })],
    ['both spellings', (token) => ({ cookie: `APIC-cookie=${token}; APIC-Cookie=${token}` })],
    ['the fresh one last', (token) => ({ cookie: `APIC-Cookie=${STALE}; APIC-Cookie=${token}` })],
    ['the fresh one first, no space', (token) => ({ cookie: `APIC-Cookie=${token};APIC-Cookie=${STALE}` })],
    ['among others', (token) => ({ cookie: `a=b; flag; APIC-cookie=${token}; c=` })],
  ])('are found in %s', (_case, headers) => {
    for (const tokenFormat of ['jwt', 'legacy'] as const) {
      const apic = new ApicUnderTest({ tokenFormat })
      expect(apic.send('GET', '/api/class/fvTenant.json', { headers: headers(apic.login()) }).status).toBe(
        200,
      )
    }
  })

  it.each([
    ['first', [200, 403]],
    ['last', [403, 200]],
    ['any', [200, 200]],
  ] as const)('count as option %s says when there are two', (duplicateCookie, [whenFirst, whenLast]) => {
    const apic = new ApicUnderTest({ duplicateCookie })
    const token = apic.login()
    const status = (cookie: string) =>
      apic.send('GET', '/api/class/fvTenant.json', { headers: { cookie } }).status
    expect(status(`APIC-cookie=${token}; APIC-cookie=${STALE}`)).toBe(whenFirst)
    expect(status(`APIC-cookie=${STALE}; APIC-cookie=${token}`)).toBe(whenLast)
  })

  it('that were tampered with are unknown', () => {
    const apic = new ApicUnderTest()
    expect(errorOf(apic.as(`${apic.login()}x`, 'GET', '/api/mo/uni.json'))).toBe(TIMEOUT)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'refused', cause: 'unknown' })
  })

  it('of two that fail, the one that was known once gives the cause', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    apic.controller.terminate('apic-1')
    apic.send('GET', '/api/mo/uni.json', {
      headers: { cookie: `APIC-cookie=${STALE}; APIC-cookie=${token}` },
    })
    expect(apic.lastAuth()).toMatchObject({ cause: 'terminated', session: 'apic-1' })
  })
})
