import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXmlReply, writeXml } from '../../clients/apic-xml.js'
import {
  AuthenticationError,
  ClientError,
  ControllerError,
  type ManagedObject,
  PermissionError,
} from '../../clients/index.js'
import { apicSampleUsers, readFixture } from '../../simulator/fixtures.js'
import { InProcessSockets, openSocket } from '../../simulator/index.js'
import { ClientBench } from './client-bench.js'

const SPECIAL = `a "b" & 'c' <d>\t\n\r é 😀 &amp; ]]>`
const tenant = (name: string, descr = ''): ManagedObject => ({
  fvTenant: { attributes: { name, descr }, children: [{ fvBD: { attributes: { name: 'web' } } }] },
})

describe('the APIC client in XML', () => {
  it('gives and takes what it does in JSON', async () => {
    const bench = new ClientBench('apic')
    const json = bench.apic()
    const xml = bench.apic({ encoding: 'xml' })
    expect(await bench.until(xml.post('/api/mo/uni.json', tenant('blue')))).toEqual({
      totalCount: 0,
      imdata: [],
    })
    for (const path of [
      '/api/mo/uni/tn-blue.json',
      '/api/mo/uni/tn-blue.json?rsp-subtree=full',
      '/api/class/fvTenant.json?query-target-filter=eq(fvTenant.name,"x.json?")&page-size=1',
      '/api/class/fvTenant.json?page-size=1&order-by=fvTenant.dn',
      '/api/mo/uni/tn-none.json',
    ]) {
      const wire = encodeURI(path)
      expect(await bench.until(xml.get(wire))).toEqual(await bench.until(json.get(wire)))
    }
    await bench.until(xml.delete('/api/mo/uni/tn-blue.json'))
    expect((await bench.until(json.get('/api/mo/uni/tn-blue.json'))).totalCount).toBe(0)
    await bench.until(xml.close())
    expect(bench.exchanges('logout')).toMatchObject([{ request: { target: '/api/aaaLogout.xml' } }])
  })

  it('sends nothing but XML', async () => {
    const bench = new ClientBench('apic')
    const apic = bench.apic({ encoding: 'xml', challenge: true })
    await bench.until(apic.post('/api/mo/uni.json', tenant('blue')))
    await bench.until(apic.get('/api/class/fvTenant.xml'))
    await bench.until(apic.close())
    expect(bench.exchanges().map(({ request }) => request.target)).toEqual([
      '/api/aaaLogin.xml?gui-token-request=yes',
      '/api/mo/uni.xml',
      '/api/class/fvTenant.xml',
      '/api/aaaLogout.xml',
    ])
    const posts = bench.exchanges().filter(({ request }) => request.method === 'POST')
    expect(posts.map(({ request }) => request.headers['content-type'])).toEqual(
      Array(3).fill('application/xml'),
    )
  })

  it('carries special characters there and back, in passwords too', async () => {
    const domains = [{ name: 'all', roles: [{ name: 'admin', privilege: 'write' }] }]
    const bench = new ClientBench('apic', { users: [{ name: 'ann', password: SPECIAL, domains }] })
    const apic = bench.apic({ encoding: 'xml', username: 'ann', password: SPECIAL })
    const descr = 'a & b; 100% #1: (c), d@e'
    await bench.until(apic.post('/api/mo/uni.json', tenant('blue', descr)))
    const { imdata } = await bench.until(apic.get('/api/mo/uni/tn-blue.json'))
    expect(imdata[0]!.fvTenant!.attributes.descr).toBe(descr)
  })

  it('refreshes a session for as long as it may, then logs in anew', async () => {
    const bench = new ClientBench('apic', { maximumLifetimeSeconds: 3600 })
    const apic = bench.apic({ encoding: 'xml', keepAlive: true, challenge: true })
    for (let minute = 0; minute < 120; minute++) {
      await bench.until(apic.get('/api/class/fvTenant.json'))
      await bench.clock.advance(60_000)
    }
    expect(bench.refusals()).toEqual([])
    expect(bench.exchanges('login').length).toBe(3)
    const refreshes = bench.exchanges('refresh')
    expect(refreshes.length).toBeGreaterThan(9)
    expect(new Set(refreshes.map(({ request }) => request.target))).toEqual(new Set(['/api/aaaRefresh.xml']))
  })

  it.each(['json', 'xml'] as const)('tells errors by their code and text (%s)', async (encoding) => {
    const bench = new ClientBench('apic', { rbacDenyStyle: '400-170' })
    const reader = bench.apic({ encoding, username: 'reader' })
    const denied = await bench.failure(reader.post('/api/mo/uni.json', tenant('blue')))
    expect(denied).toBeInstanceOf(PermissionError)
    expect(denied).toMatchObject({
      status: 400,
      code: '170',
      text: 'user reader does not have domain access to config Mo, class fvTenant',
    })
    const wrong = await bench.failure(reader.get('/api/class/noSuchClass.json'))
    expect(wrong).toBeInstanceOf(ControllerError)
    expect(wrong).toMatchObject({ status: 400, text: 'Request failed, unresolved class for noSuchClass' })
    const refused = await bench.failure(bench.apic({ encoding, password: 'wrong-password' }).login())
    expect(refused).toBeInstanceOf(AuthenticationError)
    expect(refused).toMatchObject({ status: 401 })
    expect(bench.counts().login).toBe(2)
  })

  it('takes a 403 for what it is', async () => {
    const bench = new ClientBench('apic', { rbacDenyStyle: '403' })
    const reader = bench.apic({ encoding: 'xml', username: 'reader' })
    expect(await bench.failure(reader.post('/api/mo/uni.json', tenant('blue')))).toBeInstanceOf(
      PermissionError,
    )
    expect(bench.counts()).toEqual({ login: 1, call: 1 })
  })

  it('follows objects in JSON', async () => {
    const bench = new ClientBench('apic')
    const sockets = new InProcessSockets({
      clock: bench.clock,
      transport: (request, peer) => openSocket(bench.simulator, request, peer),
    })
    const apic = bench.apic({
      encoding: 'xml',
      socketFactory: (url, listener) => sockets.connect(url, listener),
    })
    const tenants = await bench.until(apic.subscribe('/api/class/fvTenant.json', { onlyNew: true }))
    await bench.until(apic.post('/api/mo/uni.json', tenant('blue')))
    expect((await bench.until(tenants.next())).value).toMatchObject({ type: 'created', dn: 'uni/tn-blue' })
    await bench.until(apic.close())
    const subscribing = bench.exchanges().filter(({ request }) => request.target.includes('subscription'))
    expect(subscribing.length).toBeGreaterThan(0)
    for (const { request } of subscribing) expect(request.target).toContain('.json?')
  })

  it('signs what it sends', async () => {
    const bench = new ClientBench('apic', { users: apicSampleUsers() })
    const certificate = {
      certificateDn: 'uni/userext/user-operator/usercert-midrun',
      privateKey: readFixture('apic/operator.key'),
    }
    const apic = bench.apic({ encoding: 'xml', username: 'operator', certificate })
    await bench.until(apic.post('/api/mo/uni.json', tenant('blue')))
    await bench.until(apic.delete('/api/mo/uni/tn-blue.json'))
    for (const { auth } of bench.exchanges()) {
      expect(auth).toEqual({ outcome: 'accepted', how: 'signature', user: 'operator' })
    }
  })

  it('says what XML cannot carry before it sends anything, without showing it', async () => {
    const bench = new ClientBench('apic')
    const apic = bench.apic({ encoding: 'xml' })
    const error = await bench.failure(apic.post('/api/mo/uni.json', tenant('blue', 'hidden\u0001')))
    expect(error).toBeInstanceOf(ClientError)
    expect(error.message).toBe('descr has a character that XML cannot carry')
    expect(bench.network).toEqual([])
  })
})

describe('an object in XML', () => {
  const NAMES = /^[A-Za-z_][\w.-]{0,9}$/
  const writable = fc
    .string({ unit: 'binary' })
    .map((text) => text.replace(/[^\t\n\r -\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))
  const { tree } = fc.letrec<{ tree: ManagedObject }>((tie) => ({
    tree: fc
      .tuple(
        fc.stringMatching(NAMES),
        fc.array(fc.tuple(fc.stringMatching(NAMES), fc.oneof(writable, fc.constant(SPECIAL)))),
        fc.oneof({ maxDepth: 3 }, fc.constant<ManagedObject[]>([]), fc.array(tie('tree'), { maxLength: 3 })),
      )
      .map(([name, pairs, children]): ManagedObject => {
        const attributes = Object.fromEntries(pairs) as Record<string, string>
        return { [name]: children.length === 0 ? { attributes } : { attributes, children } }
      }),
  }))

  it('comes back as it was', () => {
    fc.assert(
      fc.property(tree, (object) => {
        const reply = readXmlReply(`<imdata totalCount="1">\n${writeXml(object)}</imdata>\n`)
        expect(reply).toEqual({ totalCount: '1', imdata: [object] })
      }),
    )
  })

  it.each([
    ['no class', {}],
    ['two classes', { fvBD: { attributes: {} }, fvCtx: { attributes: {} } }],
    ['a class that is no name', { 'fvBD x="1"': { attributes: {} } }],
    ['a property that is no name', { fvBD: { attributes: { 'a="1" b': '' } } }],
    ['half a character', { fvBD: { attributes: { descr: '\ud800' } } }],
  ])('is not written with %s', (_what, object) => {
    expect(() => writeXml(object)).toThrow(ClientError)
  })
})

describe('a reply in XML', () => {
  it('names the subscription, and has a count although an early release left it out', () => {
    expect(readXmlReply('<imdata totalCount="7" subscriptionId="72057598349803551"/>')).toEqual({
      totalCount: '7',
      imdata: [],
      subscriptionId: '72057598349803551',
    })
    expect(readXmlReply('<imdata/>')).toEqual({ totalCount: '0', imdata: [] })
  })

  it.each([
    '',
    'Bad Gateway',
    '<html><body>502</body></html>',
    '<html/>',
    '<imdata>',
    '<imdata>text</imdata>',
    '<imdata><![CDATA[a]]></imdata>',
    '<imdata><?a b?></imdata>',
    '<imdata a="1" a="2"/>',
    '<imdata a="&nbsp;"/>',
    '<!DOCTYPE imdata [<!ENTITY a "b">]><imdata/>',
    '<imdata>'.repeat(100_000),
    '{"totalCount":"0","imdata":[]}',
  ])('is not: %.40s', (text) => {
    expect(readXmlReply(text)).toBeUndefined()
  })
})
