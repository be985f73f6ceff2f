import { describe, expect, it } from 'vitest'
import { ApicUnderTest, attributesOf, dnsOf, errorOf, type Options, tokenOf } from './apic-under-test.js'

const WEB_TOKEN_DATA = '/api/mo/uni/userext/pkiext/webtokendata.json'

/** A controller and a way for its administrator to configure it. */
const administered = (options: Options = {}) => {
  const apic = new ApicUnderTest(options)
  const admin = apic.login()
  const post = (
    path: string,
    className: string,
    attributes: Record<string, string>,
    children: unknown[] = [],
  ) => apic.as(apic.login(), 'POST', `/api/mo/${path}.json`, { [className]: { attributes, children } })
  const tokenData = (attributes: Record<string, string>) =>
    post('uni/userext/pkiext/webtokendata', 'pkiWebTokenData', attributes)
  return { apic, admin, post, tokenData }
}

const role = (name: string, privType: string) => ({ aaaUserRole: { attributes: { name, privType } } })
const domain = (name: string, ...children: unknown[]) => ({
  aaaUserDomain: { attributes: { name }, children },
})

describe('pkiWebTokenData', () => {
  it('shows what the options say', () => {
    const { apic, admin } = administered({ refreshTimeoutSeconds: 900, maximumLifetimeSeconds: 36_000 })
    expect(attributesOf(apic.as(admin, 'GET', WEB_TOKEN_DATA))).toMatchObject({
      webtokenTimeoutSeconds: '900',
      maximumValidityPeriod: '10',
      uiIdleTimeoutSeconds: '1200',
      sessionRecordFlags: 'login,logout',
    })
  })

  it('rules tokens and sessions that begin later, and leaves the others alone', async () => {
    const { apic, admin, tokenData } = administered()
    expect(
      tokenData({ webtokenTimeoutSeconds: '300', maximumValidityPeriod: '4', uiIdleTimeoutSeconds: '70' })
        .status,
    ).toBe(200)
    const reply = attributesOf(apic.tryLogin('admin', 'midrun'))
    expect(reply).toMatchObject({
      refreshTimeoutSeconds: '300',
      maximumLifetimeSeconds: '14400',
      guiIdleTimeoutSeconds: '70',
    })
    await apic.clock.advance(300_000)
    expect([apic.read(admin), apic.read(reply.token!)]).toEqual([200, 403])
    const refreshed = tokenOf(apic.refresh(admin))
    await apic.clock.advance(299_999)
    expect(apic.read(refreshed)).toBe(200)
    await apic.clock.advance(1)
    expect(apic.read(refreshed), 'a refresh takes the new lifetime').toBe(403)
  })

  it('limits later sessions to the new maximum lifetime', async () => {
    const { apic, tokenData } = administered({ refreshTimeoutSeconds: 9600 })
    tokenData({ maximumValidityPeriod: '4' })
    let token = apic.login()
    for (let hours = 0; hours < 3; hours++) {
      await apic.clock.advance(3_600_000)
      token = tokenOf(apic.refresh(token))
    }
    await apic.clock.advance(3_599_999)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(1)
    expect(apic.read(token)).toBe(403)
    expect(apic.lastAuth()).toMatchObject({ cause: 'absolute' })
  })

  it('rules the silence that a sliding session may keep', async () => {
    const { apic, admin, tokenData } = administered({ expiry: 'sliding' })
    tokenData({ webtokenTimeoutSeconds: '300' })
    const token = apic.login()
    await apic.clock.advance(299_999)
    expect(apic.read(token)).toBe(200)
    await apic.clock.advance(300_000)
    expect([apic.read(token), apic.read(admin)]).toEqual([403, 200])
  })

  it.each([
    ['webtokenTimeoutSeconds', '299'],
    ['webtokenTimeoutSeconds', '9601'],
    ['webtokenTimeoutSeconds', 'soon'],
    ['maximumValidityPeriod', '25'],
  ])('refuses %s = %s', (property, value) => {
    expect(errorOf(administered().tokenData({ [property]: value }))).toBe(
      `400 801 property ${property} of uni/userext/pkiext/webtokendata failed validation for value '${value}'`,
    )
  })

  it('is as at the start after a reset', () => {
    const { apic, tokenData } = administered()
    tokenData({ webtokenTimeoutSeconds: '300' })
    apic.controller.reset()
    expect(attributesOf(apic.tryLogin('admin', 'midrun')).refreshTimeoutSeconds).toBe('600')
  })
})

describe('aaaBlockLoginProfile', () => {
  it('blocks users from then on', async () => {
    const { apic, post } = administered()
    const fail = () => apic.tryLogin('reader', 'wrong')
    fail()
    fail()
    const profile = { enableLoginBlock: 'enable', maxFailedAttempts: '2', blockDuration: '1' }
    expect(post('uni/userext/blockloginp', 'aaaBlockLoginProfile', profile).status).toBe(200)
    fail()
    fail()
    apic.tryLogin('reader', 'midrun')
    expect(apic.lastAuth()).toMatchObject({ cause: 'locked' })
    await apic.clock.advance(60_000)
    expect(apic.tryLogin('reader', 'midrun').status).toBe(200)
  })

  it('lets blocked users in when it is switched off', () => {
    const { apic, post } = administered({ lockout: { enabled: true, maxFailedAttempts: 1 } })
    apic.tryLogin('reader', 'wrong')
    expect(apic.tryLogin('reader', 'midrun').status).toBe(401)
    post('uni/userext/blockloginp', 'aaaBlockLoginProfile', { enableLoginBlock: 'disable' })
    expect(apic.tryLogin('reader', 'midrun').status).toBe(200)
  })
})

describe('users', () => {
  const EVE = { name: 'eve', pwd: 'midrun-eve' }

  it('can log in once they are posted, with the roles that they have', () => {
    const { apic, post } = administered()
    post('uni/userext', 'aaaUser', EVE, [domain('all', role('tenant-admin', 'writePriv'))])
    const eve = apic.login('eve', 'midrun-eve')
    expect(attributesOf(apic.as(apic.login(), 'GET', '/api/mo/uni/userext/user-eve.json'))).toMatchObject({
      unixUserId: '15377',
      accountStatus: 'active',
    })
    const tenant = (name: string) => ({ fvTenant: { attributes: { name } } })
    expect(apic.as(eve, 'POST', '/api/mo/uni.json', tenant('one')).status).toBe(200)
    post('uni/userext/user-eve/userdomain-all/role-tenant-admin', 'aaaUserRole', { privType: 'readPriv' })
    expect(apic.as(eve, 'POST', '/api/mo/uni.json', tenant('two')).status, 'roles hold at once').toBe(403)
    expect(dnsOf(apic.as(eve, 'GET', '/api/mo/uni/tn-one.json'))).toEqual(['uni/tn-one'])
  })

  it('without a password cannot log in', () => {
    const { apic, post } = administered()
    post('uni/userext', 'aaaUser', { name: 'eve' })
    for (const pwd of ['', 'undefined']) expect(apic.tryLogin('eve', pwd).status).toBe(401)
    const noPassword = JSON.stringify({ aaaUser: { attributes: { name: 'eve' } } })
    expect(apic.send('POST', '/api/aaaLogin.json', { body: noPassword }).status).toBe(401)
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['removed', 'eve', { status: 'deleted' }, 401],
    ['locked', 'eve', { accountStatus: 'inactive' }, 401],
    ['given another password', 'eve', { pwd: 'other' }, 401],
    ['described anew', 'eve', { descr: 'x' }, 200],
    ['given the password that they have', 'eve', { pwd: 'midrun-eve' }, 200],
  ])('lose their sessions when they are %s', (_what, name, attributes, status) => {
    const { apic, admin, post } = administered()
    post('uni/userext', 'aaaUser', EVE)
    const eve = apic.login('eve', 'midrun-eve')
    post(`uni/userext/user-${name}`, 'aaaUser', attributes)
    expect(apic.read(eve)).toBe(status === 200 ? 200 : 403)
    expect(apic.ends()).toEqual(status === 200 ? [] : ['user-changed'])
    expect(apic.tryLogin('eve', 'midrun-eve').status).toBe(status)
    expect(apic.read(admin)).toBe(200)
  })

  it('are reached through a login domain that was posted', () => {
    const { apic, post } = administered()
    const login = () => apic.tryLogin('apic:office\\admin', 'midrun').status
    expect(login()).toBe(401)
    post('uni/userext', 'aaaLoginDomain', { name: 'office' }, [
      { aaaDomainAuth: { attributes: { realm: 'local' } } },
    ])
    expect(login()).toBe(200)
    expect(apic.send('GET', '/api/aaaListDomains.json').body).toContain('"office"')
  })
})

describe.each(['https', 'http'] as const)('the throttle of %s', (scheme) => {
  const path = `uni/fabric/comm-default/${scheme}`
  const className = scheme === 'https' ? 'commHttps' : 'commHttp'
  const reads = (apic: ApicUnderTest, times: number) =>
    Array.from({ length: times }, () => apic.send('GET', '/api/aaaListDomains.json', { scheme }).status)

  it('shows what the options say', () => {
    const { apic, admin } = administered({ globalThrottle: { enabled: true, rate: 9000, unit: 'r/m' } })
    expect(attributesOf(apic.as(admin, 'GET', `/api/mo/${path}.json`))).toMatchObject({
      globalThrottleSt: 'enabled',
      globalThrottleRate: '9000',
      globalThrottleUnit: 'r/m',
    })
  })

  it('holds from the moment at which it is set, and no longer than that', async () => {
    const { apic, post } = administered()
    expect(reads(apic, 3)).toEqual([200, 200, 200])
    post(path, className, { globalThrottleSt: 'enabled', globalThrottleRate: '2' })
    expect(reads(apic, 3)).toEqual([200, 200, 503])
    await apic.clock.advance(1000)
    post(path, className, { globalThrottleSt: 'disabled' })
    expect(reads(apic, 3)).toEqual([200, 200, 200])
  })

  it('leaves requests of the other scheme alone', () => {
    const { apic, post } = administered()
    const other = scheme === 'https' ? 'http' : 'https'
    post(path, className, { globalThrottleSt: 'enabled', globalThrottleRate: '1' })
    expect(reads(apic, 2)).toEqual([200, 503])
    expect(apic.send('GET', '/api/aaaListDomains.json', { scheme: other }).status).toBe(200)
  })
})

describe('a number', () => {
  it('is read back without its leading zeros', () => {
    const { apic, admin, tokenData } = administered()
    expect(tokenData({ webtokenTimeoutSeconds: '0900' }).status).toBe(200)
    expect(attributesOf(apic.as(admin, 'GET', WEB_TOKEN_DATA)).webtokenTimeoutSeconds).toBe('900')
  })
})
