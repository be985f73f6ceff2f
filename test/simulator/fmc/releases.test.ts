import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DOMAINS as ALL_DOMAINS, type Domain } from '../../../simulator/fmc/domains.js'
import { fmcOptionsSchema } from '../../../simulator/fmc/options.js'
import { DomainInfo } from '../../../simulator/fmc/platform-info.js'
import { RELEASES } from '../../../simulator/fmc/releases.js'
import { Query } from '../../../simulator/fmc/request-target.js'
import { valuesByPreset } from '../../../simulator/presets.js'
import { accessToken, errorText, HOSTS, startFmc } from './fmc-bench.js'

describe('a release', () => {
  it.each([
    ['6.2.3', ['6.2.3 (build 83)', 'tokens', 120, 'ip', 20_480, false, 'capped']],
    ['7.0', ['7.0.4 (build 55)', 'tokens', 120, 'ip', 2_048_000, false, 'capped']],
    ['7.2', ['7.2.4 (build 169)', 'tokens', 120, 'ip', 2_048_000, true, 'capped']],
    ['7.4.1', ['7.4.1 (build 172)', 'tokens', 300, 'ip', 2_048_000, true, 'capped']],
    ['7.7', ['7.7.0 (build 89)', 'tokens', 300, 'ip', 2_048_000, true, 'capped']],
    ['10.0', ['10.0.0 (build 140)', 'tokens', 300, 'ip', 2_048_000, true, 'works']],
    ['cdfmc', ['7.7.0 (build 89)', 'bearer', 300, 'user', 2_048_000, true, 'works']],
  ])('%s sets what is not given', (release, expected) => {
    const options = fmcOptionsSchema.parse({ release })
    const { version, authentication, rate, maxPayloadBytes, varyOnAccept, domainPaging } = options
    expect([
      version,
      authentication,
      rate.perMinute,
      rate.key,
      maxPayloadBytes,
      varyOnAccept,
      domainPaging,
    ]).toEqual(expected)
  })

  it('is 7.2 unless one is chosen', () => {
    expect(fmcOptionsSchema.parse({})).toEqual(fmcOptionsSchema.parse({ release: '7.2' }))
  })

  it('gives way to each option that is given, and to no other', () => {
    const given = fc.record(
      {
        version: fc.constant('9.9.9 (build 9)'),
        authentication: fc.constantFrom('tokens', 'bearer'),
        maxPayloadBytes: fc.integer({ min: 1, max: 9_000_000 }),
        varyOnAccept: fc.boolean(),
        domainPaging: fc.constantFrom('capped', 'offset-ignored', 'works'),
        rate: fc.record(
          {
            perMinute: fc.integer({ min: 1, max: 1000 }),
            key: fc.constantFrom('ip', 'user', 'token'),
            window: fc.constantFrom('sliding', 'fixed'),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.constantFrom(...RELEASES), given, (release, options) => {
        const preset = fmcOptionsSchema.parse({ release })
        const { rate = {}, ...others } = options
        const { users, ...parsed } = fmcOptionsSchema.parse({ release, ...options })
        const { users: _users, ...expected } = { ...preset, ...others, rate: { ...preset.rate, ...rate } }
        expect(parsed).toEqual(expected)
        expect(
          users.every(({ apiToken }) => (apiToken !== undefined) === (parsed.authentication === 'bearer')),
        ).toBe(true)
      }),
    )
  })

  it.each([
    ['7.2', 120],
    ['7.4.1', 300],
  ])('%s lets %i requests a minute through', (release, perMinute) => {
    const { login, get } = startFmc({ release })
    const tokens = login()
    for (let i = 1; i < perMinute; i++) expect(get(tokens).status).toBe(200)
    expect(get(tokens).status).toBe(429)
  })

  it.each([
    ['6.2.3', 422],
    ['7.0', 201],
  ])('%s answers a write of 20,481 bytes with %i', (release, status) => {
    const { send, login } = startFmc({ release })
    const body = '{"name":"web","type":"Host","value":"198.51.100.7"}'.padEnd(20_481)
    expect(send('POST', HOSTS, accessToken(login()), body).status).toBe(status)
  })

  it.each([
    ['6.2.3', 'Duplicate Name'],
    ['7.2', 'already exists'],
  ])('%s answers a name that is taken with %s', (release, words) => {
    const { send, login } = startFmc({ release })
    const headers = accessToken(login())
    const body = '{"name":"web","type":"Host","value":"198.51.100.7"}'
    expect(send('POST', HOSTS, headers, body).status).toBe(201)
    expect(errorText(send('POST', HOSTS, headers, body))).toContain(words)
  })

  it('is told in the description of each option that depends on it', () => {
    const presets = { old: { slow: true }, new: { slow: false }, newest: { slow: false } }
    expect(valuesByPreset(presets, 'slow')).toBe('old: true; new, newest: false')
  })
})

describe('pages of info/domain', () => {
  const domains = Array.from({ length: 45 }, (_, i) => ({
    ...ALL_DOMAINS.Global,
    name: `Global/${i}`,
  })) as unknown as [Domain, ...Domain[]]
  const page = (paging: 'capped' | 'offset-ignored' | 'works', query: string) => {
    const account = { name: 'a', uuid: 'u', role: 'admin' as const, domains }
    const [domain] = domains
    const call = {
      method: 'GET',
      origin: 'https://f',
      account,
      domain,
      container: undefined,
      id: undefined,
      body: '',
    }
    const body = JSON.parse(new DomainInfo(paging).answer({ ...call, query: new Query(query) }).body)
    const names = body.items.map(({ name }: Domain) => name)
    return { first: names[0], count: names.length, pages: body.paging.pages, next: body.paging.next }
  }

  it('come whole where paging works', () => {
    expect(page('works', 'limit=1000')).toEqual({ first: 'Global/0', count: 45, pages: 1 })
    expect(page('works', 'limit=30&offset=30')).toEqual({ first: 'Global/30', count: 15, pages: 2 })
  })

  it('hold 40 domains before, with no way to the rest from a page of more', () => {
    expect(page('capped', 'limit=1000')).toEqual({ first: 'Global/0', count: 40, pages: 1 })
    expect(page('capped', 'limit=1000&offset=40')).toMatchObject({ first: 'Global/40', count: 5 })
  })

  it('may be the first one again and again', () => {
    expect(page('offset-ignored', 'limit=30&offset=30')).toMatchObject({ first: 'Global/0', count: 30 })
  })
})
