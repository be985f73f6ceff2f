import { describe, expect, it } from 'vitest'
import { HOSTS, LOGIN, REVOKE, startFmc, VERSION } from './fmc-bench.js'

const ADMIN = { authorization: 'Bearer midrun-admin-token' }
const READER = { authorization: 'bearer  midrun-reader-token' }

function startCloudFmc(options: Record<string, unknown> = {}) {
  return startFmc({ release: 'cdfmc', ...options })
}

describe('an API token', () => {
  it('is good for each call, however long it was silent', async () => {
    const { clock, send, fmc, journal, lastAuth } = startCloudFmc()
    expect(send('GET', VERSION, ADMIN).status).toBe(200)
    await clock.advance(400 * 86_400_000)
    expect(send('GET', VERSION, ADMIN).status).toBe(200)
    expect(lastAuth()).toMatchObject({ outcome: 'accepted', how: 'bearer', user: 'admin', session: 'fmc-1' })
    expect(fmc.sessions()).toMatchObject([{ id: 'fmc-1', state: 'live', refreshesLeft: null, deadlines: {} }])
    expect(journal.entries.filter(({ kind }) => kind === 'session')).toMatchObject([{ event: 'born' }])
    expect(journal.toLines()).not.toContain('midrun-admin-token')
    expect(journal.toLines()).not.toContain('tokenEndsMs')
  })

  it('has the rights of its account', () => {
    const { send, lastAuth } = startCloudFmc()
    expect(send('POST', HOSTS, READER, '{}').status).toBe(403)
    expect(lastAuth()).toMatchObject({ outcome: 'forbidden', user: 'reader' })
  })

  it.each([
    ['missing', {}],
    ['unknown', { authorization: 'Bearer other' }],
    ['missing', { authorization: `Basic ${btoa('admin:midrun')}` }],
    ['missing', { 'x-auth-access-token': 'midrun-admin-token' }],
  ])('is refused when it is %s', (cause, headers) => {
    const { send, fmc, lastAuth } = startCloudFmc()
    expect(send('GET', '/api/no/such', headers).status).toBe(401)
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause })
    expect(fmc.sessions()).toEqual([])
  })

  it('is dead once it is revoked, until the controller is reset', () => {
    const { send, fmc, lastAuth, ends } = startCloudFmc()
    send('GET', VERSION, ADMIN)
    expect(fmc.terminate('fmc-1')).toBe(true)
    expect(fmc.terminate('fmc-1')).toBe(false)
    expect(send('GET', VERSION, ADMIN).status).toBe(401)
    expect(lastAuth()).toMatchObject({ outcome: 'refused', cause: 'terminated', session: 'fmc-1' })
    expect(ends()).toEqual([{ cause: 'terminated', endedMs: 0 }])
    fmc.reset()
    expect(send('GET', VERSION, ADMIN).status).toBe(200)
  })

  it('survives logins elsewhere and restarts', () => {
    const { send, fmc } = startCloudFmc()
    send('GET', VERSION, ADMIN)
    expect([fmc.loginElsewhere('admin'), fmc.logoutElsewhere('admin')]).toEqual([true, true])
    expect(fmc.loginElsewhere('nobody')).toBe(false)
    fmc.restart()
    expect(send('GET', VERSION, ADMIN).status).toBe(200)
    expect(fmc.sessions()).toHaveLength(1)
  })

  it('is what requests are counted by', () => {
    const { send } = startCloudFmc({ rate: { perMinute: 1 } })
    expect(send('GET', VERSION, ADMIN).status).toBe(200)
    expect(send('GET', VERSION, ADMIN, '', '192.0.2.9').status).toBe(429)
    expect(send('GET', VERSION, READER).status).toBe(200)
  })
})

describe('a cloud-delivered FMC', () => {
  it.each([LOGIN, REVOKE])('has no %s', (target) => {
    const { send, fmc } = startCloudFmc()
    expect(send('POST', target, { authorization: `Basic ${btoa('admin:midrun')}` }).status).toBe(401)
    expect(send('POST', target, ADMIN).status).toBe(404)
    expect(fmc.purposeOf({ method: 'POST', target })).toBe('call')
  })

  it.each(['/api/rest/v1/cdfmc', '/firewall/v1/cdfmc', ''])(
    'is reached below %j, and links say so',
    (gateway) => {
      const { send } = startCloudFmc()
      const { status, body } = send('GET', `${gateway}${VERSION}`, ADMIN)
      expect(status).toBe(200)
      expect(JSON.parse(body).links.self).toBe(`https://fmc.example${gateway}${VERSION}?offset=0&limit=25`)
    },
  )

  it('takes a write through its gateway for a write', () => {
    const { begin, send } = startCloudFmc()
    const host = (name: string) => `{"name":"${name}","type":"Host","value":"198.51.100.7"}`
    const target = `/firewall/v1/cdfmc${HOSTS}`
    expect(begin('POST', target, ADMIN, host('a')).response.status).toBe(201)
    expect(send('POST', target, ADMIN, host('b')).status).toBe(429)
  })

  it('has no gateway on a machine of its own', () => {
    const { send, login } = startFmc()
    const headers = { 'x-auth-access-token': login().access }
    expect(send('GET', `/firewall/v1/cdfmc${VERSION}`, headers).status).toBe(404)
  })
})
