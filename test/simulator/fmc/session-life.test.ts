import { describe, expect, it } from 'vitest'
import { errorText, REFRESH, REVOKE, startFmc, type Tokens, tokensOf } from './fmc-bench.js'

const TTL_MS = 1_800_000
const BROWSER_MS = 3_600_000

describe('the access token', () => {
  it.each([
    [-1, 200],
    [0, 401],
    [1, 401],
  ])('%i ms from its end gets %i', async (fromEndMs, status) => {
    const { clock, login, get } = startFmc()
    const tokens = login()
    await clock.advance(TTL_MS + fromEndMs)
    expect(get(tokens).status).toBe(status)
  })

  it('does not live longer for being used', async () => {
    const { clock, login, get, lastAuth } = startFmc()
    const tokens = login()
    for (let minute = 0; minute < 29; minute++) {
      await clock.advance(60_000)
      expect(get(tokens).status).toBe(200)
    }
    await clock.advance(60_000)
    expect(get(tokens).status).toBe(401)
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause: 'token-expired', session: 'fmc-1' })
  })

  it('does not notice a step of the wall clock', () => {
    const { clock, login, get } = startFmc()
    const tokens = login()
    clock.stepWall(10 * TTL_MS)
    expect(get(tokens).status).toBe(200)
  })

  it.each([
    ['missing', {}],
    ['unknown', { 'x-auth-access-token': 'a22e9669-0ef4-46fd-bd5e-c871a9bfcbb4' }],
  ])('is refused alike when it is %s', (cause, headers) => {
    const { send, lastAuth } = startFmc({ unknownTokenText: 'Invalid access token' })
    const response = send('GET', '/api/no/such/url', headers)
    expect(response.status).toBe(401)
    expect(errorText(response)).toBe('Invalid access token')
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause })
  })
})

describe('refresh', () => {
  it('works three times, and each time starts a new half hour', async () => {
    const { clock, fmc, login, get, refresh, lastAuth } = startFmc()
    let tokens = login()
    for (const left of [2, 1, 0]) {
      await clock.advance(TTL_MS - 1)
      tokens = tokensOf(refresh(tokens))
      expect(fmc.sessions()[0]).toMatchObject({ refreshes: 3 - left, refreshesLeft: left })
    }
    const fourth = refresh(tokens)
    expect(fourth.status).toBe(401)
    expect(errorText(fourth)).toBe('Invalid refresh token')
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause: 'refresh-limit', session: 'fmc-1' })
    expect(get(tokens).status).toBe(200)
    await clock.advance(TTL_MS)
    expect(get(tokens).status).toBe(401)
  })

  it('ends the session with the last token when none is left', async () => {
    const { clock, login, refresh, lastAuth, ends } = startFmc({ maxRefreshes: 1 })
    const tokens = tokensOf(refresh(login()))
    await clock.advance(TTL_MS - 1)
    expect(ends()).toEqual([])
    await clock.advance(1)
    expect(ends()).toEqual([{ cause: 'token-expired', endedMs: TTL_MS }])
    refresh(tokens)
    expect(lastAuth()).toMatchObject({ cause: 'refresh-limit' })
  })

  it('starts counting anew with a login', () => {
    const { login, refresh } = startFmc({ maxRefreshes: 1 })
    refresh(login())
    expect(refresh(login()).status).toBe(204)
  })

  it('works with an expired access token, until the browser time-out', async () => {
    const { clock, login, refresh } = startFmc()
    const tokens = login()
    await clock.advance(BROWSER_MS - 1)
    expect(refresh(tokens).status).toBe(204)
  })

  it('is over with the browser time-out', async () => {
    const { clock, login, refresh, lastAuth, ends } = startFmc()
    const tokens = login()
    await clock.advance(BROWSER_MS)
    expect(ends()).toEqual([{ cause: 'idle', endedMs: BROWSER_MS }])
    expect(errorText(refresh(tokens))).toBe('Invalid refresh token')
    expect(lastAuth()).toMatchObject({ cause: 'idle' })
  })

  it('is over with the access token where expiry forbids it', async () => {
    const { clock, login, refresh, ends } = startFmc({ refreshAfterExpiry: false })
    let tokens = login()
    await clock.advance(TTL_MS - 1)
    tokens = tokensOf(refresh(tokens))
    await clock.advance(TTL_MS)
    expect(refresh(tokens).status).toBe(401)
    expect(ends()).toEqual([{ cause: 'token-expired', endedMs: 2 * TTL_MS - 1 }])
  })

  it('kills both old tokens', () => {
    const { login, get, refresh, lastAuth } = startFmc()
    const old = login()
    const fresh = tokensOf(refresh(old))
    expect(get(old).status).toBe(401)
    expect(lastAuth()).toMatchObject({ cause: 'replaced', session: 'fmc-1' })
    expect(errorText(refresh(old))).toBe('Invalid refresh token')
    expect(lastAuth()).toMatchObject({ cause: 'replaced' })
    expect(get(fresh).status).toBe(200)
  })

  it('may leave the old access token its time', async () => {
    const { clock, login, get, refresh } = startFmc({ oldTokenAfterRefresh: 'valid-until-expiry' })
    const old = login()
    await clock.advance(1000)
    const fresh = tokensOf(refresh(old))
    await clock.advance(TTL_MS - 1001)
    expect(get(old).status).toBe(200)
    await clock.advance(1)
    expect(get(old).status).toBe(401)
    expect(get(fresh).status).toBe(200)
  })

  it('may take an old refresh token again, for a client that lost the reply', () => {
    const { login, get, refresh } = startFmc({ oldRefreshToken: 'reusable' })
    const old = login()
    refresh(old)
    const second = tokensOf(refresh(old))
    expect(get(second).status).toBe(200)
  })

  const mixed: [string, (own: Tokens, other: Tokens) => object, string, string][] = [
    [
      'no access token',
      (own) => ({ 'x-auth-refresh-token': own.refresh }),
      'Access token invalid.',
      'missing',
    ],
    [
      'no refresh token',
      (own) => ({ 'x-auth-access-token': own.access }),
      'Invalid refresh token',
      'missing',
    ],
    [
      'the refresh token of another session',
      (own, other) => ({ 'x-auth-access-token': own.access, 'x-auth-refresh-token': other.refresh }),
      'Invalid refresh token',
      'unknown',
    ],
    [
      'an unknown access token',
      (own) => ({ 'x-auth-access-token': 'x', 'x-auth-refresh-token': own.refresh }),
      'Access token invalid.',
      'unknown',
    ],
  ]
  it.each(mixed)('refuses %s', (_case, headers, text, cause) => {
    const { send, login, get, lastAuth } = startFmc()
    const own = login('admin')
    const other = login('operator')
    const response = send('POST', REFRESH, headers(own, other))
    expect([response.status, errorText(response)]).toEqual([401, text])
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause })
    expect(get(own).status).toBe(200)
  })

  it('refuses the new refresh token beside the old access token', () => {
    const { send, login, refresh, lastAuth } = startFmc({ oldTokenAfterRefresh: 'valid-until-expiry' })
    const old = login()
    const fresh = tokensOf(refresh(old))
    const response = send('POST', REFRESH, {
      'x-auth-access-token': old.access,
      'x-auth-refresh-token': fresh.refresh,
    })
    expect(errorText(response)).toBe('Access token invalid.')
    expect(lastAuth()).toMatchObject({ cause: 'replaced' })
  })
})

describe('the browser time-out', () => {
  it('ends a silent session with both its tokens', async () => {
    const { clock, login, get, refresh, lastAuth } = startFmc({ browserTimeoutSec: 600 })
    const tokens = login()
    await clock.advance(600_000)
    expect(get(tokens).status).toBe(401)
    expect(lastAuth()).toMatchObject({ cause: 'idle' })
    expect(refresh(tokens).status).toBe(401)
  })

  it('runs from the last accepted call, and a refused one does not count', async () => {
    const { clock, login, get, ends } = startFmc({ browserTimeoutSec: 600 })
    const tokens = login()
    await clock.advance(599_999)
    get(tokens)
    await clock.advance(300_000)
    get({ ...tokens, access: 'wrong' })
    await clock.advance(300_000)
    expect(ends()).toEqual([{ cause: 'idle', endedMs: 599_999 + 600_000 }])
  })

  it('may run from the login instead', async () => {
    const { clock, login, get, ends } = startFmc({ browserTimeoutSec: 600, browserTimeoutKind: 'absolute' })
    const tokens = login()
    await clock.advance(599_999)
    expect(get(tokens).status).toBe(200)
    await clock.advance(1)
    expect(get(tokens).status).toBe(401)
    expect(ends()).toEqual([{ cause: 'absolute', endedMs: 600_000 }])
  })
})

describe('a browser time-out that calls do not put off', () => {
  const options = { browserTimeoutSec: 600, browserTimeoutKind: 'since-refresh' }

  it('runs from the login, however busy the session is', async () => {
    const { clock, fmc, login, get, ends } = startFmc(options)
    const tokens = login()
    await clock.advance(599_999)
    expect(get(tokens).status).toBe(200)
    expect(fmc.sessions()[0]!.deadlines).toMatchObject({ idle: 600_000, refresh: 600_000 })
    await clock.advance(1)
    expect(get(tokens).status).toBe(401)
    expect(ends()).toEqual([{ cause: 'idle', endedMs: 600_000 }])
  })

  it('starts again with a refresh', async () => {
    const { clock, login, get, refresh, ends } = startFmc(options)
    const tokens = login()
    await clock.advance(599_999)
    const fresh = tokensOf(refresh(tokens))
    await clock.advance(599_999)
    expect(get(fresh).status).toBe(200)
    await clock.advance(1)
    expect(ends()).toEqual([{ cause: 'idle', endedMs: 1_199_999 }])
  })
})

describe('a refused refresh that ends its session', () => {
  const options = { refusedRefresh: 'ends-session' }

  it('is one too many', () => {
    const { login, get, refresh, ends } = startFmc({ ...options, maxRefreshes: 0 })
    const tokens = login()
    expect(refresh(tokens).status).toBe(401)
    expect(get(tokens).status).toBe(401)
    expect(ends()).toEqual([{ cause: 'refused-refresh', endedMs: 0 }])
  })

  it('is one with tokens that were replaced', () => {
    const { login, get, refresh, lastAuth } = startFmc(options)
    const old = login()
    const fresh = tokensOf(refresh(old))
    refresh(old)
    expect(lastAuth()).toMatchObject({ cause: 'replaced' })
    expect(get(fresh).status).toBe(401)
    expect(lastAuth()).toMatchObject({ cause: 'refused-refresh' })
  })

  it('is none of a stranger', () => {
    const { send, login, get } = startFmc(options)
    const tokens = login()
    send('POST', REFRESH, { 'x-auth-access-token': tokens.access, 'x-auth-refresh-token': 'guessed' })
    expect(get(tokens).status).toBe(200)
  })
})

describe('deadlines', () => {
  it('tells when each limit strikes', async () => {
    const { clock, fmc, login, get, refresh } = startFmc({ refreshCapsTotalSec: 5400 })
    const tokens = login()
    await clock.advance(1000)
    get(tokens)
    expect(fmc.sessions()[0]!.deadlines).toEqual({
      token: TTL_MS,
      idle: 1000 + BROWSER_MS,
      absolute: 5_400_000,
      refresh: 1000 + BROWSER_MS,
    })
    refresh(tokens)
    expect(fmc.sessions()[0]!.deadlines.token).toBe(1000 + TTL_MS)
  })

  it('names no refresh deadline when no refresh is left', () => {
    const { fmc, login } = startFmc({ maxRefreshes: 0 })
    login()
    expect(fmc.sessions()[0]!.deadlines).toEqual({ token: TTL_MS, idle: BROWSER_MS })
  })

  it('ends a session at its total limit, however it is kept alive', async () => {
    const { clock, login, get, refresh, ends } = startFmc({ refreshCapsTotalSec: 5400, maxRefreshes: 9 })
    let tokens = login()
    for (let i = 0; i < 3; i++) {
      await clock.advance(1_500_000)
      tokens = tokensOf(refresh(tokens))
    }
    await clock.advance(899_999)
    expect(get(tokens).status).toBe(200)
    await clock.advance(1)
    expect(get(tokens).status).toBe(401)
    expect(ends()).toEqual([{ cause: 'absolute', endedMs: 5_400_000 }])
  })
})

describe('revocation', () => {
  it('ends the session with its refresh token, once', () => {
    const { send, login, get, refresh, lastAuth } = startFmc()
    const tokens = login()
    const headers = { 'x-auth-access-token': tokens.access }
    expect(send('POST', REVOKE, headers).status).toBe(204)
    expect(lastAuth()).toMatchObject({ outcome: 'accepted', session: 'fmc-1' })
    expect(get(tokens).status).toBe(401)
    expect(lastAuth()).toMatchObject({ cause: 'logout' })
    expect(refresh(tokens).status).toBe(401)
    const again = send('POST', REVOKE, headers)
    expect([again.status, errorText(again)]).toEqual([401, 'Access token invalid.'])
  })
})
