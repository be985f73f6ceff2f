import { describe, expect, it } from 'vitest'
import { ApicUnderTest, dnsOf, errorOf, type Options } from './apic-under-test.js'

const TENANT = {
  fvTenant: { attributes: { name: 'blue' }, children: [{ fvCtx: { attributes: { name: 'v' } } }] },
}
const USER = { aaaUser: { attributes: { name: 'eve', pwd: 'midrun-eve' } } }

describe('writes', () => {
  it.each([
    ['admin', '/api/mo/uni/userext.json', USER],
    ['admin', '/api/mo/uni/infra.json', { infraInfra: { attributes: { descr: 'x' } } }],
    ['operator', '/api/mo/uni.json', TENANT],
    ['operator', '/api/mo/uni.json', { polUni: { attributes: {}, children: [TENANT] } }],
  ])('of %s to %s are carried out', (user, target, body) => {
    const apic = new ApicUnderTest()
    expect(apic.as(apic.login(user), 'POST', target, body).body).toBe('{"totalCount":"0","imdata":[]}')
    expect(apic.lastAuth()).toMatchObject({ outcome: 'accepted', user })
  })

  const REFUSED: [string, string, unknown, string][] = [
    ['operator', '/api/mo/uni/userext.json', USER, 'aaaUser'],
    ['operator', '/api/mo/uni/infra.json', { infraInfra: { attributes: { descr: 'x' } } }, 'infraInfra'],
    ['operator', '/api/mo/uni/fabric.json', { fabricInst: { attributes: { descr: 'x' } } }, 'fabricInst'],
    ['reader', '/api/mo/uni.json', TENANT, 'fvTenant'],
  ]

  it.each(REFUSED)('of %s to %s are forbidden with a text of their own', (user, target, body, className) => {
    const apic = new ApicUnderTest()
    const response = apic.as(apic.login(user), 'POST', target, body)
    expect(errorOf(response)).toBe(
      `403 403 Permission denied: user ${user} may not configure class ${className}`,
    )
    expect(response.reason).toBe('Forbidden')
    expect(apic.lastAuth()).toEqual({
      outcome: 'forbidden',
      user,
      session: 'apic-1',
      token: expect.any(String),
    })
  })

  it.each(REFUSED)('of %s to %s are forbidden with code 170', (user, target, body, className) => {
    const apic = new ApicUnderTest({ rbacDenyStyle: '400-170' })
    expect(errorOf(apic.as(apic.login(user), 'POST', target, body))).toBe(
      `400 170 user ${user} does not have domain access to config Mo, class ${className}`,
    )
    expect(apic.lastAuth()).toMatchObject({ outcome: 'forbidden', user })
  })

  it('that are forbidden leave nothing behind and the session alive', () => {
    const apic = new ApicUnderTest()
    const token = apic.login('operator')
    const body = {
      polUni: { attributes: {}, children: [TENANT, { infraInfra: { attributes: { descr: 'x' } } }] },
    }
    expect(apic.as(token, 'POST', '/api/mo/uni.json', body).status).toBe(403)
    expect(dnsOf(apic.as(token, 'GET', '/api/mo/uni/tn-blue.json'))).toEqual([])
    expect(apic.refresh(token).status).toBe(200)
  })

  it('by DELETE are forbidden alike', () => {
    const apic = new ApicUnderTest()
    expect(errorOf(apic.as(apic.login('reader'), 'DELETE', '/api/mo/uni/tn-x.json'))).toBe(
      '403 403 Permission denied: user reader may not configure class fvTenant',
    )
  })
})

describe('security domains', () => {
  const USERS = {
    users: [
      {
        name: 'admin',
        password: 'pw',
        domains: [{ name: 'all', roles: [{ name: 'admin', privilege: 'write' }] }],
      },
      {
        name: 'ann',
        password: 'pw',
        domains: [{ name: 'red', roles: [{ name: 'tenant-admin', privilege: 'write' }] }],
      },
      { name: 'bare', password: 'pw' },
    ],
  } satisfies Options

  const withRedTenant = (options: Options = {}) => {
    const apic = new ApicUnderTest({ ...USERS, ...options })
    const tenant = (name: string, children: unknown[]) => ({ fvTenant: { attributes: { name }, children } })
    const admin = apic.login('admin', 'pw')
    const red = { aaaDomainRef: { attributes: { name: 'red' } } }
    apic.as(admin, 'POST', '/api/mo/uni.json', tenant('r', [red]))
    apic.as(admin, 'POST', '/api/mo/uni.json', tenant('b', []))
    return apic
  }

  it('hold what a tenant refers to them for', () => {
    const apic = withRedTenant()
    const ann = apic.login('ann', 'pw')
    const ctx = { fvCtx: { attributes: { name: 'v' } } }
    expect(apic.as(ann, 'POST', '/api/mo/uni/tn-r.json', ctx).status).toBe(200)
    expect(apic.as(ann, 'POST', '/api/mo/uni/tn-b.json', ctx).status).toBe(403)
    expect(dnsOf(apic.as(ann, 'GET', '/api/class/fvTenant.json'))).toEqual(['uni/tn-r'])
  })

  it('show nothing to a user who is in none', () => {
    const apic = withRedTenant()
    const bare = apic.login('bare', 'pw')
    for (const target of ['/api/class/fvTenant.json', '/api/mo/uni/tn-r.json']) {
      const response = apic.as(bare, 'GET', target)
      expect([response.status, response.body]).toEqual([200, '{"totalCount":"0","imdata":[]}'])
    }
  })

  it('refuse such a user when asked to', () => {
    const apic = withRedTenant({ rbacReadDeny: '403' })
    const bare = apic.login('bare', 'pw')
    expect(errorOf(apic.as(bare, 'GET', '/api/class/fvTenant.json'))).toBe(
      '403 403 Permission denied: user bare may not read class fvTenant',
    )
    expect(apic.lastAuth()).toMatchObject({ outcome: 'forbidden', user: 'bare' })
    expect(apic.as(bare, 'GET', '/api/mo/uni/tn-absent.json').status, 'nothing is there to refuse').toBe(200)
  })

  it('leave users to those whose roles may read them', () => {
    const apic = new ApicUnderTest()
    const seen = (user: string) => dnsOf(apic.as(apic.login(user), 'GET', '/api/class/aaaUser.json')).length
    expect([seen('admin'), seen('reader'), seen('operator')]).toEqual([3, 3, 0])
  })

  it('filter what is inside an object and what is counted', () => {
    const apic = withRedTenant()
    const admin = apic.login('admin', 'pw')
    const ann = apic.login('ann', 'pw')
    const read = (token: string, query: string) => apic.as(token, 'GET', `/api/${query}`)
    const counted = (token: string) =>
      JSON.parse(read(token, 'class/fvTenant.json?rsp-subtree-include=count').body).imdata[0].moCount
        .attributes.count
    expect([counted(admin), counted(ann)]).toEqual(['5', '1'])
    expect(dnsOf(read(ann, 'mo/uni.json?query-target=children'))).toEqual(['uni/tn-r'])
    expect(dnsOf(read(ann, 'class/fvTenant.json?page-size=1&page=0'))).toEqual(['uni/tn-r'])
    expect(dnsOf(read(admin, 'class/fvTenant.json?page-size=1&page=0'))).toEqual(['uni/tn-common'])
  })

  it('that a tenant no longer refers to hold it no longer', () => {
    const apic = withRedTenant()
    const ann = apic.login('ann', 'pw')
    apic.as(apic.login('admin', 'pw'), 'DELETE', '/api/mo/uni/tn-r/domain-red.json')
    expect(dnsOf(apic.as(ann, 'GET', '/api/class/fvTenant.json'))).toEqual([])
  })

  it('of a role that only reads let nothing be written', () => {
    const reader = {
      name: 'rae',
      password: 'pw',
      domains: [{ name: 'all', roles: [{ name: 'tenant-admin', privilege: 'read' as const }] }],
    }
    const apic = new ApicUnderTest({ users: [...USERS.users, reader] })
    const rae = apic.login('rae', 'pw')
    expect(apic.read(rae)).toBe(200)
    expect(apic.as(rae, 'POST', '/api/mo/uni.json', TENANT).status).toBe(403)
  })
})

describe('a restricted security domain', () => {
  const inDomain = (name: string, domain: string) => ({
    name,
    password: 'midrun',
    domains: [{ name: domain, roles: [{ name: 'tenant-admin', privilege: 'write' as const }] }],
  })
  const admin = {
    name: 'admin',
    password: 'midrun',
    domains: [{ name: 'all', roles: [{ name: 'admin', privilege: 'write' as const }] }],
  }
  const users = [admin, inDomain('ann', 'red'), inDomain('ben', 'red'), inDomain('cleo', 'blue')]
  const bd = (name: string) => ({ fvBD: { attributes: { name } } })
  const BDS = '/api/class/fvBD.json?order-by=fvBD.name'

  /** A tenant in domains red and blue, with a bridge domain of each user; red is restricted or not. */
  const shared = (restrictedRbacDomain: 'yes' | 'no') => {
    const apic = new ApicUnderTest({ users })
    const post = (user: string, path: string, body: unknown) =>
      apic.as(apic.login(user), 'POST', `/api/mo/${path}.json`, body).status
    const reference = (name: string) => ({ aaaDomainRef: { attributes: { name } } })
    post('admin', 'uni/userext', { aaaDomain: { attributes: { name: 'red', restrictedRbacDomain } } })
    post('admin', 'uni', {
      fvTenant: { attributes: { name: 't' }, children: [reference('red'), reference('blue')] },
    })
    for (const user of ['admin', 'ann', 'ben', 'cleo']) {
      expect(post(user, 'uni/tn-t', bd(`of-${user}`))).toBe(200)
    }
    const seenBy = (user: string) => dnsOf(apic.as(apic.login(user), 'GET', BDS)).map((dn) => dn.slice(15))
    return { post, seenBy }
  }

  it('shows its users what users of the domain made, and nothing else', () => {
    const { seenBy } = shared('yes')
    expect(seenBy('ann')).toEqual(['ann', 'ben'])
    expect(seenBy('cleo')).toEqual(['admin', 'ann', 'ben', 'cleo'])
    expect(shared('no').seenBy('ann')).toEqual(['admin', 'ann', 'ben', 'cleo'])
  })

  it('lets its users change what users of the domain made, and nothing else', () => {
    const { post } = shared('yes')
    const change = (name: string) =>
      post('ann', 'uni/tn-t', { fvBD: { attributes: { name, descr: 'changed' } } })
    expect([change('of-ben'), change('of-cleo'), change('of-admin')]).toEqual([200, 403, 403])
    expect([post('cleo', 'uni/tn-t', bd('of-ann'))]).toEqual([200])
  })
})
