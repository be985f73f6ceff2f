import { describe, expect, it } from 'vitest'
import { basic, errorText, HOSTS, header, LOGIN, startFmc } from './fmc-bench.js'

describe('login', () => {
  it.each([
    ['a wrong password', basic('admin', 'wrong'), { user: 'admin', cause: 'password' }],
    ['an unknown user', basic('nobody', 'midrun'), { user: 'nobody', cause: 'unknown-user' }],
    ['no credentials', {}, { cause: 'malformed' }],
    ['a value without a colon', { authorization: 'Basic YWRtaW4=' }, { cause: 'malformed' }],
    ['another scheme', { authorization: 'Bearer YWRtaW46bWlkcnVu' }, { cause: 'malformed' }],
  ])('refuses %s with the same 401', (_case, headers, decision) => {
    const { send, lastAuth } = startFmc()
    const response = send('POST', LOGIN, headers)
    expect(response.status).toBe(401)
    expect(errorText(response)).toBe('User authentication failed')
    expect(header(response, 'X-auth-access-token')).toBeUndefined()
    expect(lastAuth()).toEqual({ outcome: 'bad-credentials', ...decision })
  })

  it('locks an account after too many wrong passwords, for its time, without saying so', async () => {
    const { clock, send, lastAuth, login } = startFmc({ lockout: { maxFailedAttempts: 2, durationSec: 60 } })
    send('POST', LOGIN, basic('admin', 'wrong'))
    send('POST', LOGIN, basic('admin', 'wrong'))
    await clock.advance(59_999)
    expect(errorText(send('POST', LOGIN, basic('admin', 'midrun')))).toBe('User authentication failed')
    expect(lastAuth()).toEqual({ outcome: 'bad-credentials', user: 'admin', cause: 'locked' })
    await clock.advance(1)
    expect(login().access).toBeDefined()
  })

  it('forgets wrong passwords at a right one', () => {
    const { send, login } = startFmc({ lockout: { maxFailedAttempts: 2 } })
    for (let i = 0; i < 3; i++) {
      send('POST', LOGIN, basic('admin', 'wrong'))
      expect(login().access).toBeDefined()
    }
  })

  it('keeps a lock until it is reset where no time is set', async () => {
    const { clock, fmc, send, login } = startFmc({ lockout: { maxFailedAttempts: 1 } })
    send('POST', LOGIN, basic('admin', 'wrong'))
    await clock.advance(1e9)
    expect(send('POST', LOGIN, basic('admin', 'midrun')).status).toBe(401)
    fmc.reset()
    expect(login().access).toBeDefined()
  })

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('does not offer %s', (method) => {
    const { send, fmc } = startFmc()
    const response = send(method, LOGIN, basic('admin', 'midrun'))
    expect(response.status).toBe(405)
    expect(errorText(response)).toContain('is not supported')
    expect(fmc.sessions()).toEqual([])
  })

  it('turns an account without rights away', () => {
    const { send, lastAuth } = startFmc({ users: [{ name: 'guest', password: 'x', role: 'no-access' }] })
    const response = send('POST', LOGIN, basic('guest', 'x'))
    expect(response.status).toBe(403)
    expect(errorText(response)).toContain('The user is not authorized')
    expect(lastAuth()).toEqual({ outcome: 'forbidden', user: 'guest' })
  })

  it('names the domains of the account', () => {
    const { send } = startFmc({
      users: [{ name: 'dev', password: 'a:b', domains: ['Global/Devel'] }],
    })
    const response = send('POST', LOGIN, basic('dev', 'a:b'))
    expect(header(response, 'DOMAIN_UUID')).toBe('61e913a3-4bd6-7bde-54b6-000000000000')
    expect(header(response, 'global')).toBeUndefined()
    expect(JSON.parse(header(response, 'DOMAINS')!)).toEqual([
      { uuid: '61e913a3-4bd6-7bde-54b6-000000000000', name: 'Global/Devel' },
    ])
    expect(header(response, 'USER_UUID')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-1/)
  })
})

describe('a second login of the same account', () => {
  it('ends the first session', () => {
    const { fmc, login, get, lastAuth, refresh, ends } = startFmc()
    const first = login()
    const second = login()
    expect(get(first).status).toBe(401)
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause: 'superseded', session: 'fmc-1' })
    expect(errorText(refresh(first))).toBe('Invalid refresh token')
    expect(lastAuth()).toMatchObject({ cause: 'superseded' })
    expect(get(second).status).toBe(200)
    expect(ends()).toEqual([{ cause: 'superseded', endedMs: 0 }])
    expect(fmc.sessions().map(({ state }) => state)).toEqual(['ended', 'live'])
  })

  it('leaves other accounts alone', () => {
    const { login, get } = startFmc()
    const first = login('admin')
    login('operator')
    expect(get(first).status).toBe(200)
  })

  it('is not let in under `reject`', () => {
    const { send, login, get, fmc, lastAuth } = startFmc({ onSecondLogin: 'reject' })
    const first = login()
    expect(send('POST', LOGIN, basic('admin', 'midrun')).status).toBe(403)
    expect(lastAuth()).toEqual({ outcome: 'throttled', limit: 'sessions-per-user' })
    expect(get(first).status).toBe(200)
    fmc.terminate('fmc-1')
    expect(get(login()).status).toBe(200)
  })

  it('lives beside the first under `allow`', () => {
    const { login, get } = startFmc({ onSecondLogin: 'allow' })
    const first = login()
    login()
    expect(get(first).status).toBe(200)
  })
})

describe('what happens to a session from outside', () => {
  it('a login elsewhere supersedes it', () => {
    const { fmc, login, get, lastAuth } = startFmc()
    const tokens = login()
    expect(fmc.loginElsewhere('admin')).toBe(true)
    expect(get(tokens).status).toBe(401)
    expect(lastAuth()).toMatchObject({ cause: 'superseded' })
    expect(fmc.loginElsewhere('nobody')).toBe(false)
  })

  it('a login and logout elsewhere ends it too', () => {
    const { fmc, login, get, ends } = startFmc()
    const tokens = login()
    expect(fmc.logoutElsewhere('nobody')).toBe(false)
    expect(get(tokens).status).toBe(200)
    expect(fmc.logoutElsewhere('admin')).toBe(true)
    expect(get(tokens).status).toBe(401)
    expect(ends().map(({ cause }) => cause)).toEqual(['superseded', 'logout'])
  })

  it('an administrator ends it once', () => {
    const { fmc, login, get, lastAuth } = startFmc()
    const tokens = login()
    expect(fmc.terminate('fmc-1')).toBe(true)
    expect(fmc.terminate('fmc-1')).toBe(false)
    get(tokens)
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause: 'terminated' })
  })

  it.each([
    ['forget', 401],
    ['keep', 200],
  ])('a restart under `%s` answers %i', (restart, status) => {
    const { fmc, login, get, journal } = startFmc({ restart })
    const tokens = login()
    fmc.restart()
    expect(get(tokens).status).toBe(status)
    expect(journal.entries.filter(({ kind }) => kind === 'controller')).toMatchObject([{ event: 'restart' }])
  })

  it('a reset leaves no session and no object of a client', () => {
    const { fmc, login, send, get, lastAuth } = startFmc()
    const tokens = login()
    const headers = { 'x-auth-access-token': tokens.access }
    send('POST', HOSTS, headers, '{"name":"web","value":"198.51.100.7"}')
    fmc.reset()
    expect(fmc.sessions()).toEqual([])
    expect(get(tokens).status).toBe(401)
    expect(lastAuth()).toMatchObject({ cause: 'unknown' })
    expect(JSON.parse(get(login(), HOSTS).body).paging.count).toBe(1)
  })
})

describe('the journal', () => {
  it('holds no password and no token', () => {
    const { journal, login, refresh, get, send } = startFmc({
      users: [{ name: 'admin', password: 'hunter-two' }],
    })
    const first = login('admin', 'hunter-two')
    get(first)
    send('POST', LOGIN, basic('admin', 'nearly-hunter-two'))
    const refreshed = refresh(first)
    refresh(first)
    const lines = journal.toLines()
    const newAccess = header(refreshed, 'X-auth-access-token')!
    const newRefresh = header(refreshed, 'X-auth-refresh-token')!
    for (const secret of [
      first.access,
      first.refresh,
      newAccess,
      newRefresh,
      'hunter-two',
      btoa('admin:hunter-two'),
    ]) {
      expect(lines).not.toContain(secret)
    }
    expect(lines).toContain(journal.redaction.fingerprint(first.access))
  })

  it('tells logins, refreshes and logouts by method and path', () => {
    const { fmc } = startFmc()
    const of = (method: string, name: string) =>
      fmc.purposeOf({ method, target: `/api/fmc_platform/v1/auth/${name}` })
    expect(of('POST', 'generatetoken')).toBe('login')
    expect(of('POST', 'refreshtoken')).toBe('refresh')
    expect(of('POST', 'revokeaccess?x=1')).toBe('logout')
    expect(of('GET', 'generatetoken')).toBe('call')
    expect(of('POST', 'other')).toBe('call')
    expect(fmc.purposeOf({ method: 'POST', target: `/${LOGIN}` })).toBe('login')
  })
})
