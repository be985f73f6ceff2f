import { describe, expect, it } from 'vitest'
import { ApstraBench } from './apstra-bench.js'

const ROLES = '/api/aaa/roles'
const WRITER = { label: 'writer', type: 'global', permissions: ['platform:read', 'platform:write'] }

function asAdmin() {
  const bench = new ApstraBench()
  const { token } = bench.login()
  const send = (method: string, path: string, body?: unknown) => {
    const reply = bench.send(method, path, { token, body })
    return [reply.status, reply.body]
  }
  const read = (path: string) => JSON.parse(bench.send('GET', path, { token }).body)
  const create = (body: unknown): string => JSON.parse(bench.send('POST', ROLES, { token, body }).body).id
  return { bench, send, read, create }
}

describe('roles', () => {
  it('that are predefined are listed, and stay as they are', () => {
    const { send, read } = asAdmin()
    const { items } = read(ROLES)
    expect(items.map(({ label }: { label: string }) => label)).toEqual([
      'administrator',
      'user',
      'viewer',
      'device_ztp',
      'License_reader',
    ])
    const viewer = `${ROLES}/${items[2].id}`
    expect(read(viewer)).toEqual({
      permissions: ['platform:read'],
      id: items[2].id,
      label: 'viewer',
      role: 'viewer',
      description: '',
      type: 'global',
      is_role_deletable: false,
    })
    expect(send('PUT', viewer, WRITER)).toEqual([400, '{"errors": "Can not change predefined roles"}'])
    expect(send('DELETE', viewer)).toEqual([400, '{"errors": "Can not delete predefined roles"}'])
  })

  it('are created, given to users, changed with effect at once, and deleted when nobody has them', () => {
    const { bench, send, create } = asAdmin()
    const reader = bench.login('reader')
    const write = () =>
      bench.send('POST', '/api/resources/ip-pools', {
        token: reader.token,
        body: { display_name: 'p', subnets: [] },
      }).status
    const id = create(WRITER)
    const own = `/api/aaa/users/${reader.id}/roles`
    expect(write()).toBe(403)
    expect(send('PUT', own, { roles: ['writer'] })).toEqual([200, ''])
    expect(bench.send('GET', own, { token: reader.token }).body).toBe(
      '{"permissions": ["platform:read", "platform:write"], "granular_permissions": [], "roles": ["writer"]}',
    )
    expect(write()).toBe(201)
    expect(send('PUT', `${ROLES}/${id}`, { ...WRITER, permissions: ['platform:read'] })).toEqual([200, ''])
    expect(write()).toBe(403)
    expect(send('DELETE', `${ROLES}/${id}`)).toEqual([400, '{"errors": "Role is assigned to user"}'])
    send('PUT', own, { roles: [] })
    expect(send('DELETE', `${ROLES}/${id}`)).toEqual([200, ''])
    expect(send('GET', `${ROLES}/${id}`)[0]).toBe(404)
  })

  it('may hold permissions for some blueprints', () => {
    const { read, create } = asAdmin()
    const granular = [{ scope: 'blueprint_id in [any]', permissions: ['blueprint:read'] }]
    const id = create({ label: 'g', type: 'granular', granular_permissions: granular, description: 'd' })
    expect(read(`${ROLES}/${id}`)).toEqual({
      granular_permissions: granular,
      id,
      label: 'g',
      role: 'g',
      description: 'd',
      type: 'granular',
      is_role_deletable: true,
    })
  })

  it.each([
    [{}, 422, { label: 'Required field', type: 'Required field' }],
    [{ ...WRITER, label: 'x'.repeat(65) }, 422, { label: 'Invalid value' }],
    [{ ...WRITER, type: 'local' }, 422, { type: 'Invalid value' }],
    [{ ...WRITER, description: 1 }, 422, { description: 'Invalid value' }],
    [{ ...WRITER, permissions: ['fly'] }, 422, { permissions: 'Unexpected permissions given' }],
    [
      { ...WRITER, granular_permissions: [{ scope: '', permissions: [] }] },
      422,
      { granular_permissions: 'Unexpected permissions given' },
    ],
    [{ ...WRITER, label: 'viewer' }, 409, { label: 'Role label already exists' }],
  ])('are not made of %j', (body, status, errors) => {
    const { bench } = asAdmin()
    const reply = bench.send('POST', ROLES, { token: bench.login().token, body })
    expect([reply.status, JSON.parse(reply.body)]).toEqual([status, { errors }])
  })

  it('are for administrators', () => {
    const { bench } = asAdmin()
    const { token, id } = bench.login('operator')
    for (const path of [ROLES, '/api/aaa/permissions']) {
      expect(bench.send('GET', path, { token }).status).toBe(403)
    }
    expect(bench.send('PUT', `/api/aaa/users/${id}/roles`, { token, body: { roles: [] } }).status).toBe(403)
  })

  it('cannot be taken from admin, or be unknown', () => {
    const { bench, send } = asAdmin()
    const path = `/api/aaa/users/${bench.login().id}/roles`
    expect(send('PUT', path, { roles: ['viewer'] })).toEqual([
      400,
      '{"errors": "User \\"admin\\" must have \\"administrator\\" role"}',
    ])
    expect(send('PUT', path, { roles: ['king'] })).toEqual([422, '{"errors": {"roles": "Invalid value"}}'])
    expect(send('PUT', path, {})).toEqual([422, '{"errors": {"roles": "Required field"}}'])
  })
})

describe('permissions', () => {
  it('are listed', () => {
    const { read } = asAdmin()
    const { permissions, granular_permissions } = read('/api/aaa/permissions')
    expect(permissions).toContainEqual({ id: 'platform:read', label: 'Read all resources' })
    expect(granular_permissions).toContainEqual({ id: 'blueprint:read', label: 'Read blueprint' })
  })

  it('of a user are told by route and method', () => {
    const { bench } = asAdmin()
    const { token, id } = bench.login('reader')
    const { items } = JSON.parse(bench.send('GET', `/api/aaa/users/${id}/permissions`, { token }).body)
    expect(items).toContainEqual({ route: '/api/resources/ip-pools', methods: ['GET', 'OPTIONS'] })
    expect(items.map(({ route }: { route: string }) => route)).not.toContain('/api/aaa/acl')
  })
})
