import { describe, expect, it } from 'vitest'
import { AuthenticationError, ClientError, type FmcClientOptions } from '../../clients/index.js'
import { ClientBench } from './client-bench.js'
import { fmcError, type ScriptedReply, scriptedFmc } from './scripted-fmc.js'

const VERSION = '/api/fmc_platform/v1/info/serverversion'
const GLOBAL = 'e276abec-e0f2-11e3-8169-6d9ed49b625f'

/** A cloud-delivered FMC that takes the API tokens in `good`, and what it was sent. */
function cloud(good: Set<string>, refusal: ScriptedReply = fmcError(401, 'SCC token is invalid')) {
  const bench = new ClientBench('fmc')
  const targets: string[] = []
  const authorizations: (string | undefined)[] = []
  const dispatcher = scriptedFmc(bench, ({ target, headers }) => {
    targets.push(target)
    authorizations.push(headers.authorization)
    if (!good.has((headers.authorization ?? '').replace('Bearer ', ''))) return refusal
    if (!target.endsWith('/info/domain')) return { status: 200, body: { items: [] } }
    return { status: 200, body: { items: [{ uuid: GLOBAL, name: 'Global' }], paging: {} } }
  })
  const fmc = (options: Partial<FmcClientOptions>) => {
    const client = bench.fmc({ dispatcher, ...options })
    return client
  }
  return { bench, targets, authorizations, fmc }
}

describe('the FMC client with an API token', () => {
  it('sends it with each call, and neither logs in nor refreshes nor revokes', async () => {
    const { bench, targets, authorizations, fmc } = cloud(new Set(['api-token']))
    const client = fmc({ bearerToken: 'api-token\n', keepAlive: true })
    for (let day = 0; day < 3; day++) {
      await bench.until(client.get(VERSION))
      await bench.clock.advance(86_400_000)
    }
    await bench.until(client.close())
    expect(targets).toEqual([VERSION, VERSION, VERSION])
    expect(authorizations).toEqual(Array(3).fill('Bearer api-token'))
  })

  it('works in the domain that there is', async () => {
    const { bench, fmc } = cloud(new Set(['api-token']))
    const client = fmc({ bearerToken: 'api-token' })
    expect(await bench.until(client.domainPath('object/hosts'))).toBe(
      '/api/fmc_config/v1/domain/default/object/hosts',
    )
    expect(await bench.until(client.domainPath('object/hosts', 'Global'))).toContain(GLOBAL)
  })

  it('asks for a fresh one when the controller refuses it, once for all calls', async () => {
    const good = new Set(['first'])
    let asked = 0
    const { bench, fmc } = cloud(good)
    const client = fmc({ bearerToken: async () => (++asked === 1 ? 'first' : 'second') })
    await bench.until(client.get(VERSION))
    await bench.until(client.get(VERSION))
    expect(asked).toBe(1)
    good.clear()
    good.add('second')
    await bench.until(Promise.all([client.get(VERSION), client.get(VERSION), client.get(VERSION)]))
    expect(asked).toBe(2)
  })

  it.each([
    [fmcError(401, 'CDO token is invalid'), 'CDO token is invalid'],
    [fmcError(401, 'SCC token is invalid'), 'SCC token is invalid'],
    [
      { status: 401, body: { error: 'invalid_token', errorDescription: 'Your token is invalid' } },
      'Your token is invalid',
    ],
    [{ status: 401 }, ''],
  ])('says that it is dead after asking once more: %j', async (refusal, text) => {
    let asked = 0
    const { bench, targets, fmc } = cloud(new Set(), refusal)
    const client = fmc({ bearerToken: () => `dead-${++asked}` })
    const error = await bench.failure(client.get(VERSION))
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({ status: 401, text })
    expect(error.message).not.toContain('dead')
    expect([asked, targets.length]).toEqual([2, 2])
  })

  it('tries one that cannot change once more too, because refusals happen that mean nothing', async () => {
    const good = new Set<string>()
    const { bench, authorizations, fmc } = cloud(good)
    const client = fmc({
      bearerToken: 'api-token',
      onSessionEvent: ({ type }) => {
        if (type === 'refused') good.add('api-token')
      },
    })
    await bench.until(client.get(VERSION))
    expect(authorizations).toHaveLength(2)
  })

  it('gives the error of the function that was to get one', async () => {
    const { bench, fmc } = cloud(new Set())
    const client = fmc({ bearerToken: () => Promise.reject(new Error('the vault is sealed')) })
    expect((await bench.failure(client.get(VERSION))).message).toBe('the vault is sealed')
    const empty = await bench.failure(fmc({ bearerToken: () => ' ' }).get(VERSION))
    expect(empty).toBeInstanceOf(ClientError)
    expect(empty.message).toContain('found an empty one')
  })
})

it('an FMC client is not made without any credentials', () => {
  const bench = new ClientBench('fmc')
  const { fmc } = bench
  expect(() => fmc.call(bench, { password: undefined } as never)).toThrow(
    'expected username and password, or a bearerToken; found neither',
  )
})
