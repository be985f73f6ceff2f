import { describe, expect, it } from 'vitest'
import { GENERATIONS, PRESETS } from '../../../simulator/apstra/generations.js'
import { apstraOptionsSchema } from '../../../simulator/apstra/options.js'
import { ApstraBench, decode } from './apstra-bench.js'

describe('a generation', () => {
  it.each(GENERATIONS)('%s sets each option that is not given', (generation) => {
    const { passwordLimiterEnabled, ...preset } = PRESETS[generation]
    const options = apstraOptionsSchema.parse({ generation, tokenTtlSeconds: 60 })
    expect(options).toMatchObject({ ...preset, generation, tokenTtlSeconds: 60 })
    expect(options.passwordLimiter.enabled).toBe(passwordLimiterEnabled)
  })

  it('gives way to an option that is given, and not to one that is undefined', () => {
    const options = apstraOptionsSchema.parse({
      generation: 'G1',
      tokenAlgorithm: 'HS512',
      tokenHeaderOrder: undefined,
      passwordLimiter: { enabled: true },
    })
    expect(options).toMatchObject({
      tokenAlgorithm: 'HS512',
      tokenHeaderOrder: 'alg-first',
      passwordLimiter: { enabled: true, attempts: 5 },
    })
  })

  it('is that of Apstra 5.x unless chosen', () => {
    expect(apstraOptionsSchema.parse({})).toEqual(apstraOptionsSchema.parse({ generation: 'G5' }))
  })
})

describe('AOS 1.x', () => {
  it('has its login below /api/user, and nothing below /api/aaa', () => {
    const bench = new ApstraBench({ generation: 'G1' })
    const body = { username: 'admin', password: 'admin' }
    const { token } = JSON.parse(bench.send('POST', '/api/user/login', { body }).body)
    expect(decode(token).header).toBe('{"alg":"HS256","typ":"JWT"}')
    expect(bench.send('POST', '/api/aaa/login', { body }).status).toBe(404)
    for (const path of ['users', 'ratelimit', 'acl', 'currently-logged-in-users']) {
      expect(bench.send('GET', `/api/aaa/${path}`, { token }).status).toBe(404)
    }
  })

  it('never bans', () => {
    const bench = new ApstraBench({ generation: 'G1' })
    const attempt = (password: string) =>
      bench.send('POST', '/api/user/login', { body: { username: 'admin', password } }).status
    for (let i = 0; i < 10; i++) expect(attempt('wrong')).toBe(401)
    expect(attempt('admin')).toBe(201)
  })
})
