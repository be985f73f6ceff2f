import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pythonJson } from '../../../simulator/apstra/python-json.js'
import { ApstraBench, type OptionsInput } from './apstra-bench.js'

const POOLS = '/api/resources/ip-pools'

describe('ip-pools', () => {
  it('are created, read, replaced and deleted', async () => {
    const bench = new ApstraBench()
    const { token } = bench.login('operator')
    const pool = {
      id: 'DC1',
      display_name: 'DC one',
      subnets: [{ network: '10.1.0.0/16' }, { network: '10.2.0.0/24' }],
      tags: ['lab'],
    }
    const created = bench.send('POST', POOLS, { token, body: pool })
    expect([created.status, created.reason, created.body]).toEqual([201, 'Created', '{"id": "DC1"}'])
    const shown = JSON.parse(bench.send('GET', `${POOLS}/DC1`, { token }).body)
    expect(shown).toEqual({
      status: 'not_in_use',
      subnets: [
        {
          status: 'pool_element_available',
          network: '10.1.0.0/16',
          total: '65536',
          used: '0',
          used_percentage: 0,
        },
        {
          status: 'pool_element_available',
          network: '10.2.0.0/24',
          total: '256',
          used: '0',
          used_percentage: 0,
        },
      ],
      display_name: 'DC one',
      tags: ['lab'],
      created_at: expect.stringMatching(/^2026-01-01T00:00:00\.000\d{3}Z$/),
      last_modified_at: expect.stringMatching(/^2026-01-01T00:00:00\.000\d{3}Z$/),
      total: '65792',
      used: '0',
      used_percentage: 0,
      id: 'DC1',
    })

    await bench.clock.advance(5000)
    const replaced = bench.send('PUT', `${POOLS}/DC1`, { token, body: { display_name: 'DC 1', subnets: [] } })
    expect([replaced.status, replaced.body, replaced.headers.length]).toEqual([204, '', 2])
    const after = JSON.parse(bench.send('GET', `${POOLS}/DC1`, { token }).body)
    expect(after).toMatchObject({ display_name: 'DC 1', tags: [], subnets: [], created_at: shown.created_at })
    expect(after.last_modified_at).toMatch(/^2026-01-01T00:00:05/)

    expect(bench.send('DELETE', `${POOLS}/DC1`, { token }).status).toBe(204)
    expect(bench.send('DELETE', `${POOLS}/DC1`, { token }).status).toBe(404)
    expect(bench.send('GET', `${POOLS}/DC1`, { token }).body).toBe('{"errors": "Not found"}')
    expect(bench.send('PUT', `${POOLS}/DC1`, { token, body: {} }).status).toBe(404)
  })

  it('are listed whole and by id, and the list follows every change', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const ids = () => JSON.parse(bench.send('OPTIONS', POOLS, { token }).body).items as string[]
    const listed = () =>
      (JSON.parse(bench.send('GET', POOLS, { token }).body).items as { id: string }[]).map(({ id }) => id)
    expect(listed()).toEqual(ids())
    bench.send('POST', POOLS, { token, body: { id: 'a b', display_name: 'x', subnets: [] } })
    expect(ids()).toContain('a b')
    expect(listed()).toEqual(ids())
    expect(bench.send('DELETE', `${POOLS}/a%20b/`, { token }).status).toBe(204)
    expect(ids()).not.toContain('a b')
    expect(listed()).toEqual(ids())
  })

  it('get an id when the client gives none, and a second one of an id is refused', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const body = { display_name: 'x', subnets: [] }
    const { id } = JSON.parse(bench.send('POST', POOLS, { token, body }).body)
    expect(id).toMatch(/^[\da-f-]{36}$/)
    const again = bench.send('POST', POOLS, { token, body: { ...body, id } })
    expect([again.status, again.body]).toEqual([
      409,
      '{"errors": {"id": "IP pool with this id already exists"}}',
    ])
  })

  it.each([
    [{}, { display_name: 'Required field', subnets: 'Required field' }],
    [{ display_name: 'x', subnets: 'all' }, { subnets: 'Invalid value' }],
    [{ display_name: 'x', subnets: [{ network: '10.0.0.256/8' }] }, { subnets: 'Invalid value' }],
    [{ display_name: 'x', subnets: [{ network: '10.0.0.0/33' }] }, { subnets: 'Invalid value' }],
    [{ display_name: 'x', subnets: [null] }, { subnets: 'Invalid value' }],
    [{ display_name: 'x', subnets: [], tags: [1] }, { tags: 'Invalid value' }],
    ['{', 'Body must be a JSON object'],
  ])('answer 422 to %j', (body, errors) => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    for (const [method, path] of [
      ['POST', POOLS],
      ['PUT', `${POOLS}/Private-10_0_0_0-8`],
    ] as const) {
      const reply = bench.send(method, path, { token, body })
      expect([reply.status, JSON.parse(reply.body)]).toEqual([422, { errors }])
    }
  })

  it('look as before 4.0 when told so', () => {
    const bench = new ApstraBench({ poolUsage: false, poolCreateStatus: 202 })
    const { token } = bench.login()
    const body = { id: 'x', display_name: 'x', subnets: [{ network: '10.0.0.0/8' }] }
    expect(bench.send('POST', POOLS, { token, body }).status).toBe(202)
    const shown = bench.send('GET', `${POOLS}/x`, { token }).body
    expect(shown.replaceAll(/"2026[^"]*"/g, '"..."')).toBe(
      '{"status": "not_in_use", "subnets": [{"status": "pool_element_available", "network": "10.0.0.0/8"}], "display_name": "x", "tags": [], "created_at": "...", "last_modified_at": "...", "id": "x"}',
    )
  })
})

describe('versions', () => {
  it.each<[OptionsInput, string, string]>([
    [{}, '/api/version', '{"major": "5", "version": "5.1.0", "build": "0", "minor": "1"}'],
    [{}, '/api/versions/api?async=full', '{"major": "5", "version": "5.1.0", "build": "0", "minor": "1"}'],
    [{}, '/api/versions/server', '{"version": "5.1.0-64", "build_datetime": "2024-11-27_10:00:00_UTC"}'],
    [{}, '/api/versions/aosdi', '{"version": "5.1.0-64", "build_datetime": "2024-11-27_10:00:00_UTC"}'],
    [
      { generation: 'G1', version: '1.0' },
      '/api/versions/api',
      '{"major": "1", "version": "1.0", "minor": "0"}',
    ],
    [{ motd: 'Hi' }, '/api/aaa/motd', '{"text": "Hi"}'],
    [{}, '/api/aaa/saml-settings', '{"enabled": false}'],
    [
      { build: '7' },
      '/api/versions/build',
      '{"version": "5.1.0-7", "build_datetime": "2024-11-27_10:00:00_UTC"}',
    ],
    [
      { generation: 'G6', version: '6.1.0' },
      '/api/version',
      '{"major": "6", "version": "6.1.0", "build": "0", "minor": "1", "hotfix": ""}',
    ],
  ])('with %j %s is public, even with a dead token', (options, path, body) => {
    const bench = new ApstraBench(options)
    for (const token of [undefined, 'dead']) {
      const reply = bench.send('GET', path, { token })
      expect([reply.status, reply.body]).toEqual([200, body])
      expect(bench.lastAuth).toEqual({ outcome: 'public' })
    }
  })

  it.each([
    ['device', '{"status": "ok", "retry_timeout": 0, "url": "", "cksum": ""}'],
    ['iba', '{"status": "ok", "retry_timeout": 0, "url": "", "cksum": ""}'],
    ['node', '{"status": "ok", "retry_timeout": 0}'],
  ])('of the software of a %s are checked', (name, text) => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const path = `/api/versions/${name}`
    const body = { serial_number: 's', version: '1', platform: 'p', system_id: 'i', ip_address: '192.0.2.1' }
    const reply = bench.send('POST', path, { token, body })
    expect([reply.status, reply.body]).toEqual([200, text])
    const wrong = bench.send('POST', path, { token, body: { ...body, version: 1 } })
    expect([wrong.status, wrong.body]).toEqual([422, '{"errors": {"version": "Invalid value"}}'])
    expect(bench.send('POST', path, { body }).status).toBe(401)
  })

  it('may need a token', () => {
    const bench = new ApstraBench({ publicPaths: ['/api/features'] })
    expect(bench.send('GET', '/api/version').status).toBe(401)
    const reply = bench.send('GET', '/api/features')
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body).freeform).toEqual({ status: 'enabled' })
  })
})

describe('GET /api/user', () => {
  it('is there for clients of AOS 1.x only', () => {
    for (const [whoAmI, status] of [
      [true, 200],
      [false, 404],
    ] as const) {
      const bench = new ApstraBench({ whoAmI })
      const { token, id } = bench.login('reader')
      const reply = bench.send('GET', '/api/user', { token })
      expect(reply.status).toBe(status)
      if (whoAmI) expect(JSON.parse(reply.body).items[0]).toMatchObject({ username: 'reader', id })
      expect(bench.send('GET', '/api/user').status).toBe(401)
    }
  })
})

describe('paths that are not there', () => {
  it.each([
    ['GET', '/', false, 404],
    ['GET', '/api/none', false, 401],
    ['GET', '/api/none', true, 404],
    ['GET', `${POOLS}/%zz`, true, 404],
    ['GET', `${POOLS}/a/b`, true, 404],
    ['GET', '/api/aaa/users/x/none', true, 404],
  ])('%s %s, with a token: %s, is answered %i', (method, path, authenticated, status) => {
    const bench = new ApstraBench()
    const token = authenticated ? bench.login().token : undefined
    expect(bench.send(method, path, { token }).status).toBe(status)
  })

  it('and methods that are not there', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const reply = bench.send('DELETE', POOLS, { token })
    expect([reply.status, reply.reason, reply.body]).toEqual([
      405,
      'Method Not Allowed',
      '{"errors": "Method not allowed"}',
    ])
    expect(reply.headers).toContainEqual(['Allow', 'GET, OPTIONS, POST'])
  })
})

describe('handle', () => {
  it('answers whatever a client sends', () => {
    const bench = new ApstraBench()
    const { token, id } = bench.login()
    const targets = [
      POOLS,
      `${POOLS}/Private-10_0_0_0-8`,
      '/api/aaa/login',
      '/api/aaa/users',
      `/api/aaa/users/${id}`,
      `/api/aaa/users/${id}/preferences`,
      `/api/aaa/users/${id}/change-password`,
      `/api/aaa/users/${id}/favorites`,
      `/api/aaa/users/${id}/roles`,
      '/api/aaa/ratelimit',
      '/api/aaa/ratelimit/allowlist',
      '/api/aaa/ratelimit/denylist-batch-delete',
      '/api/aaa/acl',
      '/api/aaa/roles',
      '/api/aaa/password_complexity',
      '/api/streaming-config',
    ]
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(`{"items":[${'['.repeat(20_000)}${']'.repeat(20_000)}]}`),
      fc
        .dictionary(
          fc.constantFrom(
            ...['id', 'display_name', 'subnets', 'tags', 'username', 'roles', 'items', 'label', 'type'],
            ...['permissions', 'subnet', 'comment', 'enabled', 'validators', 'hostname', '__proto__'],
          ),
          fc.jsonValue(),
        )
        .map((value) => JSON.stringify(value)),
    )
    fc.assert(
      fc.property(
        fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'OPTIONS'),
        fc.oneof(fc.constantFrom(...targets), fc.string()),
        body,
        (method, target, text) => {
          const reply = bench.send(method, target, { token, body: text })
          expect([200, 201, 202, 204, 207, 400, 401, 404, 405, 409, 412, 422, 429]).toContain(reply.status)
          expect(reply.reason).not.toBe('')
          if (reply.body !== '') JSON.parse(reply.body)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('pythonJson', () => {
  it('reads back as what was written, in ASCII', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = pythonJson(value as Parameters<typeof pythonJson>[0])
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text).toMatch(/^[ -~]*$/)
      }),
    )
  })

  it('puts a space after colon and comma', () => {
    expect(pythonJson({ a: [1, true, null], b: 'x,y:z', c: undefined })).toBe(
      '{"a": [1, true, null], "b": "x,y:z"}',
    )
  })
})
