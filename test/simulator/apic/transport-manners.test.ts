import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { RequestRates } from '../../../simulator/apic/transport-manners/request-rate.js'
import { ApicUnderTest, attributesOf, errorOf } from './apic-under-test.js'

const xmlErrorOf = (body: string) => /<error code="(\d+)" text="([^"]*)"\/>/.exec(body)?.slice(1).join(' ')
const titleOf = (body: string) => /<title>(.*)<\/title>/.exec(body)?.[1]
const XML_LOGIN = '<aaaUser name="admin" pwd="midrun"/>'

describe('the suffix of the path', () => {
  it('decides for requests and replies, whatever the header fields say', () => {
    const apic = new ApicUnderTest()
    const headers = { 'content-type': 'application/json', accept: 'application/json' }
    const login = apic.send('POST', '/api/aaaLogin.xml', { headers, body: XML_LOGIN })
    const token = /<aaaLogin token="([^"]+)"/.exec(login.body)![1]!
    expect(login.body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><imdata totalCount="1">\n<aaaLogin /)
    expect(apic.lastAuth()).toMatchObject({ outcome: 'logged-in', user: 'admin' })
    expect(apic.as(token, 'POST', '/api/mo/uni.xml', '<fvTenant name="x" descr="a &amp; b"/>').body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><imdata totalCount="0"></imdata>\n',
    )
    expect(attributesOf(apic.as(token, 'GET', '/api/mo/uni/tn-x.json'))).toMatchObject({ descr: 'a & b' })
    expect(apic.as(token, 'GET', '/api/mo/uni/tn-x.xml').body).toContain(' descr="a &amp; b"')
    expect(apic.as(token, 'GET', '/api/class/fvTenant.xml').body).toContain('dn="uni/tn-x"')
    expect(apic.as(token, 'GET', '/api/aaaRefresh.xml').body).toMatch(/<aaaLogin token="(?!")/)
    expect(apic.as(token, 'POST', '/api/aaaLogout.xml', '<aaaUser name="admin"/>').status).toBe(200)
    expect(apic.read(token)).toBe(403)
  })

  it('makes no difference to what the journal keeps of secrets', () => {
    const apic = new ApicUnderTest({ users: [{ name: 'eve', password: 'p"&<w' }] })
    const login = apic.send('POST', '/api/aaaLogin.xml', {
      body: `<aaaUser name='eve' pwd='p"&amp;&lt;w'/>`,
    })
    const token = /token="([^"]+)"/.exec(login.body)![1]!
    apic.as(token, 'GET', '/api/aaaRefresh.xml')
    apic.send('POST', '/api/aaaLogin.xml', { body: `<aaaUser name="eve" pwd='p"&amp;&lt;w'>` })
    const journal = JSON.stringify(apic.journal.entries)
    expect(journal).toContain('pwd=')
    expect(journal).not.toMatch(/&amp;&lt;w/)
    expect(journal).not.toContain(token)
  })

  it('does not fit a body of the other encoding', () => {
    const apic = new ApicUnderTest()
    expect(errorOf(apic.send('POST', '/api/aaaLogin.json', { body: XML_LOGIN }))).toBe(
      '400 400 JSON parsing failed - incomplete attribute value at line: 1',
    )
    expect(xmlErrorOf(apic.send('POST', '/api/aaaLogin.xml', { body: '{}' }).body)).toBe(
      '400 XML parsing failed - text data outside of root node at line: 1',
    )
    expect(apic.lastAuth()).toEqual({ outcome: 'bad-credentials', cause: 'malformed' })
  })

  it('is that of refusals, too', () => {
    const apic = new ApicUnderTest()
    expect(xmlErrorOf(apic.send('GET', '/api/class/fvTenant.xml').body)).toMatch(/^403 Need a valid webtoken/)
    expect(xmlErrorOf(apic.send('GET', '/api/aaaLogin.xml').body)).toBe(
      '405 Method GET is not supported for this request',
    )
    expect(xmlErrorOf(apic.as(apic.login(), 'GET', '/api/class/noSuch.xml').body)).toBe(
      '400 Request failed, unresolved class for noSuch',
    )
  })

  it('never lets a request fail the controller, whatever its body is', () => {
    const apic = new ApicUnderTest({ deepestNesting: 3 })
    const token = apic.login()
    const hostile = fc.oneof(
      fc.string(),
      fc.json(),
      fc.string({
        unit: fc.constantFrom(
          '<',
          '>',
          '/',
          '"',
          '=',
          ' ',
          '&',
          'fvTenant',
          'fvBD',
          'name',
          '__proto__',
          '!',
        ),
      }),
      fc.string().map((value) => `<fvTenant name="${value}"/>`),
      fc
        .tuple(fc.string(), fc.string())
        .map(([key, value]) => JSON.stringify({ fvTenant: { attributes: { [key]: value } } })),
      fc.constantFrom('<!DOCTYPE a [<!ENTITY b "&b;">]><a>&b;</a>', '<a>'.repeat(9999), '['.repeat(99_999)),
    )
    fc.assert(
      fc.property(hostile, fc.constantFrom('json', 'xml'), fc.boolean(), (body, suffix, login) => {
        const target = login ? `/api/aaaLogin.${suffix}` : `/api/mo/uni.${suffix}`
        expect([200, 400, 401]).toContain(apic.as(token, 'POST', target, body).status)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a reply in XML', () => {
  it('is well-formed, whatever the path and the names in it are', () => {
    const apic = new ApicUnderTest()
    const token = apic.login()
    const part = fc.oneof(
      fc.constantFrom(
        'mo',
        'class',
        'uni',
        'tn-a',
        'node',

        '%00',
        '%3C',
        '%22',
        '%26',
        '%EF%BF%BF',
      ),
      fc.string({ maxLength: 6 }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'DELETE'),
        fc.array(part, { maxLength: 4 }),
        (method, parts) => {
          const target = `/api/${parts.join('/').replaceAll('?', '')}.xml`
          const { body } = apic.as(token, method, target, '<fvTenant name="a&quot;&#10;"/>')
          expect(body).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?><imdata totalCount="\d+">/)
          expect(XMLValidator.validate(body)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('limits of size', () => {
  it('cut off request lines that are longer than 8192 bytes', () => {
    const apic = new ApicUnderTest()
    const path = '/api/mo/uni.json?x='
    const fitting = path + 'x'.repeat(8192 - 'GET  HTTP/1.1'.length - path.length)
    expect(apic.as(apic.login(), 'GET', fitting).status).toBe(200)
    const response = apic.as(apic.login(), 'GET', `${fitting}x`)
    expect([response.status, response.reason, titleOf(response.body)]).toEqual([
      414,
      'Request-URI Too Large',
      '414 Request-URI Too Large',
    ])
    expect(response.headers[0]).toEqual(['Server', 'Cisco APIC'])
    expect(apic.lastAuth()).toEqual({ outcome: 'public' })
  })

  it('count the bytes of a body, not its characters', () => {
    const apic = new ApicUnderTest({ maxBodyBytes: 40 })
    const status = (body: string) => apic.send('POST', '/api/aaaLogin.json', { body }).status
    expect(status('x'.repeat(40))).toBe(400)
    expect(status('x'.repeat(41))).toBe(413)
    expect(status('é'.repeat(20))).toBe(400)
    expect(status('é'.repeat(21))).toBe(413)
    expect(status('😀'.repeat(10))).toBe(400)
    expect(status('😀'.repeat(11))).toBe(413)
  })

  it('refuse objects nested deeper than the option allows, in both encodings', () => {
    const apic = new ApicUnderTest({ deepestNesting: 2 })
    const token = apic.login()
    const subnet = { fvSubnet: { attributes: { ip: '10.0.0.1/24' } } }
    const bd = { fvBD: { attributes: { name: 'b' }, children: [subnet] } }
    const tooDeep = { fvTenant: { attributes: { name: 't' }, children: [bd] } }
    expect(errorOf(apic.as(token, 'POST', '/api/mo/uni.json', tooDeep))).toBe(
      '400 400 JSON parsing failed - objects nested too deep at line: 1',
    )
    const xml = '<fvTenant name="t">\n<fvBD name="b">\n<fvSubnet ip="10.0.0.1/24"/></fvBD></fvTenant>'
    expect(xmlErrorOf(apic.as(token, 'POST', '/api/mo/uni.xml', xml).body)).toBe(
      '400 XML parsing failed - objects nested too deep at line: 3',
    )
    expect(apic.as(token, 'GET', '/api/mo/uni/tn-t.json').body).toBe('{"totalCount":"0","imdata":[]}')
  })

  it('refuse replies of too many objects, but not a page of them', () => {
    const tooBig = 'Unable to process the query, result dataset is too big'
    const apic = new ApicUnderTest({ datasetTooBig: { objects: 2 } })
    const token = apic.login()
    const read = (query: string) => apic.as(token, 'GET', `/api/class/fvTenant.json${query}`)
    expect(errorOf(read(''))).toBe(`400 1 ${tooBig}`)
    expect(read('?page-size=2').status).toBe(200)
    const old = new ApicUnderTest({ datasetTooBig: { objects: 2, status: 503 } })
    expect(errorOf(old.as(old.login(), 'GET', '/api/class/fvTenant.json'))).toBe(`503 1 ${tooBig}`)
  })
})

describe('throttles', () => {
  it('are off unless asked for', () => {
    const apic = new ApicUnderTest()
    for (let i = 0; i < 200; i++) expect(apic.tryLogin('admin', 'midrun').status).toBe(200)
  })

  it('of logins count each source address by itself, over any second', async () => {
    const apic = new ApicUnderTest({ loginThrottle: { enabled: true, perSecond: 2 } })
    const login = (address: string) =>
      apic.send('POST', '/api/aaaLogin.xml', { address, body: XML_LOGIN }).status
    expect([login('192.0.2.1'), login('192.0.2.1'), login('192.0.2.1')]).toEqual([200, 200, 503])
    expect(apic.lastAuth()).toEqual({ outcome: 'throttled', limit: 'logins' })
    expect(login('192.0.2.2')).toBe(200)
    await apic.clock.advance(999)
    expect(login('192.0.2.1')).toBe(503)
    await apic.clock.advance(1)
    expect([login('192.0.2.1'), login('192.0.2.1'), login('192.0.2.1')]).toEqual([200, 200, 503])
  })

  it('of logins leave other requests alone and show an HTML page without Retry-After', () => {
    const apic = new ApicUnderTest({ loginThrottle: { enabled: true, perSecond: 1 } })
    const token = apic.login()
    expect(apic.refresh(token).status).toBe(200)
    expect(apic.read(token)).toBe(200)
    const { headers, body } = apic.tryLogin('admin', 'midrun')
    expect(headers).toContainEqual(['Content-Type', 'text/html'])
    expect(headers.map(([name]) => name)).not.toContain('Retry-After')
    expect(body).toMatch(/<p>[^<]+<a href/)
  })

  it.each([
    ['r/s', 1000, 503],
    ['r/m', 60_000, 429],
  ] as const)('of all requests count %s', async (unit, windowMs, status) => {
    const apic = new ApicUnderTest({ globalThrottle: { enabled: true, rate: 3, unit, status } })
    const token = apic.login()
    expect([apic.read(token), apic.read(token), apic.read(token)]).toEqual([200, 200, status])
    expect(apic.lastAuth()).toEqual({ outcome: 'throttled', limit: 'requests' })
    await apic.clock.advance(windowMs - 1)
    expect(apic.read(token)).toBe(status)
    await apic.clock.advance(1)
    expect(apic.read(token)).toBe(200)
  })

  it('are forgotten at a reset', () => {
    const apic = new ApicUnderTest({ loginThrottle: { enabled: true, perSecond: 1 } })
    apic.login()
    expect(apic.tryLogin('admin', 'midrun').status).toBe(503)
    apic.controller.reset()
    expect(apic.tryLogin('admin', 'midrun').status).toBe(200)
  })

  it('let through no more than the rate in any window, and no request less than that', () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom('a', 'b')), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), arrivals, (requests, gaps) => {
        const rates = new RequestRates(requests, 1000)
        const admitted: Record<string, number[]> = { a: [], b: [] }
        let nowMs = 0
        for (const [gapMs, source] of gaps) {
          nowMs += gapMs
          const recent = admitted[source]!.filter((atMs) => nowMs - atMs < 1000)
          expect(rates.admits(source, nowMs)).toBe(recent.length < requests)
          if (recent.length < requests) admitted[source]!.push(nowMs)
        }
      }),
    )
  })

  it('remember busy sources among any number of silent ones', () => {
    const rates = new RequestRates(1, 1000)
    rates.admits('busy', 500)
    for (let source = 0; source < 5000; source++) expect(rates.admits(`s${source}`, source / 5)).toBe(true)
    expect(rates.admits('busy', 1499)).toBe(false)
    expect(rates.admits('busy', 1500)).toBe(true)
  })
})

describe('methods', () => {
  it.each(['PUT', 'PATCH', 'HEAD', 'TRACE', 'get'])(
    '%s is refused before anybody asks who sends it',
    (method) => {
      const apic = new ApicUnderTest()
      const response = apic.send(method, '/api/mo/uni.json')
      expect(errorOf(response)).toBe(`405 405 Method ${method} is not supported for this request`)
      expect(apic.lastAuth()).toEqual({ outcome: 'public' })
    },
  )

  it('OPTIONS tells browsers what they may send, to any path of the API and without a body', () => {
    const { status, headers, body } = new ApicUnderTest().send('OPTIONS', '/api/class/fvTenant.xml')
    expect([status, body]).toEqual([200, ''])
    expect(headers).toContainEqual(['Access-Control-Allow-Methods', 'POST,GET,OPTIONS,DELETE'])
    expect(headers).toContainEqual([
      'Access-Control-Allow-Headers',
      'Origin, X-Requested-With, Content-Type, Accept, devcookie, APIC-challenge',
    ])
  })
})

describe('answers before the work is done', () => {
  const posted = (asyncReplies = {}) => {
    const apic = new ApicUnderTest({ asyncReplies: { enabled: true, ...asyncReplies } })
    const token = apic.login()
    const response = apic.as(token, 'POST', '/api/mo/uni.json', { fvTenant: { attributes: { name: 'x' } } })
    const state = (id: string) => apic.as(token, 'GET', `/api/checkRequestState.json?id=${id}`)
    return { apic, token, response, state }
  }

  it('name a URL that tells when it is', async () => {
    const { apic, token, response, state } = posted({ runningSeconds: 3 })
    expect([response.reason, errorOf(response)]).toEqual([
      'Accepted',
      '202 202 Request in progress, please check state using URL: /api/checkRequestState.xml?id=1',
    ])
    await apic.clock.advance(2999)
    expect(attributesOf(state('1'))).toEqual({ code: '202' })
    await apic.clock.advance(1)
    expect(attributesOf(state('1'))).toEqual({ code: '200' })
    expect(apic.as(token, 'GET', '/api/checkRequestState.xml?id=1').body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><imdata totalCount="1">\n<status code="200"/></imdata>\n',
    )
    expect(apic.as(token, 'GET', '/api/mo/uni/tn-x.json').body).toContain('"totalCount":"1"')
  })

  it('can have HTTP status 200', () => {
    expect(posted({ status: 200 }).response.status).toBe(200)
  })

  it.each(['', '2', '0', 'x'])('know no request %j', (id) => {
    expect(errorOf(posted().state(id))).toBe(`400 400 Request failed, unknown request id ${id}`)
  })
})
