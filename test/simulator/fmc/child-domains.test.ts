import { describe, expect, it } from 'vitest'
import { fmcOptionsSchema } from '../../../simulator/fmc/options.js'
import { accessToken, basic, DOMAINS, HOSTS, header, LOGIN, startFmc } from './fmc-bench.js'

const HOST = '{"name":"web","type":"Host","value":"198.51.100.7"}'
const OPTIONS = {
  childDomains: ['Global/Asia', 'Global/Asia/Tokyo', 'Global/Europe'],
  users: [
    {
      name: 'admin',
      password: 'x',
      domains: ['Global', 'Global/Asia', 'Global/Asia/Tokyo', 'Global/Europe'],
    },
    { name: 'tokyo', password: 'x', role: 'network-admin', domains: ['Global/Asia/Tokyo'] },
  ],
}

describe('domains below Global', () => {
  const start = () => {
    const fmc = startFmc(OPTIONS)
    const domainsOf = (user: string): { uuid: string; name: string }[] =>
      JSON.parse(fmc.get(fmc.login(user, 'x'), DOMAINS).body).items
    const hostsIn = (uuid: string) => HOSTS.replace('default', uuid)
    return { ...fmc, domainsOf, hostsIn }
  }

  it('are told at login and by info/domain alike, each with a UUID of its own', () => {
    const { send, domainsOf } = start()
    const listed = JSON.parse(header(send('POST', LOGIN, basic('admin', 'x')), 'DOMAINS')!)
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(['Global', ...OPTIONS.childDomains])
    expect(new Set(listed.map(({ uuid }: { uuid: string }) => uuid)).size).toBe(4)
    expect(domainsOf('admin')).toMatchObject(listed)
  })

  it('are where an account lives that logs in to one', () => {
    const { send, login, domainsOf, hostsIn, lastAuth } = start()
    const [, asia, tokyo] = domainsOf('admin')
    const headers = accessToken(login('tokyo', 'x'))
    expect(send('POST', HOSTS, headers, HOST).status).toBe(201)
    const own = JSON.parse(send('GET', hostsIn(tokyo!.uuid), headers).body)
    expect(own.items).toMatchObject([{ name: 'web' }])
    expect(send('GET', hostsIn(asia!.uuid), headers).status).toBe(403)
    expect(lastAuth()).toMatchObject({ outcome: 'forbidden', user: 'tokyo' })
    expect(send('GET', HOSTS.replace('default', 'global'), headers).status).toBe(403)
  })

  it('must be there for an account to enter them', () => {
    const users = [{ name: 'dev', password: 'x', domains: ['Global/Lab'] }]
    expect(fmcOptionsSchema.safeParse({ users }).error?.issues).toMatchObject([
      {
        path: ['users', 0, 'domains'],
        message: 'expected Global, Global/Devel, as options childDomains and release say, found "Global/Lab"',
      },
    ])
    expect(
      fmcOptionsSchema.safeParse({ release: 'cdfmc', users: [{ ...users[0], domains: ['Global/Devel'] }] })
        .success,
    ).toBe(false)
    expect(fmcOptionsSchema.safeParse({ childDomains: ['Global/Lab', 'Global/Lab'] }).success).toBe(false)
  })
})
