import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveDn, splitDn } from '../../../simulator/apic/model/distinguished-name.js'
import { ApicUnderTest, attributesOf, dnsOf, errorOf } from './apic-under-test.js'

const BLUE = {
  fvTenant: {
    attributes: { name: 'blue' },
    children: [
      { fvCtx: { attributes: { name: 'v1' } } },
      {
        fvBD: {
          attributes: { rn: 'BD-web' },
          children: [
            { fvSubnet: { attributes: { ip: '10.0.0.1/24' } } },
            { fvRsCtx: { attributes: { tnFvCtxName: 'v1' } } },
          ],
        },
      },
      {
        fvAp: {
          attributes: { dn: 'uni/tn-blue/ap-shop' },
          children: [
            {
              fvAEPg: {
                attributes: { name: 'front' },
                children: [{ fvRsBd: { attributes: { tnFvBDName: 'web' } } }],
              },
            },
          ],
        },
      },
    ],
  },
}

const loggedIn = (content?: unknown) => {
  const apic = new ApicUnderTest()
  const token = apic.login()
  const get = (path: string) => apic.as(token, 'GET', `/api/${path}`)
  const post = (path: string, body: unknown) => apic.as(token, 'POST', `/api/${path}`, body)
  const remove = (path: string) => apic.as(token, 'DELETE', `/api/${path}`)
  if (content !== undefined) post('mo/uni.json', content)
  return { apic, get, post, remove }
}

describe('distinguished names', () => {
  it('are split outside brackets only', () => {
    expect(splitDn('uni/tn-a/BD-b/subnet-[10.0.0.1/24]/x')).toEqual([
      'uni',
      'tn-a',
      'BD-b',
      'subnet-[10.0.0.1/24]',
      'x',
    ])
    expect(splitDn('a-[b-[c/d]/e]/f')).toEqual(['a-[b-[c/d]/e]', 'f'])
  })

  it('lead to a class and a name', () => {
    expect(resolveDn('uni/tn-a/ap-b/epg-c/rsbd').cls.name).toBe('fvRsBd')
    expect(resolveDn('uni/tn-a/BD-b/subnet-[10.0.0.1/24]')).toMatchObject({
      naming: { ip: '10.0.0.1/24' },
      parentDn: 'uni/tn-a/BD-b',
    })
  })

  it.each([
    ['sys/intf', '400 104 Invalid DN sys/intf, wrong rn prefix sys at position 0'],
    ['uni/tn-a/wrong-b', '400 104 Invalid DN uni/tn-a/wrong-b, wrong rn prefix wrong-b at position 9'],
    ['uni/tn-', '400 104 Invalid RN tn-'],
    ['uni/tn-a/BD-b/subnet-10', '400 104 Invalid RN subnet-10'],
    ['uni/tn-a/BD-b/subnet-[]', '400 104 Invalid RN subnet-[]'],
  ])('that cannot exist are refused: %s', (dn, error) => {
    expect(errorOf(loggedIn().get(`mo/${dn}.json`))).toBe(error)
  })
})

describe('reads', () => {
  it('show one object', () => {
    expect(loggedIn().get('mo/uni/tn-common.json').body).toBe(
      '{"totalCount":"1","imdata":[{"fvTenant":{"attributes":{"annotation":"","childAction":"","descr":"","dn":"uni/tn-common","extMngdBy":"","lcOwn":"local","modTs":"2026-01-01T00:00:00.000+00:00","monPolDn":"uni/tn-common/monepg-default","name":"common","nameAlias":"","ownerKey":"","ownerTag":"","status":"","uid":"0","userdom":":all:"}}}]}',
    )
  })

  it('give an empty list for what is not there', () => {
    const { status, body } = loggedIn().get('mo/uni/tn-absent.json')
    expect([status, body]).toEqual([200, '{"totalCount":"0","imdata":[]}'])
  })

  it('work through both prefixes, encoded or not', () => {
    const { get } = loggedIn(BLUE)
    const subnet = ['uni/tn-blue/BD-web/subnet-[10.0.0.1/24]']
    expect(dnsOf(get('mo/uni/tn-blue/BD-web/subnet-[10.0.0.1/24].json'))).toEqual(subnet)
    expect(dnsOf(get('node/mo/uni/tn-blue/BD-web/subnet-%5B10.0.0.1%2F24%5D.json?_dc=1'))).toEqual(subnet)
    expect(dnsOf(get('node/class/fvSubnet.json?&'))).toEqual(subnet)
  })

  it.each([
    ['query-target=self', ['uni/tn-blue']],
    [
      'query-target=children',
      [
        'uni/tn-blue/eptags',
        'uni/tn-blue/rsTenantMonPol',
        'uni/tn-blue/svcCont',
        'uni/tn-blue/ctx-v1',
        'uni/tn-blue/BD-web',
        'uni/tn-blue/ap-shop',
      ],
    ],
    ['query-target=children&target-subtree-class=fvAp', ['uni/tn-blue/ap-shop']],
    [
      'query-target=subtree&target-subtree-class=fvRsBd,fvTenant',
      ['uni/tn-blue', 'uni/tn-blue/ap-shop/epg-front/rsbd'],
    ],
  ])('follow %s', (query, dns) => {
    expect(dnsOf(loggedIn(BLUE).get(`mo/uni/tn-blue.json?${query}`))).toEqual(dns)
  })

  it('count all objects and send a page', () => {
    const response = loggedIn(BLUE).get('class/fvTenant.json?page=1&page-size=3&unknown-option=1')
    expect(dnsOf(response)).toEqual(['uni/tn-blue'])
    expect(JSON.parse(response.body).totalCount).toBe('4')
    expect(dnsOf(loggedIn().get('class/fvTenant.json?page=x&page-size=2'))).toHaveLength(2)
  })

  it('of classes that do not exist are refused', () => {
    const { get } = loggedIn()
    expect(errorOf(get('class/fvNone.json'))).toBe('400 400 Request failed, unresolved class for fvNone')
    expect(errorOf(get('class/__proto__.json'))).toBe(
      '400 400 Request failed, unresolved class for __proto__',
    )
    expect(errorOf(get('mo/uni.json?target-subtree-class=fvNone'))).toBe(
      '400 400 Request failed, unresolved class for fvNone',
    )
  })

  it('resolve relations by name, in the tenant or in common', () => {
    const { get, post } = loggedIn(BLUE)
    const bd = () => attributesOf(get('mo/uni/tn-blue/ap-shop/epg-front/rsbd.json'))
    expect(bd()).toMatchObject({ tnFvBDName: 'web', tDn: 'uni/tn-blue/BD-web', state: 'formed' })
    post('mo/uni/tn-blue/BD-web.json', { fvBD: { attributes: { status: 'deleted' } } })
    expect(bd()).toMatchObject({ tDn: '', state: 'missing-target' })
    post('mo/uni/tn-common.json', { fvBD: { attributes: { name: 'web' } } })
    expect(bd()).toMatchObject({ tDn: 'uni/tn-common/BD-web', state: 'formed' })
  })
})

describe('writes', () => {
  it('make a tree, note when and by whom, and change what is there', async () => {
    const { apic, get, post } = loggedIn()
    await apic.clock.advance(1_234)
    expect(post('mo/uni.json', BLUE).body).toBe('{"totalCount":"0","imdata":[]}')
    expect(attributesOf(get('mo/uni/tn-blue/BD-web.json'))).toMatchObject({
      name: 'web',
      mtu: 'inherit',
      uid: '15374',
      modTs: '2026-01-01T00:00:01.234+00:00',
    })
    await apic.clock.advance(1_000)
    post('mo/uni/tn-blue/BD-web.json', {
      fvBD: { attributes: { descr: 'new', status: 'created, modified' } },
    })
    expect(attributesOf(get('mo/uni/tn-blue/BD-web.json'))).toMatchObject({
      descr: 'new',
      modTs: '2026-01-01T00:00:02.234+00:00',
    })
    expect(attributesOf(get('mo/uni/tn-blue.json')).modTs).toBe('2026-01-01T00:00:01.234+00:00')
  })

  it.each([
    ['mo/uni/tn-a.json', { fvTenant: { attributes: {} } }],
    ['node/mo/uni/tn-a.json', { fvTenant: { attributes: { name: 'a', status: 'created' } } }],
    ['mo/uni.json', { fvTenant: { attributes: { rn: 'tn-a' } } }],
    ['mo.json', { fvTenant: { attributes: { dn: 'uni/tn-a' } } }],
    ['mo.json', { polUni: { attributes: {}, children: [{ fvTenant: { attributes: { name: 'a' } } }] } }],
  ])('through %s with %j make the tenant', (path, body) => {
    const { get, post } = loggedIn()
    expect(post(path, body).status).toBe(200)
    expect(dnsOf(get('mo/uni/tn-a.json'))).toEqual(['uni/tn-a'])
  })

  it('delete a subtree, by either way, again and again', () => {
    const { get, post, remove } = loggedIn(BLUE)
    const gone = { fvTenant: { attributes: { name: 'blue', status: 'deleted' } } }
    for (let i = 0; i < 2; i++) {
      expect(post('mo/uni.json', gone).body).toBe('{"totalCount":"0","imdata":[]}')
      expect(dnsOf(get('class/fvSubnet.json'))).toEqual([])
    }
    post('mo/uni.json', BLUE)
    for (let i = 0; i < 2; i++) {
      expect(remove('mo/uni/tn-blue.json').body).toBe('{"totalCount":"0","imdata":[]}')
      expect(dnsOf(get('mo/uni/tn-blue/BD-web.json'))).toEqual([])
    }
  })

  it('can delete and make again in one request', () => {
    const { get, post } = loggedIn(BLUE)
    const body = {
      polUni: {
        attributes: {},
        children: [
          { fvTenant: { attributes: { name: 'blue', status: 'deleted' } } },
          {
            fvTenant: {
              attributes: { name: 'blue', status: 'created' },
              children: [{ fvBD: { attributes: { name: 'web', status: 'created' } } }],
            },
          },
        ],
      },
    }
    expect(post('mo/uni.json', body).status).toBe(200)
    const named = 'query-target=subtree&target-subtree-class=fvTenant,fvBD,fvCtx,fvAp'
    expect(dnsOf(get(`mo/uni/tn-blue.json?${named}`))).toEqual(['uni/tn-blue', 'uni/tn-blue/BD-web'])
  })

  it.each<[string, string, unknown]>([
    [
      "400 400 unknown attribute 'colour' in element 'fvTenant'",
      'mo/uni.json',
      { fvTenant: { attributes: { name: 'a', colour: 'red' } } },
    ],
    ['400 122 unknown managed object class fvNone', 'mo/uni.json', { fvNone: { attributes: {} } }],
    [
      "400 400 Invalid request. Can not contain child 'epg-e' under parent 'uni'",
      'mo/uni.json',
      { fvAEPg: { attributes: { name: 'e' } } },
    ],
    [
      "400 400 Invalid request. Can not contain child 'ctx-v' under parent 'uni/tn-blue'",
      'mo/uni/tn-blue.json',
      {
        fvTenant: {
          attributes: {},
          children: [{ fvCtx: { attributes: { name: 'v', dn: 'uni/tn-red/ctx-v' } } }],
        },
      },
    ],
    ['400 104 Invalid RN tn-', 'mo/uni.json', { fvTenant: { attributes: {} } }],
    ['400 104 Invalid RN wrong', 'mo/uni.json', { fvTenant: { attributes: { rn: 'wrong' } } }],
    ['400 104 Invalid RN ctx-v', 'mo.json', { fvBD: { attributes: { dn: 'uni/tn-blue/ctx-v' } } }],
    [
      "400 801 property name of uni/tn-a b failed validation for value 'a b'",
      'mo/uni.json',
      { fvTenant: { attributes: { name: 'a b' } } },
    ],
    [
      '400 120 unknown property value gone, , name status, class fvTenant [(Dn0)] Dn0=, ',
      'mo/uni.json',
      { fvTenant: { attributes: { name: 'a', status: 'gone' } } },
    ],
    [
      '400 120 Create-only and naming props cannot be modified after creation, class=fvTenant, prop=name',
      'mo/uni/tn-blue.json',
      { fvTenant: { attributes: { name: 'red' } } },
    ],
    [
      '400 103 Cannot create uni/tn-blue; object already exists',
      'mo/uni.json',
      { fvTenant: { attributes: { name: 'blue', status: 'created' } } },
    ],
    [
      '400 102 configured object (uni/tn-red) not found',
      'mo/uni.json',
      { fvTenant: { attributes: { name: 'red', status: 'modified' } } },
    ],
    [
      '400 102 configured object (uni/tn-red) not found',
      'mo/uni/tn-red/ctx-v.json',
      { fvCtx: { attributes: { name: 'v' } } },
    ],
    [
      '400 107 Cannot delete object of class:fvTenant, uni/tn-common cannot be deleted',
      'mo/uni.json',
      { fvTenant: { attributes: { name: 'common', status: 'deleted' } } },
    ],
    [
      "400 400 invalid data at line '1'. Attributes are missing, tag 'attributes' must be specified first, before any other tag",
      'mo/uni.json',
      { fvTenant: { children: [], attributes: {} } },
    ],
    [
      '400 400 JSON parsing failed - incomplete attribute value at line: 1',
      'mo/uni.json',
      { fvTenant: { attributes: { name: 5 } } },
    ],
  ])('are refused with %s', (error, path, body) => {
    const { get, post } = loggedIn(BLUE)
    const before = get('mo/uni.json?query-target=subtree').body
    expect(errorOf(post(path, body))).toBe(error)
    expect(get('mo/uni.json?query-target=subtree').body).toBe(before)
  })

  it('change nothing when one object of many is wrong', () => {
    const { get, post } = loggedIn()
    const bad = { fvBD: { attributes: { name: 'b', colour: 'red' } } }
    expect(post('mo/uni.json', { fvTenant: { attributes: { name: 'a' }, children: [bad] } }).status).toBe(400)
    expect(dnsOf(get('mo/uni/tn-a.json'))).toEqual([])
  })

  it('are refused, not crashed on, however deep they nest', () => {
    const { post } = loggedIn()
    const depth = 3_000
    const body = `${'{"fvTenant":{"attributes":{},"children":['.repeat(depth)}${']}}'.repeat(depth)}`
    expect(errorOf(post('mo/uni.json', body))).toBe(
      '400 400 JSON parsing failed - objects nested too deep at line: 1',
    )
  })

  it('never show a password', () => {
    const { get, post } = loggedIn()
    post('mo/uni/userext.json', { aaaUser: { attributes: { name: 'eve', pwd: 'midrun-eve' } } })
    expect(attributesOf(get('mo/uni/userext/user-eve.json'))).not.toHaveProperty('pwd')
  })

  it('by DELETE spare objects of the system', () => {
    expect(errorOf(loggedIn().remove('mo/uni/tn-infra.json'))).toBe(
      '400 107 Cannot delete object of class:fvTenant, uni/tn-infra cannot be deleted',
    )
  })
})

describe('other requests', () => {
  it('to unknown paths and with unknown methods are refused', () => {
    const { apic, get } = loggedIn()
    const token = apic.login()
    expect(errorOf(get('nowhere.json?x=1'))).toBe('400 400 Request failed, unknown path /api/nowhere.json')
    expect(errorOf(get('mo/uni'))).toBe('400 400 Request failed, unknown path /api/mo/uni')
    const unsupported = '405 405 Method PUT is not supported for this request'
    for (const path of ['mo/uni.json', 'class/fvTenant.json', 'aaaRefresh.json', 'aaaLogout.json']) {
      expect(errorOf(apic.as(token, 'PUT', `/api/${path}`))).toBe(unsupported)
    }
  })

  it('of any kind get an answer in the JSON of the interface', () => {
    const { apic } = loggedIn()
    const token = apic.login()
    const dn = fc.array(fc.constantFrom('uni', 'tn-a', 'BD-', 'subnet-[', ']', '%5B', '%', '..', ''), {
      maxLength: 5,
    })
    const target = fc
      .tuple(fc.constantFrom('mo', 'node/mo', 'class', 'aaaRefresh', ''), dn, fc.string({ maxLength: 12 }))
      .map(([first, rns, query]) => `/api/${[first, ...rns].join('/')}.json?${query}`)
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{"fvTenant":{"attributes":{"__proto__":"x"}}}'),
    )
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH'), target, body, (method, path, text) => {
        const response = apic.as(token, method, path, text)
        expect([200, 400, 405]).toContain(response.status)
        expect(JSON.parse(response.body)).toHaveProperty('totalCount')
      }),
      { numRuns: 500 },
    )
  })

  it('by a browser before a request to another origin need no session', () => {
    expect(new ApicUnderTest().send('OPTIONS', '/api/mo/uni.json').status).toBe(200)
  })
})
