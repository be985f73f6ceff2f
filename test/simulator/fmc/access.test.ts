import { describe, expect, it } from 'vitest'
import { accessToken, errorText, HOSTS, startFmc, VERSION } from './fmc-bench.js'

const CONFIG = '/api/fmc_config/v1/domain'
const DEVEL_UUID = '61e913a3-4bd6-7bde-54b6-000000000000'
const HOST = '{"name":"web","value":"198.51.100.7"}'

describe('what an account may do', () => {
  it.each([
    ['reader', 'POST', HOSTS],
    ['reader', 'DELETE', `${HOSTS}/005056A4-7E46-0ed3-0000-025769803777`],
    ['operator', 'GET', `${CONFIG}/${DEVEL_UUID}/object/hosts`],
  ])('forbids %s to %s %s, and leaves the session alone', (user, method, target) => {
    const { send, login, get, lastAuth } = startFmc()
    const tokens = login(user)
    const response = send(method, target, accessToken(tokens), HOST)
    expect(response.status).toBe(403)
    expect(errorText(response)).toContain('The user is not authorized')
    expect(lastAuth()).toMatchObject({ outcome: 'forbidden', user, session: 'fmc-1' })
    expect(get(tokens).status).toBe(200)
  })

  it.each([
    ['reader', 'GET', HOSTS, 200],
    ['operator', 'POST', HOSTS, 201],
    ['admin', 'POST', `${CONFIG}/${DEVEL_UUID}/object/hosts`, 201],
  ])('lets %s %s %s', (user, method, target, status) => {
    const { send, login, lastAuth } = startFmc()
    expect(send(method, target, accessToken(login(user)), HOST).status).toBe(status)
    expect(lastAuth()).toMatchObject({ outcome: 'accepted', how: 'token', user })
  })

  it('shows an account its domains', () => {
    const { login, get } = startFmc()
    const domains = (user: string, query = '') =>
      JSON.parse(get(login(user), `/api/fmc_platform/v1/info/domain${query}`).body)
    expect(domains('operator').items).toEqual([
      { uuid: 'e276abec-e0f2-11e3-8169-6d9ed49b625f', name: 'Global', type: 'Domain' },
    ])
    expect(domains('admin', '?offset=1&limit=1')).toMatchObject({
      items: [{ uuid: DEVEL_UUID, name: 'Global/Devel' }],
      paging: { count: 2, pages: 2 },
    })
  })

  it('counts a forbidden call as activity', async () => {
    const { clock, send, login, get } = startFmc({ browserTimeoutSec: 600 })
    const tokens = login('reader')
    await clock.advance(599_999)
    send('POST', HOSTS, accessToken(tokens), HOST)
    await clock.advance(599_999)
    expect(get(tokens).status).toBe(200)
  })
})

describe('URLs and methods that are not there', () => {
  it.each([
    '/',
    '/api/fmc_platform/v1/info',
    '/api/fmc_platform/v2/info/serverversion',
    `${CONFIG}/default/object/nothing`,
    `${HOSTS}/a/b`,
    '/api/fmc_platform/v1/auth/other',
    '/%',
  ])('answers GET %s with 404 once the token is good', (target) => {
    const { login, get, send } = startFmc()
    expect(send('GET', target).status).toBe(401)
    const response = get(login(), target)
    expect([response.status, errorText(response)]).toEqual([404, 'The requested resource was not found'])
  })

  it.each([404, 403, 400])('answers an unknown domain with %i', (unknownDomainStatus) => {
    const { login, get, lastAuth } = startFmc({ unknownDomainStatus })
    const response = get(login(), `${CONFIG}/00000000-0000-0000-0000-000000000000/object/hosts`)
    expect(response.status).toBe(unknownDomainStatus)
    expect(lastAuth().outcome).toBe(unknownDomainStatus === 403 ? 'forbidden' : 'accepted')
  })

  it.each([
    ['POST', VERSION],
    ['DELETE', '/api/fmc_platform/v1/info/domain'],
    ['PUT', HOSTS],
    ['DELETE', HOSTS],
    ['POST', `${HOSTS}/005056A4-7E46-0ed3-0000-025769803777`],
    ['PATCH', HOSTS],
    ['PATCH', '/nowhere'],
    ['GET', '/api/fmc_platform/v1/auth/refreshtoken'],
  ])('answers %s %s with 405', (method, target) => {
    const { send, login } = startFmc()
    const response = send(method, target, accessToken(login()))
    expect(response.status).toBe(405)
    expect(errorText(response)).toBe(`The method ${method} is not supported for this URL.`)
  })
})

describe('the Date field', () => {
  it('follows the wall clock', async () => {
    const { clock, login, get } = startFmc()
    const tokens = login()
    const date = () => get(tokens).headers[0]
    await clock.advance(999)
    expect(date()).toEqual(['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'])
    await clock.advance(1)
    expect(date()).toEqual(['Date', 'Thu, 01 Jan 2026 00:00:01 GMT'])
    clock.stepWall(-2000)
    expect(date()).toEqual(['Date', 'Wed, 31 Dec 2025 23:59:59 GMT'])
  })
})
