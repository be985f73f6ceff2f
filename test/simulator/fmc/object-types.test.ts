import { describe, expect, it } from 'vitest'
import { accessToken, errorText } from './fmc-bench.js'
import { CONFIG, jsonClient, namesIn, referenceTo } from './json-client.js'

const HOSTS = `${CONFIG}/object/hosts`
const GROUPS = `${CONFIG}/object/networkgroups`
const POLICIES = `${CONFIG}/policy/accesspolicies`
const POLICY = { name: 'edge', defaultAction: { action: 'BLOCK' } }

/** What each type takes, and what it does not. */
const PLAIN_TYPES = [
  ['object/hosts', { value: '192.0.2.1' }, { value: '192.0.2.1/24' }],
  ['object/networks', { value: '192.0.2.0/24' }, { value: '192.0.2.0/33' }],
  ['object/ranges', { value: '192.0.2.1-192.0.2.9' }, { value: '192.0.2.9-192.0.2.1' }],
  ['object/ranges', { value: '2001:db8::1-2001:db8::9' }, { value: '192.0.2.1-2001:db8::9' }],
  ['object/fqdns', { value: 'www.example.com', dnsResolution: 'IPV4_ONLY' }, { value: '-.example' }],
  ['object/protocolportobjects', { protocol: 'TCP', port: '8000-8080' }, { protocol: 'TCP', port: '65536' }],
  ['object/icmpv4objects', { icmpType: '3', code: 0 }, { icmpType: '256' }],
  ['object/securityzones', { interfaceMode: 'ROUTED' }, { interfaceMode: 'SIDEWAYS' }],
  ['object/urls', { url: 'https://example.com/' }, { url: 'two words' }],
  ['policy/accesspolicies', { defaultAction: { action: 'PERMIT' } }, { defaultAction: { action: 'MAYBE' } }],
  ['devicegroups/devicegrouprecords', { members: [] }, { members: [{ id: 'x' }] }],
] as const

describe.each(PLAIN_TYPES)('%s', (path, good, bad) => {
  it('is made, listed, read, changed and removed', () => {
    const { call, create } = jsonClient()
    const made = create(`${CONFIG}/${path}`, { name: 'sample', ...good })
    expect(made).toMatchObject({ name: 'sample', ...good })
    const url = `${CONFIG}/${path}/${made.id}`
    expect(call('GET', url).json).toEqual(made)
    expect(namesIn(call('GET', `${CONFIG}/${path}?limit=1000`).json)).toContain('sample')
    expect(call('PUT', url, { id: made.id, name: 'renamed', ...good }).json).toMatchObject({
      name: 'renamed',
    })
    expect(call('DELETE', url).json).toMatchObject({ id: made.id, name: 'renamed' })
    expect(call('GET', url).status).toBe(404)
  })

  it('refuses a value of another form, and members that it does not have', () => {
    const { call } = jsonClient()
    expect(call('POST', `${CONFIG}/${path}`, { name: 'sample', ...bad }).status).toBe(400)
    expect(call('POST', `${CONFIG}/${path}`, { name: 'sample', ...good, constructor: 1 }).status).toBe(422)
    expect(namesIn(call('GET', `${CONFIG}/${path}?limit=1000`).json)).not.toContain('sample')
  })
})

describe('references', () => {
  it('show the name that an object has now', () => {
    const { call, create } = jsonClient()
    const web = create(HOSTS, { name: 'web', value: '192.0.2.1' })
    const group = create(GROUPS, {
      name: 'servers',
      objects: [referenceTo(web)],
      literals: [{ type: 'Network', value: '10.0.0.0/8' }],
    })
    expect(group.objects).toEqual([{ type: 'Host', id: web.id, name: 'web' }])
    call('PUT', `${HOSTS}/${web.id}`, { id: web.id, name: 'www', value: '192.0.2.1' })
    const { json } = call('GET', `${GROUPS}/${group.id}`)
    expect(json.objects).toEqual([{ type: 'Host', id: web.id, name: 'www' }])
    expect(json.literals).toEqual([{ type: 'Network', value: '10.0.0.0/8' }])
  })

  it('must lead to an object of a fitting type in the domain or above it', () => {
    const { call, create } = jsonClient()
    const devel = '/api/fmc_config/v1/domain/61e913a3-4bd6-7bde-54b6-000000000000/object'
    const port = create(`${CONFIG}/object/protocolportobjects`, { name: 'web', protocol: 'TCP' })
    const below = create(`${devel}/hosts`, { name: 'below', value: '192.0.2.1' })
    const above = create(HOSTS, { name: 'above', value: '192.0.2.2' })
    const group = (target: string, object: { type: string; id: string }) =>
      call('POST', target, { name: 'group', objects: [referenceTo(object)] })
    const absent = { type: 'Host', id: '005056A4-7E46-0ed3-0000-000000000001' }
    for (const wrong of [port, below, absent]) {
      const { status, response } = group(GROUPS, wrong)
      expect([status, errorText(response)]).toEqual([400, 'Validation failed due to an invalid UUID'])
    }
    expect(group(`${devel}/networkgroups`, above).status).toBe(201)
  })

  it('do not run in circles', () => {
    const { call, create } = jsonClient()
    const inner = create(GROUPS, { name: 'inner' })
    const outer = create(GROUPS, { name: 'outer', objects: [referenceTo(inner)] })
    for (const object of [inner, outer]) {
      const { id, name } = inner
      expect(call('PUT', `${GROUPS}/${id}`, { id, name, objects: [referenceTo(object)] }).status).toBe(400)
    }
  })

  it('keep an object from being removed', () => {
    const { call, create } = jsonClient()
    const web = create(HOSTS, { name: 'web', value: '192.0.2.1' })
    create(HOSTS, { name: 'free', value: '192.0.2.2' })
    const group = create(GROUPS, { name: 'servers', objects: [referenceTo(web)] })
    const refused = call('DELETE', `${HOSTS}/${web.id}`)
    expect(refused.status).toBe(400)
    expect(errorText(refused.response)).toContain('servers')
    expect(namesIn(call('GET', `${HOSTS}?filter=unusedOnly:true`).json)).toEqual(['any-ipv6', 'free'])
    const { id, name } = group
    call('PUT', `${GROUPS}/${id}`, { id, name, objects: [] })
    expect(call('DELETE', `${HOSTS}/${web.id}`).status).toBe(200)
  })
})

describe('lists over several types', () => {
  it('show each object where it is', () => {
    const { call, create } = jsonClient()
    const range = create(`${CONFIG}/object/ranges`, { name: 'r', value: '192.0.2.1-192.0.2.2' })
    const all = call('GET', `${CONFIG}/object/networkaddresses`).json
    expect(all.items.map(({ type }: { type: string }) => type)).toEqual([
      'Host',
      ...Array(4).fill('Network'),
      'Range',
    ])
    expect(all.items[5].links.self).toBe(range.links.self)
    expect(call('GET', `${CONFIG}/object/networkaddresses/${range.id}`).json).toEqual(range)
    const page = call('GET', `${CONFIG}/object/networkaddresses?offset=4&limit=2`).json
    expect([namesIn(page), page.paging.count]).toEqual([['IPv4-Private-192.168.0.0-16', 'r'], 6])
    expect(namesIn(call('GET', `${CONFIG}/object/networkaddresses?filter=nameOrValue:192.0`).json)).toEqual([
      'r',
    ])
  })

  it('cannot be written', () => {
    const { call } = jsonClient()
    expect(call('POST', `${CONFIG}/object/ports`, { name: 'p', protocol: 'TCP' }).status).toBe(405)
    expect(call('GET', `${CONFIG}/object/ports/005056A4-7E46-0ed3-0000-000000000001`).status).toBe(404)
    expect(namesIn(call('GET', `${CONFIG}/object/ports`).json)).toEqual(['HTTP', 'HTTPS', 'SSH'])
  })
})

describe('bulk deletes', () => {
  const start = (version: string) => {
    const client = jsonClient('admin', { version })
    const ids = ['a', 'b', 'c'].map(
      (name, i) => client.create(HOSTS, { name, value: `192.0.2.${i}` }).id as string,
    )
    return { ...client, ids }
  }

  it('remove what the filter names, and answer with it', () => {
    const { call, ids } = start('7.4.0 (build 1)')
    const { status, json } = call('DELETE', `${HOSTS}?bulk=true&filter=ids:${ids[0]},${ids[2]}`)
    expect([status, namesIn(json)]).toEqual([200, ['a', 'c']])
    expect(namesIn(call('GET', HOSTS).json)).toEqual(['any-ipv6', 'b'])
  })

  it('remove all or none', () => {
    const { call, create, ids } = start('7.4.0 (build 1)')
    create(GROUPS, { name: 'g', objects: [{ type: 'Host', id: ids[1] }] })
    const absent = '005056A4-7E46-0ed3-0000-000000000001'
    expect(call('DELETE', `${HOSTS}?bulk=true&filter=ids:${ids[0]},${absent}`).status).toBe(404)
    expect(call('DELETE', `${HOSTS}?bulk=true&filter=ids:${ids[0]},${ids[1]}`).status).toBe(400)
    expect(call('DELETE', `${HOSTS}?bulk=true`).status).toBe(400)
    expect(call('DELETE', `${HOSTS}?filter=ids:${ids[0]}`).status).toBe(405)
    expect(call('GET', HOSTS).json.paging.count).toBe(4)
  })

  it('came with release 7.4', () => {
    const { call, ids } = start('7.3.1 (build 1)')
    expect(call('DELETE', `${HOSTS}?bulk=true&filter=ids:${ids[0]}`).status).toBe(405)
  })
})

describe('the options of the configuration API', () => {
  const answer = (objects: Record<string, unknown>, method: string, body: unknown, query = '') => {
    const { call } = jsonClient('admin', { objects })
    const system = call('GET', HOSTS).json.items[0].id
    const made = call(method, method === 'PUT' ? `${HOSTS}/${system}` : HOSTS + query, body)
    const { error } = made.json
    const left = namesIn(call('GET', HOSTS).json)
    return { status: made.status, text: error?.messages[0].description, left }
  }
  const taken = { name: 'any-ipv6', value: '192.0.2.1' }

  it('choose how the fault of a taken name is told', () => {
    expect(answer({ nameTakenText: 'duplicate-name' }, 'POST', taken)).toMatchObject({
      status: 400,
      text: 'Duplicate Name: any-ipv6',
    })
    expect(answer({ nameTakenText: 'validation-failed', nameTakenStatus: 422 }, 'POST', taken)).toMatchObject(
      {
        status: 422,
        text: 'Validation failed due to a duplicate name',
      },
    )
  })

  it('choose the status for a missing member and for a write to a system object', () => {
    expect(answer({ missingMemberStatus: 400 }, 'POST', { name: 'x' }).status).toBe(400)
    expect(answer({ systemObjectStatus: 403 }, 'PUT', taken).status).toBe(403)
  })

  it('choose whether members of replies may come back', () => {
    const echoed = { name: 'x', value: '192.0.2.1', links: {}, metadata: {} }
    expect(answer({}, 'POST', echoed).status).toBe(422)
    expect(answer({ echoedMembers: 'ignore' }, 'POST', echoed).status).toBe(201)
  })

  it('choose what a faulty bulk POST leaves', () => {
    const entries = [{ name: 'a', value: '192.0.2.1' }, { name: 'b' }, { name: 'c', value: '192.0.2.3' }]
    expect(answer({}, 'POST', entries, '?bulk=true')).toMatchObject({ status: 422, left: ['any-ipv6'] })
    expect(answer({ bulkPost: 'up-to-the-fault' }, 'POST', entries, '?bulk=true')).toMatchObject({
      status: 422,
      left: ['any-ipv6', 'a'],
    })
  })

  it('choose whether device groups say metadata twice', () => {
    const metadataMembers = (doubledMetadata: boolean) => {
      const { call } = jsonClient('admin', { objects: { doubledMetadata } })
      const { response, json } = call('POST', `${CONFIG}/devicegroups/devicegrouprecords`, { name: 'g' })
      expect(json.metadata.lastUser).toEqual({ name: 'admin' })
      return response.body.match(/"metadata":/g)?.length
    }
    expect([metadataMembers(false), metadataMembers(true)]).toEqual([1, 2])
  })

  it('choose whether nameOrValue must fit exactly', () => {
    const found = (nameOrValue: string) =>
      namesIn(
        jsonClient('admin', { objects: { nameOrValue } }).call('GET', `${HOSTS}?filter=nameOrValue:any`).json,
      )
    expect([found('part'), found('exact')]).toEqual([['any-ipv6'], []])
  })
})

describe('what an account may not change', () => {
  it('is marked where the account looks', () => {
    const { create, login, send } = jsonClient()
    const { id, metadata } = create(HOSTS, { name: 'web', value: '192.0.2.1' })
    expect(metadata.readOnly).toBeUndefined()
    const shown = JSON.parse(send('GET', `${HOSTS}/${id}`, accessToken(login('reader'))).body)
    expect(shown.metadata.readOnly).toEqual({ state: true, reason: 'RBAC' })
  })
})

describe('many objects', () => {
  it('take time in proportion to their number', () => {
    const { call, create } = jsonClient()
    const started = performance.now()
    const bulkMs: number[] = []
    for (let thousand = 0; thousand < 10; thousand++) {
      const bulk = Array.from({ length: 1000 }, (_, i) => ({
        name: `h${thousand}-${i}`,
        value: `10.${thousand}.${i >> 8}.${i & 255}`,
      }))
      const begunMs = performance.now()
      create(`${HOSTS}?bulk=true`, bulk)
      bulkMs.push(performance.now() - begunMs)
    }
    let target: string | undefined = `${HOSTS}?limit=25&expanded=true`
    let seen = 0
    while (target !== undefined) {
      const { json } = call('GET', target)
      seen += json.items.length
      target = json.paging.next?.[0].replace('https://fmc.example', '')
    }
    expect(seen).toBe(10_001)
    // The fastest one, because what else the machine does is none of the FMC's affair.
    expect(Math.min(...bulkMs)).toBeLessThan(1000)
    // A quadratic way would need minutes.
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})

describe('access policies', () => {
  it('are required to say what they do by default, and give that an id that stays', () => {
    const { call, create } = jsonClient()
    expect(call('POST', POLICIES, { name: 'edge' }).status).toBe(422)
    const made = create(POLICIES, POLICY)
    expect(made).toMatchObject({
      defaultAction: { type: 'AccessPolicyDefaultAction', action: 'BLOCK', logBegin: false },
      rules: { refType: 'list', type: 'AccessRule', links: { self: `${made.links.self}/accessrules` } },
      description: ' ',
    })
    expect(made.defaultAction.id).toMatch(/^005056A4-7E46-0ed3-0000-\d{12}$/)
    const { id, defaultAction } = made
    const changed = call('PUT', `${POLICIES}/${id}`, {
      id,
      name: 'edge',
      defaultAction: { ...defaultAction, action: 'TRUST' },
    })
    expect(changed.json.defaultAction).toEqual({ ...defaultAction, action: 'TRUST' })
  })

  it('take their rules with them', () => {
    const { call, create } = jsonClient()
    const policy = create(POLICIES, POLICY)
    const web = create(HOSTS, { name: 'web', value: '192.0.2.1' })
    const rules = `${POLICIES}/${policy.id}/accessrules`
    create(rules, { name: 'r', action: 'ALLOW', sourceNetworks: { objects: [referenceTo(web)] } })
    expect(call('DELETE', `${HOSTS}/${web.id}`).status).toBe(400)
    expect(call('DELETE', `${POLICIES}/${policy.id}`).status).toBe(200)
    expect(call('GET', rules).status).toBe(404)
    expect(call('DELETE', `${HOSTS}/${web.id}`).status).toBe(200)
  })
})
