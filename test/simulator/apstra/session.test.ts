import { describe, expect, it } from 'vitest'
import { ApstraBench, decode, transcript } from './apstra-bench.js'

const DAY_MS = 86_400_000
const DATE = 'Thu, 01 Jan 2026 00:00:00 GMT'

describe('login', () => {
  it.each(['/api/aaa/login', '/api/user/login', '/api/user/login?async=full'])('is served at %s', (path) => {
    const bench = new ApstraBench()
    const reply = bench.send('POST', path, { body: { username: 'admin', password: 'admin' } })
    const { token, id } = JSON.parse(reply.body)
    expect(transcript(reply)).toBe(
      `HTTP/1.1 201 Created
Server: nginx
Date: ${DATE}
Content-Type: application/json

{"token": "${token}", "id": "${id}"}`,
    )
    expect(token).toMatch(/^eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9\.[\w-]{178}\.[\w-]{86}$/)
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(bench.lastAuth).toEqual({ outcome: 'logged-in', user: 'admin', session: 'apstra-1' })
  })

  it('gives one user one id and one user_session, and each login its own token', () => {
    const bench = new ApstraBench()
    const first = bench.login()
    const second = bench.login()
    const claims = [first, second].map(({ token }) => JSON.parse(decode(token).payload))
    expect(second.id).toBe(first.id)
    expect(claims[1].user_session).toBe(claims[0].user_session)
    expect(second.token).not.toBe(first.token)
    expect(claims[0].exp).toBe(Date.UTC(2026, 0, 2) / 1000)
  })

  it('refuses a wrong password', () => {
    const bench = new ApstraBench()
    const reply = bench.send('POST', '/api/aaa/login', { body: { username: 'admin', password: 'wrong' } })
    expect(transcript(reply)).toBe(
      `HTTP/1.1 401 Unauthorized
Server: nginx
Date: ${DATE}
Content-Type: application/json

{"errors": "Invalid credentials"}`,
    )
    expect(bench.lastAuth).toEqual({ outcome: 'bad-credentials', user: 'admin', cause: 'password' })
    bench.send('POST', '/api/aaa/login', { body: { username: 'nobody', password: 'wrong' } })
    expect(bench.lastAuth).toEqual({ outcome: 'bad-credentials', cause: 'unknown-user' })
  })

  it.each([
    ['{}', '{"errors": {"username": "Required field", "password": "Required field"}}'],
    ['{"username": "admin"}', '{"errors": {"password": "Required field"}}'],
    ['{"username', '{"errors": "Body must be a JSON object"}'],
    ['[]', '{"errors": "Body must be a JSON object"}'],
  ])('answers 422 to the body %s', (body, expected) => {
    const bench = new ApstraBench()
    const reply = bench.send('POST', '/api/aaa/login', { body })
    expect([reply.status, reply.body]).toEqual([422, expected])
    expect(bench.lastAuth).toEqual({ outcome: 'bad-credentials', cause: 'malformed' })
  })

  it('has its status, its texts and its paths from the options', () => {
    const bench = new ApstraBench({
      loginStatus: 200,
      loginPaths: ['user'],
      malformedLoginStatus: 400,
      messages: { badCredentials: 'No' },
    })
    const body = { username: 'admin', password: 'admin' }
    expect(bench.send('POST', '/api/user/login', { body }).status).toBe(200)
    expect(bench.send('POST', '/api/user/login').status).toBe(400)
    expect(bench.send('POST', '/api/aaa/login', { body }).status).toBe(404)
    expect(bench.send('POST', '/api/aaa/logout').status).toBe(404)
    expect(bench.send('POST', '/api/user/login', { body: { ...body, password: '' } }).body).toBe(
      '{"errors": "No"}',
    )
  })

  it('ignores a dead token that comes with it, unless the options say otherwise', () => {
    const body = { username: 'admin', password: 'admin' }
    expect(new ApstraBench().send('POST', '/api/aaa/login', { token: 'stale', body }).status).toBe(201)
    const strict = new ApstraBench({ loginRejectsDeadToken: true })
    const reply = strict.send('POST', '/api/aaa/login', { token: 'stale', body })
    expect([reply.status, reply.body]).toEqual([401, '{"errors": "Invalid token"}'])
    expect(strict.lastAuth).toMatchObject({ outcome: 'refused', cause: 'unknown' })
    const { token } = strict.login()
    expect(strict.send('POST', '/api/aaa/login', { token, body }).status).toBe(201)
  })
})

describe('a token', () => {
  it.each([
    [-1, 200],
    [0, 401],
    [1, 401],
  ])('%i ms from its exp is answered %i', async (offsetMs, status) => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    await bench.clock.advance(DAY_MS + offsetMs)
    expect(bench.probe(token)).toBe(status)
  })

  it('is refused with its own cause and text once it has expired', async () => {
    const bench = new ApstraBench({ tokenTtlSeconds: 10 })
    const { token } = bench.login()
    const move = await bench.clock.advance(10_000)
    expect(move.fired).toEqual([{ atMs: 10_000, label: 'session:apstra-1:token-expired' }])
    const reply = bench.send('GET', '/api/features', { token })
    expect(transcript(reply)).toBe(
      `HTTP/1.1 401 Unauthorized
Server: nginx
Date: Thu, 01 Jan 2026 00:00:10 GMT
Content-Type: application/json

{"errors": "Token has expired"}`,
    )
    expect(bench.lastAuth).toMatchObject({
      outcome: 'refused',
      cause: 'token-expired',
      session: 'apstra-1',
    })
  })

  it('expires at the whole second that exp names, so its life loses the fraction of its birth', async () => {
    const bench = new ApstraBench({ tokenTtlSeconds: 10 }, Date.UTC(2026, 0, 1) + 300)
    const { token } = bench.login()
    expect(bench.controller.sessions()[0]).toEqual({
      id: 'apstra-1',
      user: 'admin',
      state: 'live',
      bornMs: 0,
      lastUsedMs: 0,
      refreshes: 0,
      refreshesLeft: 0,
      deadlines: { token: 9700, absolute: 9700 },
    })
    await bench.clock.advance(9699)
    expect(bench.probe(token)).toBe(200)
    await bench.clock.advance(1)
    expect(bench.probe(token)).toBe(401)
  })

  it('is not prolonged by use, and later steps of the wall clock do not move its end', async () => {
    const bench = new ApstraBench({ tokenTtlSeconds: 100 })
    const { token } = bench.login()
    for (const stepMs of [-3_600_000, 7_200_000, -60_000]) {
      await bench.clock.advance(33_000)
      bench.clock.stepWall(stepMs)
      expect(bench.probe(token)).toBe(200)
    }
    await bench.clock.advance(1000)
    expect(bench.probe(token)).toBe(401)
  })

  it.each([
    [{}, 'missing', 'Missing AuthToken'],
    [{ authtoken: '' }, 'missing', 'Missing AuthToken'],
    [{ authtoken: 'eyJhbGciOiJIUzUxMiJ9.e30.AAAA' }, 'unknown', 'Invalid token'],
  ])('is needed: %j', (headers, cause, text) => {
    const bench = new ApstraBench()
    const reply = bench.send('GET', '/api/features', { headers })
    expect([reply.status, reply.body]).toEqual([401, `{"errors": "${text}"}`])
    expect(bench.lastAuth).toMatchObject({ outcome: 'refused', cause })
  })

  it('is not accepted as a bearer token', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const reply = bench.send('GET', '/api/features', { headers: { authorization: `Bearer ${token}` } })
    expect([reply.status, reply.body]).toEqual([401, '{"errors": "Missing AuthToken"}'])
  })

  it('with one byte changed is unknown', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    expect(bench.probe(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`)).toBe(401)
    expect(bench.probe(token)).toBe(200)
  })
})

describe('without authentication', () => {
  it('calls need no token, and count as those of the first administrator', () => {
    const bench = new ApstraBench({ authenticationEnabled: false })
    for (const token of [undefined, 'stale']) {
      expect(bench.send('GET', '/api/aaa/users', { token }).status).toBe(200)
      expect(bench.lastAuth).toEqual({ outcome: 'accepted', how: 'none', user: 'admin' })
    }
    expect(bench.send('POST', '/api/aaa/logout').status).toBe(200)
    expect(bench.entries('session')).toEqual([])
  })

  it('logins work all the same, and their tokens say who calls', () => {
    const bench = new ApstraBench({ authenticationEnabled: false })
    const { token } = bench.login('reader')
    expect(bench.send('GET', '/api/aaa/users', { token }).status).toBe(403)
    bench.send('POST', '/api/aaa/logout', { token })
    expect(bench.send('GET', '/api/aaa/users', { token }).status).toBe(200)
  })

  it('an Apstra without administrator asks for a token', () => {
    const users = [{ username: 'reader', password: 'midrun', roles: ['viewer' as const] }]
    const bench = new ApstraBench({ authenticationEnabled: false, users })
    expect(bench.send('GET', '/api/features').status).toBe(401)
  })
})

describe('logout', () => {
  it.each(['/api/aaa/logout', '/api/user/logout'])('at %s ends every token of the user', (path) => {
    const bench = new ApstraBench()
    const [one, two, other] = [bench.login(), bench.login(), bench.login('operator')]
    const reply = bench.send('POST', path, { token: one.token })
    expect(transcript(reply)).toBe(`HTTP/1.1 200 OK\nServer: nginx\nDate: ${DATE}\n\n`)
    expect([one, two, other].map(({ token }) => bench.probe(token))).toEqual([401, 401, 200])
    expect(bench.endCauses).toEqual(['logout', 'logout'])
    const session = (token: string) => JSON.parse(decode(token).payload).user_session
    expect(session(bench.login().token)).not.toBe(session(one.token))
  })

  it('ends only its own token with scope token', () => {
    const bench = new ApstraBench({ logoutScope: 'token' })
    const [one, two] = [bench.login(), bench.login()]
    bench.send('POST', '/api/aaa/logout', { token: one.token })
    expect([one, two].map(({ token }) => bench.probe(token))).toEqual([401, 200])
  })

  it('fails with a dead token', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    bench.send('POST', '/api/aaa/logout', { token })
    const reply = bench.send('POST', '/api/aaa/logout', { token })
    expect([reply.status, reply.body]).toEqual([401, '{"errors": "Invalid token"}'])
    expect(bench.lastAuth).toMatchObject({ outcome: 'refused', cause: 'logout', session: 'apstra-1' })
  })
})

describe('what else ends or opens sessions', () => {
  it.each([
    ['user', [401, 401]],
    ['token', [401, 200]],
  ] as const)('terminate under scope %s', (logoutScope, expected) => {
    const bench = new ApstraBench({ logoutScope })
    const [one, two] = [bench.login(), bench.login()]
    expect(bench.controller.terminate('apstra-1')).toBe(true)
    expect(bench.controller.terminate('apstra-1')).toBe(false)
    expect([one, two].map(({ token }) => bench.probe(token))).toEqual(expected)
    expect(new Set(bench.endCauses)).toEqual(new Set(['terminated']))
  })

  it.each([
    ['user', 401],
    ['token', 200],
  ] as const)('a logout elsewhere under scope %s', (logoutScope, expected) => {
    const bench = new ApstraBench({ logoutScope })
    const { token } = bench.login()
    expect(bench.controller.loginElsewhere('admin')).toBe(true)
    expect(bench.controller.loginElsewhere('nobody')).toBe(false)
    expect(bench.controller.sessions().map(({ state }) => state)).toEqual(['live', 'live'])
    bench.controller.logoutElsewhere('admin')
    expect(bench.controller.sessions().find(({ id }) => id === 'apstra-2')?.ended?.cause).toBe('logout')
    expect(bench.probe(token)).toBe(expected)
    bench.controller.logoutElsewhere('admin')
    expect(bench.controller.logoutElsewhere('nobody')).toBe(false)
    expect(bench.probe(token)).toBe(expected)
  })

  it('a restart keeps tokens by default and may forget them', () => {
    for (const [restart, status] of [
      ['keep', 200],
      ['forget', 401],
    ] as const) {
      const bench = new ApstraBench({ restart })
      const { token } = bench.login()
      bench.controller.restart()
      expect(bench.probe(token)).toBe(status)
      expect(bench.journal.entries).toContainEqual(
        expect.objectContaining({ kind: 'controller', event: 'restart' }),
      )
      expect(bench.endCauses).toEqual(restart === 'keep' ? [] : ['restart'])
    }
  })

  it('a reset restores users, pools and limits and leaves no session', () => {
    const bench = new ApstraBench()
    const { token, id } = bench.login()
    bench.send('POST', '/api/aaa/users', { token, body: { username: 'guest', password: 'guest' } })
    bench.send('DELETE', '/api/resources/ip-pools/Private-10_0_0_0-8', { token })
    bench.send('PATCH', '/api/aaa/ratelimit', { token, body: { number_of_observations: 9 } })
    bench.controller.reset()
    expect(bench.controller.sessions()).toEqual([])
    expect(bench.probe(token)).toBe(401)
    const again = bench.login()
    expect(again.id).toBe(id)
    const users = JSON.parse(bench.send('GET', '/api/aaa/users', { token: again.token }).body)
    expect(users.items.map(({ username }: { username: string }) => username)).toEqual([
      'admin',
      'operator',
      'reader',
    ])
    expect(bench.send('OPTIONS', '/api/resources/ip-pools', { token: again.token }).body).toBe(
      '{"items": ["Private-10_0_0_0-8", "Private-172_16_0_0-12", "Private-192_168_0_0-16"]}',
    )
    expect(bench.send('GET', '/api/aaa/ratelimit', { token: again.token }).body).toContain(
      '"number_of_observations": 5',
    )
  })
})

describe('purposeOf', () => {
  it.each([
    ['POST', '/api/aaa/login', 'login'],
    ['POST', '/api/user/login?async=full', 'login'],
    ['POST', '/api/aaa/login/', 'login'],
    ['POST', '/api/user/logout', 'logout'],
    ['POST', '/api/aaa/logout', 'logout'],
    ['GET', '/api/aaa/login', 'call'],
    ['GET', '/api/resources/ip-pools', 'call'],
  ])('%s %s is %s', (method, target, purpose) => {
    expect(new ApstraBench().controller.purposeOf({ method, target })).toBe(purpose)
  })
})

describe('the journal', () => {
  it('is the same for the same seed, and holds neither password nor token', async () => {
    const run = async () => {
      const users = [{ username: 'admin', password: 'correct-horse', roles: ['administrator' as const] }]
      const bench = new ApstraBench({ users, tokenTtlSeconds: 10 })
      const { token, id } = bench.login('admin', 'correct-horse')
      bench.send('POST', '/api/aaa/login', { body: { username: 'admin', password: 'wrong-stable' } })
      bench.send('POST', '/api/aaa/users', {
        token,
        body: { username: 'guest', password: 'guest-secret' },
      })
      bench.send('PUT', `/api/aaa/users/${id}/change-password`, {
        token,
        body: { current_password: 'correct-horse', new_password: 'battery-staple' },
      })
      bench.probe(token)
      await bench.clock.advance(10_000)
      return { lines: bench.journal.toLines(), token }
    }
    const [one, two] = [await run(), await run()]
    expect(one.lines).toBe(two.lines)
    expect(one.lines).toContain('"outcome":"logged-in"')
    for (const secret of [
      'correct-horse',
      'wrong-stable',
      'guest-secret',
      'battery-staple',
      one.token,
      'eyJ',
    ]) {
      expect(one.lines.includes(secret), `journal holds a secret of ${secret.length} characters`).toBe(false)
    }
  })
})
