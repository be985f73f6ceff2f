import { describe, expect, it } from 'vitest'
import { UnknownDomainError } from '../../clients/index.js'
import { ClientBench } from './client-bench.js'
import { type ScriptedReply, scriptedFmc } from './scripted-fmc.js'

const GLOBAL = { name: 'Global', uuid: 'e276abec-e0f2-11e3-8169-6d9ed49b625f' }
const DEVEL = { name: 'Global/Devel', uuid: '61e913a3-4bd6-7bde-54b6-000000000000' }
const PASSWORD = 'correct-horse-battery'

/** A bench whose user may enter both domains and logs in to `domains[0]`. */
function benchWith(domains = ['Global', 'Global/Devel']): ClientBench {
  return new ClientBench('fmc', { users: [{ name: 'admin', password: PASSWORD, domains }] })
}

const pathIn = ({ uuid }: { uuid: string }) => `/api/fmc_config/v1/domain/${uuid}/object/hosts`

describe('the domains of an FMC client', () => {
  it('are those that the login tells', async () => {
    const bench = benchWith()
    const fmc = bench.fmc()
    expect(fmc.domains).toEqual([])
    await bench.until(fmc.login())
    expect(fmc.domains).toEqual([GLOBAL, DEVEL])
  })

  it('are told whatever the order of their members', async () => {
    const bench = benchWith()
    const domains = '[{"name":"Global","uuid":"e276abec-e0f2-11e3-8169-6d9ed49b625f"}]'
    const login: ScriptedReply = {
      status: 204,
      headers: [
        ['X-auth-access-token', 'a'],
        ['X-auth-refresh-token', 'b'],
        ['DOMAINS', domains],
      ],
    }
    const dispatcher = scriptedFmc(bench, ({ target }) => (target.includes('/auth/') ? login : undefined))
    const fmc = bench.fmc({ dispatcher })
    await bench.until(fmc.login())
    expect(fmc.domains).toEqual([GLOBAL])
  })

  it('begin with the one that the user logs in to', async () => {
    const bench = benchWith(['Global/Devel', 'Global'])
    expect(await bench.until(bench.fmc().domainPath('object/hosts'))).toBe(pathIn(DEVEL))
  })

  it.each(['Global/Devel', 'Global \\ Devel', DEVEL.uuid, DEVEL.uuid.toUpperCase()])(
    'can be chosen: %s',
    async (domain) => {
      const bench = benchWith()
      expect(await bench.until(bench.fmc({ domain }).domainPath('object/hosts'))).toBe(pathIn(DEVEL))
      const fmc = bench.fmc()
      expect(await bench.until(fmc.domainPath('object/hosts', domain))).toBe(pathIn(DEVEL))
    },
  )

  it('hold objects of their own', async () => {
    const bench = benchWith()
    const fmc = bench.fmc({ domain: 'Global/Devel' })
    const hosts = await bench.until(fmc.domainPath('object/hosts'))
    await bench.until(fmc.post(hosts, { name: 'web', type: 'Host', value: '198.51.100.7' }))
    expect(await bench.until(fmc.list(hosts).next())).toMatchObject({ value: { name: 'web' } })
    const global = await bench.until(fmc.domainPath('object/hosts', 'Global'))
    expect(await bench.until(fmc.list(global, { filter: 'nameOrValue:web' }).next())).toMatchObject({
      done: true,
    })
  })

  it('do not include what the user may not enter', async () => {
    const bench = benchWith(['Global'])
    const error = await bench.failure(bench.fmc({ domain: 'Global/Devel' }).domainPath('object/hosts'))
    expect(error).toBeInstanceOf(UnknownDomainError)
    expect(error).toMatchObject({ known: [GLOBAL] })
    expect(error.message).toBe('domain: expected the name or UUID of one of Global; found "Global/Devel"')
  })

  it.each([undefined, 'not JSON', '{"uuid":"x"}', '[null,{"uuid":1,"name":"x"}]'])(
    'are asked for where the login tells none: %s',
    async (domains) => {
      const bench = benchWith()
      const tokens: [string, string][] = [
        ['X-auth-access-token', 'a'],
        ['X-auth-refresh-token', 'b'],
      ]
      const headers: [string, string][] = domains === undefined ? tokens : [...tokens, ['DOMAINS', domains]]
      const dispatcher = scriptedFmc(bench, ({ target }) => {
        if (target.includes('/auth/')) return { status: 204, headers }
        const items = [{ uuid: DEVEL.uuid, name: DEVEL.name, type: 'Domain' }]
        return target.endsWith('/info/domain') ? { status: 200, body: { items, paging: {} } } : undefined
      })
      const fmc = bench.fmc({ dispatcher })
      expect(await bench.until(fmc.domainPath('object/hosts', 'Global/Devel'))).toBe(pathIn(DEVEL))
    },
  )
})
