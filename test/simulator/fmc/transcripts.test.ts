import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  accessToken,
  basic,
  bothTokens,
  HOSTS,
  LOGIN,
  NETWORKS,
  REFRESH,
  REVOKE,
  startFmc,
  tokensOf,
  transcript,
  VERSION,
} from './fmc-bench.js'

function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/fmc/${name}.txt`, import.meta.url), 'utf8')
}

describe('replies as they stand on the wire', () => {
  it('answers a login with tokens in header fields only', () => {
    const { send } = startFmc()
    expect(transcript(send('POST', LOGIN, basic('admin', 'midrun')))).toBe(fixture('generatetoken'))
  })

  it('answers a refresh with a new pair and the domains again', () => {
    const { send, login } = startFmc()
    expect(transcript(send('POST', REFRESH, bothTokens(login())))).toBe(fixture('refreshtoken'))
  })

  it('answers a revocation with nothing', () => {
    const { send, login } = startFmc()
    expect(transcript(send('POST', REVOKE, accessToken(login())))).toBe(fixture('revokeaccess'))
  })

  it('wraps the refusal of a wrong password', () => {
    const { send } = startFmc()
    expect(transcript(send('POST', LOGIN, basic('admin', 'wrong')))).toBe(fixture('generatetoken-refused'))
  })

  it('wraps the refusal of a used-up refresh', () => {
    const { send, login } = startFmc({ maxRefreshes: 0 })
    expect(transcript(send('POST', REFRESH, bothTokens(login())))).toBe(fixture('refreshtoken-refused'))
  })

  it('wraps the refusal of an expired token', async () => {
    const { clock, get, login } = startFmc()
    const tokens = login()
    await clock.advance(1_800_000)
    expect(transcript(get(tokens))).toBe(fixture('token-expired'))
  })

  it('wraps a 429', () => {
    const { get, login } = startFmc({ rate: { perMinute: 1 }, retryAfterSeconds: 30 })
    expect(transcript(get(login()))).toBe(fixture('too-many-requests'))
  })

  it('tells its version', () => {
    const { send, login } = startFmc()
    expect(transcript(send('GET', VERSION, accessToken(login())))).toBe(fixture('serverversion'))
  })

  it('lists networks page by page', () => {
    const { send, login } = startFmc()
    const target = `${NETWORKS}?limit=1&offset=1&expanded=True`
    expect(transcript(send('GET', target, accessToken(login())))).toBe(fixture('networks-page'))
  })

  it('makes a host', () => {
    const { send, login } = startFmc()
    const body = '{"name":"web","type":"Host","value":"198.51.100.7","description":"front"}'
    expect(transcript(send('POST', HOSTS, accessToken(login()), body))).toBe(fixture('host-created'))
  })
})

describe('what a login does not mind', () => {
  const reply = (target: string, headers = {}, body = '') => {
    const { send } = startFmc()
    return send('POST', target, { ...basic('admin', 'midrun'), ...headers }, body)
  }

  it.each(['', 'null', '{}', '{"broken'])('a body of %j', (body) => {
    expect(reply(LOGIN, { 'content-type': 'application/xml' }, body).status).toBe(204)
  })

  it('tokens that are not good any more', () => {
    expect(reply(LOGIN, bothTokens({ access: 'stale', refresh: 'stale' })).status).toBe(204)
  })

  it.each([`/${LOGIN}`, `${LOGIN}/`, `${LOGIN}?x=1`])('the target %s', (target) => {
    const response = reply(target)
    expect(response.status).toBe(204)
    expect(tokensOf(response).access).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
  })
})
