import { describe, expect, it } from 'vitest'
import { ApstraBench } from './apstra-bench.js'

const FORBIDDEN = '{"errors": "Must have right permissions"}'

/** A bench with a login of each of the three users. */
function withLogins(options = {}) {
  const bench = new ApstraBench(options)
  return { bench, admin: bench.login(), operator: bench.login('operator'), reader: bench.login('reader') }
}

describe('roles', () => {
  const body = { display_name: 'p', subnets: [] }
  it.each([
    ['reader', 'GET', '/api/resources/ip-pools', 200],
    ['reader', 'POST', '/api/resources/ip-pools', 403],
    ['reader', 'DELETE', '/api/resources/ip-pools/none', 403],
    ['operator', 'POST', '/api/resources/ip-pools', 201],
    ['operator', 'GET', '/api/aaa/users', 403],
    ['operator', 'GET', '/api/aaa/ratelimit', 403],
    ['operator', 'GET', '/api/aaa/currently-logged-in-users', 403],
    ['operator', 'DELETE', '/api/aaa/users/none/session', 403],
    ['admin', 'GET', '/api/aaa/users', 200],
  ] as const)('%s: %s %s is answered %i', (who, method, path, status) => {
    const logins = withLogins()
    const reply = logins.bench.send(method, path, { token: logins[who].token, body })
    expect(reply.status).toBe(status)
    const outcome = status === 403 ? 'forbidden' : 'accepted'
    expect(logins.bench.lastAuth).toMatchObject({ outcome, user: who })
    if (status === 403) expect(reply.body).toBe(FORBIDDEN)
    expect(logins.bench.probe(logins[who].token)).toBe(200)
  })

  it.each([
    ['POST', 'favorites', FORBIDDEN],
    ['PATCH', 'favorites/x', FORBIDDEN],
    ['DELETE', 'favorites/x', FORBIDDEN],
    ['POST', 'preferences', FORBIDDEN],
    ['DELETE', 'preferences/x', FORBIDDEN],
    ['PUT', '', '{"errors": "Invalid credentials"}'],
    ['PATCH', '', '{"errors": "Invalid credentials"}'],
  ])('401 with a live token: %s %s of another user', (method, list, text) => {
    const { bench, admin, operator } = withLogins()
    const path = `/api/aaa/users/${admin.id}${list && `/${list}`}`
    const reply = bench.send(method, path, { token: operator.token, body: {} })
    expect([reply.status, reply.body]).toEqual([401, text])
    expect(bench.lastAuth).toMatchObject({ outcome: 'forbidden', user: 'operator', session: 'apstra-2' })
    expect(bench.probe(operator.token)).toBe(200)
  })

  it('decide at once when they change', () => {
    const { bench, admin, reader } = withLogins()
    const body = { display_name: 'p', subnets: [] }
    bench.send('PATCH', `/api/aaa/users/${reader.id}`, { token: admin.token, body: { roles: ['user'] } })
    expect(bench.send('POST', '/api/resources/ip-pools', { token: reader.token, body }).status).toBe(201)
  })
})

describe('users', () => {
  it('are listed, created, read, changed and deleted', () => {
    const { bench, admin } = withLogins()
    const { token } = admin
    const created = bench.send('POST', '/api/aaa/users', {
      token,
      body: { username: 'guest', password: 'g', roles: ['viewer'], first_name: 'Gü' },
    })
    expect(created.status).toBe(201)
    const { id } = JSON.parse(created.body)
    const path = `/api/aaa/users/${id}`
    expect(bench.send('PATCH', path, { token, body: { email: 'g@example.net' } }).status).toBe(200)
    expect(bench.send('GET', path, { token }).body).toBe(
      `{"username": "guest", "id": "${id}", "first_name": "G\\u00fc", "last_name": "", "email": "g@example.net", "roles": ["viewer"], "favorites": [], "preferences": [], "is_active": true}`,
    )
    const guest = bench.login('guest', 'g')
    expect(bench.send('DELETE', path, { token }).status).toBe(200)
    expect(bench.send('GET', path, { token }).status).toBe(404)
    expect(bench.probe(guest.token)).toBe(401)
    expect(bench.lastAuth).toMatchObject({ outcome: 'refused', cause: 'user-changed' })
  })

  it.each([
    [{ username: 'admin', password: 'x' }, 409],
    [{ username: 'root', password: 'x' }, 412],
    [{ username: 'x' }, 422],
    [{ username: 'x', password: 'x', roles: ['king'] }, 422],
    [{ username: 'x y', password: 'x' }, 422],
    [{ username: 'x'.repeat(33), password: 'x' }, 422],
    [{ username: 'x', password: 'x', first_name: 'x'.repeat(33) }, 422],
    [[], 422],
  ])('%j cannot be created: %i', (body, status) => {
    const { bench, admin } = withLogins()
    expect(bench.send('POST', '/api/aaa/users', { token: admin.token, body }).status).toBe(status)
  })

  it('admin keeps its role, its account and its own session', () => {
    const { bench, admin } = withLogins()
    const path = `/api/aaa/users/${admin.id}`
    const { token } = admin
    expect(bench.send('PATCH', path, { token, body: { roles: ['viewer'] } }).status).toBe(400)
    expect(bench.send('PATCH', path, { token, body: { is_active: false } }).status).toBe(400)
    expect(bench.send('DELETE', path, { token }).status).toBe(400)
    expect(bench.send('DELETE', `${path}/session`, { token }).status).toBe(400)
    expect(bench.probe(token)).toBe(200)
  })

  it('may change what is their own, but not their roles', () => {
    const { bench, operator } = withLogins()
    const path = `/api/aaa/users/${operator.id}`
    const { token } = operator
    expect(bench.send('PATCH', path, { token, body: { last_name: 'O' } }).status).toBe(200)
    expect(bench.send('PATCH', path, { token, body: { roles: ['administrator'] } }).status).toBe(403)
  })

  it('that are made inactive lose their tokens and cannot log in', () => {
    const { bench, admin, operator } = withLogins()
    const body = { is_active: false }
    bench.send('PATCH', `/api/aaa/users/${operator.id}`, { token: admin.token, body })
    expect(bench.probe(operator.token)).toBe(401)
    expect(bench.controller.loginElsewhere('operator')).toBe(false)
    const credentials = { username: 'operator', password: 'midrun' }
    expect(bench.send('POST', '/api/aaa/login', { body: credentials }).status).toBe(401)
    expect(bench.lastAuth).toEqual({ outcome: 'bad-credentials', user: 'operator', cause: 'locked' })
  })

  it('that are made inactive keep their tokens where the options say so', () => {
    const { bench, admin, operator } = withLogins({ sessionsEndOnDeactivation: false })
    const path = `/api/aaa/users/${operator.id}`
    bench.send('PATCH', path, { token: admin.token, body: { is_active: false } })
    expect(bench.probe(operator.token)).toBe(200)
  })

  it('are replaced by PUT as a whole', () => {
    const { bench, admin, operator } = withLogins()
    const { token } = admin
    const path = `/api/aaa/users/${operator.id}`
    const profile = { first_name: 'O', last_name: 'P', email: 'o@example.net', roles: ['viewer'] }
    const { roles, ...rest } = profile
    const partial = bench.send('PUT', path, { token, body: rest })
    expect([partial.status, partial.body]).toEqual([422, '{"errors": {"roles": "Required field"}}'])
    expect(bench.send('PUT', path, { token, body: profile }).status).toBe(200)
    expect(JSON.parse(bench.send('GET', path, { token }).body)).toMatchObject({ ...rest, roles })
  })

  it('are logged off by an administrator', () => {
    const { bench, admin, operator } = withLogins()
    const second = bench.login('operator')
    const path = `/api/aaa/users/${operator.id}/session`
    expect(bench.send('DELETE', '/api/aaa/users/none/session', { token: admin.token }).status).toBe(404)
    expect(bench.send('DELETE', path, { token: admin.token }).status).toBe(200)
    expect([operator, second, admin].map(({ token }) => bench.probe(token))).toEqual([401, 401, 200])
    expect(bench.endCauses).toEqual(['terminated', 'terminated'])
    const list = bench.send('GET', '/api/aaa/currently-logged-in-users', { token: admin.token })
    expect(JSON.parse(list.body).items.map(({ username }: { username: string }) => username)).toEqual([
      'admin',
      'reader',
    ])
  })

  it('are shown to administrators and to themselves only', () => {
    const { bench, admin, operator } = withLogins()
    const reply = bench.send('GET', `/api/aaa/users/${admin.id}`, { token: operator.token })
    expect([reply.status, reply.body]).toEqual([403, FORBIDDEN])
    const own = bench.send('GET', `/api/aaa/users/${operator.id}`, { token: operator.token })
    expect(JSON.parse(own.body)).toMatchObject({ username: 'operator', roles: ['user'] })
  })
})

describe('change-password', () => {
  it.each([
    [true, 401],
    [false, 200],
  ])('with sessionChangeOnUserUpdate %s leaves the old token at %i', (sessionChangeOnUserUpdate, status) => {
    const { bench, operator } = withLogins({ sessionChangeOnUserUpdate })
    const reply = bench.send('PUT', `/api/aaa/users/${operator.id}/change-password`, {
      token: operator.token,
      body: { current_password: 'midrun', new_password: 'other', new_password2: 'other' },
    })
    expect([reply.status, reply.body]).toEqual([200, '{}'])
    expect(bench.probe(operator.token)).toBe(status)
    expect(bench.probe(bench.login('operator', 'other').token)).toBe(200)
  })

  it.each([
    [{ current_password: 'wrong', new_password: 'n' }, '{"errors": {"current_password": "Wrong password"}}'],
    [{ new_password: 'n' }, '{"errors": {"current_password": "Required field"}}'],
    [{ current_password: 'midrun' }, '{"errors": {"new_password": "Required field"}}'],
    [
      { current_password: 'midrun', new_password: 'n', new_password2: 'm' },
      '{"errors": {"new_password2": "Passwords do not match"}}',
    ],
  ])('answers 422 to %j', (body, text) => {
    const { bench, operator } = withLogins()
    const path = `/api/aaa/users/${operator.id}/change-password`
    const reply = bench.send('PUT', path, { token: operator.token, body })
    expect([reply.status, reply.body]).toEqual([422, text])
    expect(bench.probe(operator.token)).toBe(200)
  })

  it('is for the user and for administrators, who need not know the old password', () => {
    const { bench, admin, operator } = withLogins()
    const body = { new_password: 'set' }
    const own = `/api/aaa/users/${admin.id}/change-password`
    expect(bench.send('PUT', own, { token: operator.token, body }).status).toBe(403)
    const other = `/api/aaa/users/${operator.id}/change-password`
    expect(bench.send('PUT', other, { token: admin.token, body }).status).toBe(200)
    expect(bench.probe(bench.login('operator', 'set').token)).toBe(200)
  })
})
