import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { WireResponse } from '../../../simulator/controller.js'
import { fixturePath, readFixture } from '../../../simulator/fixtures.js'
import { ApicUnderTest, type Options, tokenOf } from './apic-under-test.js'

type Suffix = 'json' | 'xml'
type Bodies = Record<Suffix, string>

/** An exchange whose reply is kept as `fixtures/apic/replies/<name>.<suffix>.txt`. */
interface Transcript {
  name: string
  options?: Options
  reply(apic: ApicUnderTest, suffix: Suffix): WireResponse | Promise<WireResponse>
}

const NO_BODY: Bodies = { json: '', xml: '' }
const login = (pwd: string): Bodies => ({
  json: `{"aaaUser":{"attributes":{"name":"admin","pwd":"${pwd}"}}}`,
  xml: `<aaaUser name="admin" pwd="${pwd}"/>`,
})
const TENANT: Bodies = {
  json: '{"fvTenant":{"attributes":{"name":"blue"}}}',
  xml: '<fvTenant name="blue"/>',
}
const tenantWith = (json: string, xml: string): Bodies => ({
  json: `{"fvTenant":{"attributes":{"name":"blue"${json}}}}`,
  xml: `<fvTenant name="blue"${xml}/>`,
})

/** The reply to a request with a good token, to `/api/<path>.<suffix>`. */
function asAdmin(method: string, path: string, bodies: Bodies = NO_BODY): Transcript['reply'] {
  return as('admin', method, path, bodies)
}

function as(user: string, method: string, path: string, bodies: Bodies = NO_BODY): Transcript['reply'] {
  return (apic, suffix) => {
    const [resource, query] = path.split('?')
    const target = `/api/${resource}.${suffix}${query === undefined ? '' : `?${query}`}`
    return apic.as(apic.login(user), method, target, bodies[suffix])
  }
}

/** The reply to a request without credentials. */
function anonymous(method: string, path: string, bodies: Bodies = NO_BODY): Transcript['reply'] {
  return (apic, suffix) => apic.send(method, `/api/${path}.${suffix}`, { body: bodies[suffix] })
}

const TRANSCRIPTS: Transcript[] = [
  // Sessions.
  { name: 'login', reply: anonymous('POST', 'aaaLogin', login('midrun')) },
  { name: 'login-wrong-password', reply: anonymous('POST', 'aaaLogin', login('wrong')) },
  {
    name: 'login-wrong-password-legacy',
    options: { loginErrorStatus: 200 },
    reply: anonymous('POST', 'aaaLogin', login('wrong')),
  },
  { name: 'login-malformed', reply: anonymous('POST', 'aaaLogin', { json: '{"aaaUser":', xml: '<aaaUser' }) },
  { name: 'login-wrong-method', reply: anonymous('GET', 'aaaLogin') },
  {
    name: 'login-throttled',
    options: { loginThrottle: { enabled: true, perSecond: 1 } },
    reply: (apic, suffix) => {
      apic.login()
      return apic.send('POST', `/api/aaaLogin.${suffix}`, { body: login('midrun')[suffix] })
    },
  },
  { name: 'refresh', reply: asAdmin('GET', 'aaaRefresh') },
  {
    name: 'refresh-other-wrapper',
    options: { refreshWrapper: 'aaaRefresh' },
    reply: asAdmin('GET', 'aaaRefresh'),
  },
  {
    name: 'refresh-expired',
    reply: async (apic, suffix) => {
      const token = apic.login()
      await apic.clock.advance(600_000)
      return apic.as(token, 'GET', `/api/aaaRefresh.${suffix}`)
    },
  },
  {
    name: 'refresh-past-maximum-lifetime',
    options: { maximumLifetimeSeconds: 700, lastTokenClipped: false },
    reply: async (apic, suffix) => {
      const token = apic.login()
      await apic.clock.advance(599_000)
      const newer = tokenOf(apic.refresh(token))
      await apic.clock.advance(101_000)
      return apic.as(newer, 'GET', `/api/aaaRefresh.${suffix}`)
    },
  },
  {
    name: 'logout',
    reply: asAdmin('POST', 'aaaLogout', {
      json: '{"aaaUser":{"attributes":{"name":"admin"}}}',
      xml: '<aaaUser name="admin"/>',
    }),
  },
  {
    name: 'logged-out',
    reply: (apic, suffix) => {
      const token = apic.login()
      apic.as(token, 'POST', '/api/aaaLogout.json')
      return apic.as(token, 'GET', `/api/class/fvTenant.${suffix}`)
    },
  },
  { name: 'list-domains', reply: anonymous('GET', 'aaaListDomains') },
  { name: 'no-credentials', reply: anonymous('GET', 'class/fvTenant') },
  // Signatures.
  {
    name: 'unknown-certificate',
    reply: (apic, suffix) => {
      const cookie =
        'APIC-Request-Signature=AAAA; APIC-Certificate-Algorithm=v1.0; APIC-Certificate-DN=uni/userext/user-no/usercert-no'
      return apic.send('GET', `/api/class/fvTenant.${suffix}`, { headers: { cookie } })
    },
  },
  {
    name: 'bad-signature',
    options: {
      users: [
        {
          name: 'admin',
          password: 'midrun',
          certificates: [{ name: 'ci', pem: readFixture('apic/operator.crt') }],
        },
      ],
    },
    reply: (apic, suffix) => {
      const cookie =
        'APIC-Request-Signature=AAAA; APIC-Certificate-Algorithm=v1.0; APIC-Certificate-DN=uni/userext/user-admin/usercert-ci'
      return apic.send('GET', `/api/class/fvTenant.${suffix}`, { headers: { cookie } })
    },
  },
  // Objects.
  { name: 'mo-absent', reply: asAdmin('GET', 'mo/uni/tn-absent') },
  { name: 'class-empty', reply: asAdmin('GET', 'class/fvBD') },
  { name: 'class-count', reply: asAdmin('GET', 'class/fvTenant?rsp-subtree-include=count') },
  { name: 'mo-written', reply: asAdmin('POST', 'mo/uni', TENANT) },
  { name: 'mo-deleted', reply: asAdmin('DELETE', 'mo/uni/tn-absent') },
  {
    name: 'request-in-progress',
    options: { asyncReplies: { enabled: true } },
    reply: asAdmin('POST', 'mo/uni', TENANT),
  },
  {
    name: 'request-state',
    options: { asyncReplies: { enabled: true } },
    reply: (apic, suffix) => {
      const token = apic.login()
      apic.as(token, 'POST', '/api/mo/uni.json', TENANT.json)
      return apic.as(token, 'GET', `/api/checkRequestState.${suffix}?id=1`)
    },
  },
  { name: 'options', reply: anonymous('OPTIONS', 'mo/uni') },
  // Errors of the catalogue, by code.
  { name: 'error-400-unresolved-class', reply: asAdmin('GET', 'class/noSuchClass') },
  {
    name: 'error-400-unknown-attribute',
    reply: asAdmin('POST', 'mo/uni', tenantWith(',"colour":"blue"', ' colour="blue"')),
  },
  {
    name: 'error-400-malformed',
    reply: asAdmin('POST', 'mo/uni', tenantWith(',"descr":1', ' descr=1')),
  },
  {
    name: 'error-400-wrong-containment',
    reply: asAdmin('POST', 'mo/uni', {
      json: '{"fvTenant":{"attributes":{"name":"blue"},"children":[{"fvSubnet":{"attributes":{"ip":"10.0.0.1/24"}}}]}}',
      xml: '<fvTenant name="blue"><fvSubnet ip="10.0.0.1/24"/></fvTenant>',
    }),
  },
  {
    name: 'error-122-unknown-class',
    reply: asAdmin('POST', 'mo/uni', { json: '{"noSuchClass":{"attributes":{}}}', xml: '<noSuchClass/>' }),
  },
  { name: 'error-104-invalid-rn', reply: asAdmin('GET', 'mo/uni/tn-common/BD-b/subnet-10') },
  { name: 'error-104-wrong-rn-prefix', reply: asAdmin('GET', 'mo/uni/no-such') },
  {
    name: 'error-801-failed-validation',
    reply: asAdmin('POST', 'mo/uni', {
      json: '{"fvTenant":{"attributes":{"name":"b l&u<e"}}}',
      xml: '<fvTenant name="b l&amp;u&lt;e"/>',
    }),
  },
  {
    name: 'error-103-object-exists',
    reply: asAdmin('POST', 'mo/uni/tn-common', {
      json: '{"fvTenant":{"attributes":{"name":"common","status":"created"}}}',
      xml: '<fvTenant name="common" status="created"/>',
    }),
  },
  {
    name: 'error-102-object-not-found',
    reply: asAdmin('POST', 'mo/uni', tenantWith(',"status":"modified"', ' status="modified"')),
  },
  { name: 'error-107-undeletable', reply: asAdmin('DELETE', 'mo/uni/tn-infra') },
  {
    name: 'error-170-domain-access',
    options: { rbacDenyStyle: '400-170' },
    reply: as('reader', 'POST', 'mo/uni', TENANT),
  },
  {
    name: 'error-1-dataset-too-big',
    options: { datasetTooBig: { objects: 1 } },
    reply: asAdmin('GET', 'class/fvTenant'),
  },
  {
    name: 'error-120-unknown-value',
    reply: asAdmin('POST', 'mo/uni', tenantWith(',"status":"bogus"', ' status="bogus"')),
  },
  {
    name: 'error-121-property-not-in-class',
    reply: asAdmin('GET', 'class/fvTenant?query-target-filter=eq(fvTenant.colour,"blue")'),
  },
  {
    name: 'error-301-no-such-filter',
    reply: asAdmin('GET', 'class/fvTenant?query-target-filter=allbit(fvTenant.name,"a")'),
  },
  { name: 'error-400-subscription-refresh', reply: asAdmin('GET', 'subscriptionRefresh?id=1') },
  { name: 'error-405-no-web-socket', reply: asAdmin('GET', 'class/fvTenant?subscription=yes') },
  { name: 'error-405-method', reply: asAdmin('PATCH', 'mo/uni') },
]

/** Replies in which the suffix plays no part, or which only one encoding can get. */
const SINGLE: { name: string; options?: Options; reply(apic: ApicUnderTest): WireResponse }[] = [
  {
    name: 'error-400-missing-attributes',
    reply: (apic) => apic.as(apic.login(), 'POST', '/api/mo/uni.json', '{"fvTenant":{"children":[]}}'),
  },
  {
    name: 'error-400-doctype',
    reply: (apic) => {
      const body = '<!DOCTYPE a [<!ENTITY b "c">]><fvTenant name="&b;"/>'
      return apic.as(apic.login(), 'POST', '/api/mo/uni.xml', body)
    },
  },
  { name: 'page-404', reply: (apic) => apic.send('GET', '/index.html') },
  {
    name: 'page-413',
    options: { maxBodyBytes: 10 },
    reply: (apic) => apic.send('POST', '/api/mo/uni.json', { body: 'x'.repeat(11) }),
  },
  { name: 'page-414', reply: (apic) => apic.send('GET', `/api/mo/uni.json?${'x'.repeat(8192)}`) },
  {
    name: 'page-503',
    options: { globalThrottle: { enabled: true, rate: 1 } },
    reply: (apic) => {
      apic.send('GET', '/api/aaaListDomains.json')
      return apic.send('GET', '/api/aaaListDomains.json')
    },
  },
]

/** A response as it stands on the wire, apart from the ends of its header lines. */
function onTheWire({ status, reason, headers, body }: WireResponse): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}`)
  return [`HTTP/1.1 ${status} ${reason}`, ...fields, '', body].join('\n')
}

describe.each(['json', 'xml'] as const)('replies on the wire, suffix .%s', (suffix) => {
  it.each(TRANSCRIPTS)('$name', async ({ name, options, reply }) => {
    const response = await reply(new ApicUnderTest(options), suffix)
    expect(onTheWire(response)).toBe(readFixture(`apic/replies/${name}.${suffix}.txt`))
  })
})

describe('replies on the wire, whatever the suffix', () => {
  it.each(SINGLE)('$name', ({ name, options, reply }) => {
    expect(onTheWire(reply(new ApicUnderTest(options)))).toBe(readFixture(`apic/replies/${name}.txt`))
  })
})

it('each kept reply is compared', () => {
  const compared = [
    ...TRANSCRIPTS.flatMap(({ name }) => [`${name}.json.txt`, `${name}.xml.txt`]),
    ...SINGLE.map(({ name }) => `${name}.txt`),
  ]
  const kept = readdirSync(fixturePath('apic/replies'))
  expect(kept.toSorted()).toEqual(compared.toSorted())
})
