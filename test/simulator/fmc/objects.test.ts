import { describe, expect, it } from 'vitest'
import { ipType, networkIpType } from '../../../simulator/fmc/objects/addresses.js'
import { accessToken, errorText, HOSTS, header, NETWORKS, startFmc } from './fmc-bench.js'

const DEVEL = '/api/fmc_config/v1/domain/61e913a3-4bd6-7bde-54b6-000000000000/object/hosts'
const GLOBAL = '/api/fmc_config/v1/domain/e276abec-e0f2-11e3-8169-6d9ed49b625f/object/hosts'

/** A session that sends and reads JSON. */
function client(user = 'admin') {
  const fmc = startFmc({ rate: { enabled: false } })
  const headers = accessToken(fmc.login(user))
  const call = (method: string, target: string, body?: unknown) => {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
    const response = fmc.send(method, target, headers, text)
    return { status: response.status, response, json: JSON.parse(response.body) }
  }
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      name: `h${i}`,
      type: 'Host',
      value: `10.0.${i >> 8}.${i & 255}`,
    }))
  return { ...fmc, call, many }
}

function names(json: { items?: { name: string }[] }): string[] | undefined {
  return json.items?.map(({ name }) => name)
}

describe('one object', () => {
  it('is made, read, changed and removed', async () => {
    const { call, clock } = client()
    const made = call('POST', HOSTS, { name: 'web', value: '198.51.100.7' })
    expect(made.status).toBe(201)
    const { id } = made.json
    expect(id).toMatch(/^005056A4-7E46-0ed3-0000-\d{12}$/)
    expect(header(made.response, 'Location')).toBe(made.json.links.self)
    expect(made.json).toMatchObject({ description: ' ', overridable: false, metadata: { ipType: 'V_4' } })
    expect(call('GET', `${HOSTS}/${id.toLowerCase()}`).json).toEqual(made.json)

    await clock.advance(5000)
    const changed = call('PUT', `${HOSTS}/${id}`, {
      id,
      name: 'web2',
      value: '2001:db8::7',
      overridable: true,
    })
    expect(changed.status).toBe(200)
    expect(changed.json).toMatchObject({ id, name: 'web2', value: '2001:db8::7', overridable: true })
    expect(changed.json.metadata.timestamp - made.json.metadata.timestamp).toBe(5000)
    expect(changed.json.metadata.ipType).toBe('V_6')

    const removed = call('DELETE', `${HOSTS}/${id}`, 'null')
    expect(removed.status).toBe(200)
    expect(removed.json).toEqual(changed.json)
    expect(call('GET', `${HOSTS}/${id}`).status).toBe(404)
    for (const name of ['web', 'web2']) {
      expect(call('POST', HOSTS, { name, value: '198.51.100.7' }).status).toBe(201)
    }
  })

  it('has links that start with what the client dialled', () => {
    const { fmc, login } = startFmc()
    const { access } = login()
    const { response } = fmc.handle({
      method: 'GET',
      target: HOSTS,
      headers: { host: '127.0.0.1:8443', 'x-auth-access-token': access },
      body: 'null',
      address: '127.0.0.1',
      scheme: 'http',
    })
    expect(JSON.parse(response.body).items[0].links.self).toContain(`http://127.0.0.1:8443${GLOBAL}/005056A4`)
  })

  it('has one name among hosts and networks, in any case', () => {
    const { call } = client()
    call('POST', HOSTS, { name: 'web', value: '198.51.100.7' })
    const taken = call('POST', NETWORKS, { name: 'WEB', value: '198.51.100.0/24' })
    expect(taken.status).toBe(400)
    expect(errorText(taken.response)).toBe('The object name WEB already exists. Enter a new name.')
    const { id } = call('POST', HOSTS, { name: 'db', value: '198.51.100.8' }).json
    expect(call('PUT', `${HOSTS}/${id}`, { id, name: 'web', value: '198.51.100.8' }).status).toBe(400)
    expect(call('PUT', `${HOSTS}/${id}`, { id, name: 'DB', value: '198.51.100.9' }).status).toBe(200)
  })

  it.each([
    ['malformed JSON', '{"name":', 422, 'Unprocessable Entity'],
    ['no JSON at all', '', 422, 'Unprocessable Entity'],
    ['a list without bulk=true', [], 422, 'Unprocessable Entity'],
    ['null', 'null', 422, 'Unprocessable Entity'],
    ['no name', { value: '192.0.2.1' }, 422, 'Unprocessable Entity'],
    ['no value', { name: 'a' }, 422, 'Unprocessable Entity'],
    ['metadata', { name: 'a', value: '192.0.2.1', metadata: {} }, 422, 'Unprocessable Entity'],
    ['an id', { name: 'a', value: '192.0.2.1', id: 'x' }, 422, 'Unprocessable Entity'],
    ['a wrong type', { name: 'a', value: '192.0.2.1', type: 'Network' }, 422, 'Unprocessable Entity'],
    [
      'a text for a truth value',
      { name: 'a', value: '192.0.2.1', overridable: 'true' },
      422,
      'Unprocessable',
    ],
    ['no address', { name: 'a', value: 'web' }, 400, 'The value web is not valid'],
    ['a leading space', { name: ' a', value: '192.0.2.1' }, 400, 'The object name must'],
    ['a trailing semicolon', { name: 'a;', value: '192.0.2.1' }, 400, 'The object name must'],
    ['a long name', { name: 'a'.repeat(65), value: '192.0.2.1' }, 400, 'The object name must'],
  ])('is not made from %s', (_case, body, status, text) => {
    const { call } = client()
    const refused = call('POST', HOSTS, body)
    expect(refused.status).toBe(status)
    expect(errorText(refused.response)).toContain(text)
    expect(call('GET', HOSTS).json.paging.count).toBe(1)
  })

  it('must be there, and be named by an id', () => {
    const { call } = client()
    const absent = `${HOSTS}/005056A4-7E46-0ed3-0000-000000000001`
    const tell = (method: string, target: string) => {
      const { status, response } = call(method, target, {})
      return [status, errorText(response)]
    }
    expect(tell('GET', absent)).toEqual([404, 'No resource found'])
    expect(tell('PUT', absent)).toEqual([404, 'Resource Not Found'])
    expect(tell('DELETE', absent)).toEqual([404, 'Resource Not Found'])
    expect(tell('DELETE', `${HOSTS}/null`)).toEqual([400, 'UUID cannot be null'])
    const network = call('GET', NETWORKS).json.items[0].id
    expect(tell('GET', `${HOSTS}/${network}`)).toEqual([404, 'No resource found'])
  })

  it('is changed under its own id only', () => {
    const { call } = client()
    const { id } = call('POST', HOSTS, { name: 'web', value: '198.51.100.7' }).json
    expect(call('PUT', `${HOSTS}/${id}`, { name: 'web', value: '198.51.100.8' }).status).toBe(400)
    expect(call('GET', `${HOSTS}/${id}`).json.value).toBe('198.51.100.7')
  })

  it.each(['PUT', 'DELETE'])("stays as it is under %s when it is the system's own", (method) => {
    const { call } = client()
    const [item] = call('GET', `${HOSTS}?expanded=true`).json.items
    expect(item.metadata.readOnly).toEqual({ state: true, reason: 'SYSTEM' })
    expect(call(method, `${HOSTS}/${item.id}`, { id: item.id, name: 'x', value: '192.0.2.1' }).status).toBe(
      400,
    )
    expect(call('GET', `${HOSTS}/${item.id}`).json).toEqual(item)
  })
})

describe('bulk', () => {
  it('makes all objects and answers with them', () => {
    const { call, many } = client()
    const made = call('POST', `${HOSTS}?bulk=True`, many(1000))
    expect(made.status).toBe(201)
    expect(Object.keys(made.json)).toEqual(['links', 'items'])
    expect(made.json.links.self).toBe(`https://fmc.example${GLOBAL}?bulk=True`)
    expect(made.json.items[999]).toMatchObject({ name: 'h999', metadata: { parentType: 'NetworkAddress' } })
  })

  it.each([
    [
      'one entry is wrong',
      [
        { name: 'a', value: '192.0.2.1' },
        { name: 'b', value: 'x' },
      ],
      400,
    ],
    [
      'two have one name',
      [
        { name: 'a', value: '192.0.2.1' },
        { name: 'A', value: '192.0.2.2' },
      ],
      400,
    ],
    [
      'one name is taken',
      [
        { name: 'a', value: '192.0.2.1' },
        { name: 'any-ipv6', value: '192.0.2.2' },
      ],
      400,
    ],
    ['it is no list', { name: 'a', value: '192.0.2.1' }, 422],
    ['it is empty', [], 422],
  ])('makes none when %s', (_case, body, status) => {
    const { call } = client()
    expect(call('POST', `${HOSTS}?bulk=true`, body).status).toBe(status)
    expect(call('GET', HOSTS).json.paging.count).toBe(1)
  })

  it('takes 1000 entries at most', () => {
    const { call, many } = client()
    expect(call('POST', `${HOSTS}?bulk=true`, many(1001)).status).toBe(422)
  })
})

describe('lists', () => {
  it('leave items out when there are none', () => {
    const { call } = client()
    expect(call('GET', DEVEL).json).toEqual({
      links: { self: `https://fmc.example${DEVEL}?offset=0&limit=25` },
      paging: { offset: 0, limit: 25, count: 0, pages: 0 },
    })
  })

  it('have no page before an empty one', () => {
    const { call } = client()
    expect(call('GET', `${DEVEL}?offset=25`).json.paging).toEqual({
      offset: 25,
      limit: 25,
      count: 0,
      pages: 0,
    })
  })

  it('can be followed by next until the end, each object once', () => {
    const { call, many } = client()
    call('POST', `${DEVEL}?bulk=true`, many(60))
    const seen: string[] = []
    let target: string | undefined = `${DEVEL}?limit=25&expanded=false`
    while (target !== undefined) {
      const { json } = call('GET', target)
      seen.push(...names(json)!)
      target = json.paging.next?.[0].replace('https://fmc.example', '')
      if (target !== undefined) expect(target).toMatch(/\?offset=\d+&limit=25&expanded=false$/)
    }
    expect(seen).toEqual(many(60).map(({ name }) => name))
    const last = call('GET', `${DEVEL}?offset=50&limit=25`).json.paging
    expect(last).toEqual({
      prev: [`https://fmc.example${DEVEL}?offset=25&limit=25`],
      offset: 50,
      limit: 25,
      count: 60,
      pages: 3,
    })
  })

  it('have nothing beyond their end', () => {
    const { call } = client()
    const { status, json } = call('GET', `${HOSTS}?offset=5`)
    expect(status).toBe(200)
    expect(json.items).toBeUndefined()
    expect(json.paging).toMatchObject({ count: 1, pages: 1 })
  })

  it.each([
    [5, ['?offset=0&limit=25']],
    [25, ['?offset=0&limit=25']],
    [26, undefined],
    [1000, undefined],
  ])('point back from offset %i only to a page that has objects', (offset, back) => {
    const { call } = client()
    const { paging, links } = call('GET', `${HOSTS}?offset=${offset}`).json
    const list = links.self.split('?')[0]
    expect(paging.prev).toEqual(back?.map((query) => list + query))
  })

  it('show all members only when expanded', () => {
    const { call } = client()
    const members = (query: string) => Object.keys(call('GET', HOSTS + query).json.items[0])
    expect(members('?expanded=False')).toEqual(['links', 'type', 'id', 'name'])
    expect(members('?expanded=True')).toContain('metadata')
  })

  it.each(['limit=1001', 'limit=0', 'limit=-1', 'limit=x', 'limit=', 'offset=-1', 'offset=1.5'])(
    'refuse %s',
    (query) => {
      const { call } = client()
      const { status, response } = call('GET', `${HOSTS}?${query}`)
      expect(status).toBe(400)
      expect(errorText(response)).toContain(query.split('=')[0]!)
    },
  )

  it('are filtered', () => {
    const { call, many } = client()
    call('POST', `${DEVEL}?bulk=true`, many(30))
    const found = (query: string) => names(call('GET', `${DEVEL}?limit=100&${query}`).json)
    expect(found('filter=nameOrValue%3AH2%3B')).toEqual([
      'h2',
      ...Array.from({ length: 10 }, (_, i) => `h${20 + i}`),
    ])
    expect(found('filter=nameOrValue:10.0.0.29;unusedOnly:true')).toEqual(['h29'])
    expect(found('filter=nameOrValue:none')).toBeUndefined()
    expect(found('name=h2')).toEqual(['h2'])
    const ids = call('GET', `${DEVEL}?limit=2`).json.items.map(({ id }: { id: string }) => id)
    expect(found(`filter=ids:${ids.join(',')}`)).toEqual(['h0', 'h1'])
    const page = call('GET', `${DEVEL}?limit=4&offset=4&filter=nameOrValue:h2`).json
    expect(names(page)).toEqual(['h23', 'h24', 'h25', 'h26'])
    expect(page.paging).toMatchObject({ count: 11, pages: 3 })
    expect(page.paging.next[0]).toContain('&filter=nameOrValue:h2')
  })

  it('refuse a filter that they do not know', () => {
    const { call } = client()
    const { status, response } = call('GET', `${HOSTS}?filter=name:x`)
    expect([status, errorText(response)]).toEqual([400, "filter query parameter 'name' is not supported."])
  })
})

describe('domains', () => {
  it('keep their objects apart', () => {
    const { call } = client()
    const made = call('POST', DEVEL, { name: 'any-ipv6', value: '192.0.2.1' })
    expect(made.status).toBe(201)
    expect(made.json.metadata.domain).toEqual({
      name: 'Global \\ Devel',
      id: '61e913a3-4bd6-7bde-54b6-000000000000',
      type: 'Domain',
    })
    expect(call('GET', `${HOSTS}/${made.json.id}`).status).toBe(404)
  })

  it.each(['default', 'global', 'E276ABEC-E0F2-11E3-8169-6D9ED49B625F'])('are named by %s', (name) => {
    const { call } = client()
    const { json } = call('GET', `/api/fmc_config/v1/domain/${name}/object/hosts/`)
    expect(json.links.self).toBe(`https://fmc.example${GLOBAL}?offset=0&limit=25`)
  })
})

describe('addresses', () => {
  it.each([
    ['192.0.2.1', 'V_4'],
    ['256.0.2.1', undefined],
    ['192.0.2', undefined],
    ['01.0.2.1', undefined],
    ['2001:db8::1', 'V_6'],
    ['::', 'V_6'],
    ['::ffff:192.0.2.1', 'V_6'],
    ['1:2:3:4:5:6:7:8', 'V_6'],
    ['1:2:3:4:5:6:7', undefined],
    ['1:2:3:4:5:6:7::8', undefined],
    ['1::2::3', undefined],
    ['12345::', undefined],
    ['192.0.2.1::', undefined],
    ['', undefined],
  ])('takes %j for %s', (text, type) => {
    expect(ipType(text)).toBe(type)
  })

  it.each([
    ['10.0.0.0/8', 'V_4'],
    ['10.0.0.0/33', undefined],
    ['2001:db8::/32', 'V_6'],
    ['2001:db8::/129', undefined],
    ['10.0.0.0', undefined],
    ['10.0.0.0/8/8', undefined],
  ])('takes the network %j for %s', (text, type) => {
    expect(networkIpType(text)).toBe(type)
  })
})
