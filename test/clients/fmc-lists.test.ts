import { describe, expect, it } from 'vitest'
import { ClosedError, type FmcClient, type FmcObject, PagingError } from '../../clients/index.js'
import { ClientBench } from './client-bench.js'
import { type ScriptedReply, scriptedFmc } from './scripted-fmc.js'

const HOSTS = '/api/fmc_config/v1/domain/default/object/hosts'
const host = (index: number) => ({ name: `host-${index}`, type: 'Host', value: '198.51.100.7' })
const hosts = (count: number) => Array.from({ length: count }, (_, index) => host(index))

/** All items, in order. */
async function all(items: AsyncIterable<FmcObject>): Promise<FmcObject[]> {
  const found: FmcObject[] = []
  for await (const item of items) found.push(item)
  return found
}

const names = (objects: FmcObject[]) => objects.map(({ name }) => name)

/** A client of a bench with so many hosts beside the one that is there from the start. */
async function withHosts(count: number): Promise<{ bench: ClientBench; fmc: FmcClient }> {
  const bench = new ClientBench('fmc')
  const fmc = bench.fmc()
  await bench.until(fmc.createAll(HOSTS, hosts(count)))
  return { bench, fmc }
}

/** A client whose controller answers reads of lists as the test says. */
function scripted(script: (target: string) => ScriptedReply | undefined) {
  const bench = new ClientBench('fmc')
  const dispatcher = scriptedFmc(bench, ({ target }) => script(target))
  return { bench, fmc: bench.fmc({ dispatcher }) }
}

describe('a list that the FMC client reads', () => {
  it('comes whole, page after page, each item once', async () => {
    const { bench, fmc } = await withHosts(60)
    const before = bench.counts().call!
    const found = await bench.until(all(fmc.list(HOSTS, { limit: 25 })))
    expect(names(found)).toEqual(['any-ipv6', ...hosts(60).map(({ name }) => name)])
    expect(bench.counts().call! - before).toBe(3)
  })

  it('comes on a single page where that is enough, unless told otherwise', async () => {
    const { bench, fmc } = await withHosts(999)
    const before = bench.counts().call!
    expect(await bench.until(all(fmc.list(HOSTS)))).toHaveLength(1000)
    expect(bench.counts().call! - before).toBe(1)
  })

  it('shows names only, or everything', async () => {
    const { bench, fmc } = await withHosts(1)
    const [, summary] = await bench.until(all(fmc.list(HOSTS)))
    expect(Object.keys(summary!)).toEqual(['links', 'type', 'id', 'name'])
    const [, details] = await bench.until(all(fmc.list(HOSTS, { expanded: true })))
    expect(details).toMatchObject(host(0))
  })

  it.each(['nameOrValue:host-3;', { nameOrValue: 'host-3', unusedOnly: true }])(
    'can be filtered: %j',
    async (filter) => {
      const { bench, fmc } = await withHosts(40)
      const found = await bench.until(all(fmc.list(HOSTS, { filter, limit: 4 })))
      expect(names(found)).toEqual([
        'host-3',
        ...Array.from({ length: 10 }, (_, index) => `host-${30 + index}`),
      ])
    },
  )

  it('may be empty', async () => {
    const { bench, fmc } = await withHosts(0)
    expect(await bench.until(all(fmc.list(HOSTS, { filter: 'nameOrValue:nothing' })))).toEqual([])
  })

  it('is read no further than somebody asks', async () => {
    const { bench, fmc } = await withHosts(60)
    const before = bench.counts().call!
    const firstTwo = async () => {
      const found: FmcObject[] = []
      for await (const item of fmc.list(HOSTS, { limit: 10 })) if (found.push(item) === 2) break
      return found
    }
    expect(await bench.until(firstTwo())).toHaveLength(2)
    expect(bench.counts().call! - before).toBe(1)
  })

  it('survives tokens that run out, and a session that is taken away, between its pages', async () => {
    const { bench, fmc } = await withHosts(59)
    const slowly = async () => {
      const found: FmcObject[] = []
      for await (const item of fmc.list(HOSTS, { limit: 10 })) {
        found.push(item)
        if (found.length % 10 === 0) await bench.clock.advance(1_000_000)
        if (found.length === 10) bench.simulator.controller.loginElsewhere('admin')
      }
      return found
    }
    // Time is moved by the reader itself here.
    const found = slowly()
    let ended = false
    found.finally(() => {
      ended = true
    })
    while (!ended) await bench.clock.advance(10)
    expect(new Set(names(await found)).size).toBe(60)
    expect(bench.refusals()).toEqual(['superseded'])
    expect(bench.counts().login).toBeGreaterThan(2)
  })

  it.each([0, 1001, 2.5])('cannot have pages of %d', (limit) => {
    const { fmc } = scripted(() => undefined)
    expect(() => fmc.list(HOSTS, { limit })).toThrow('limit: expected a whole number from 1 to 1000')
  })

  it('ends when the client is closed', async () => {
    const { bench, fmc } = await withHosts(20)
    const items = fmc.list(HOSTS, { limit: 1 })
    await bench.until(items.next())
    await bench.until(fmc.close())
    await expect(items.next()).rejects.toThrow(ClosedError)
  })
})

describe('the link to the next page', () => {
  it.each([
    'https://controller.example.evil.test/next',
    'http://controller.example/next',
    'https://controller.example:8443/next',
    '//evil.test/next',
  ])('is not followed to another place: %s', async (link) => {
    const seen: string[] = []
    const { bench, fmc } = scripted((target) => {
      seen.push(target)
      return target.startsWith(HOSTS)
        ? { status: 200, body: { items: [{}], paging: { next: [link] } } }
        : undefined
    })
    const error = await bench.failure(all(fmc.list(HOSTS)))
    expect(error).toBeInstanceOf(PagingError)
    expect(error.message).toMatch(/the token must not leave https:\/\/controller\.example;/)
    expect(seen.filter((target) => target.includes('next'))).toEqual([])
  })

  it.each([42, 'https://[', null])('must be one: %j', async (link) => {
    const { bench, fmc } = scripted((target) =>
      target.startsWith(HOSTS) ? { status: 200, body: { items: [], paging: { next: [link] } } } : undefined,
    )
    const error = await bench.failure(all(fmc.list(HOSTS)))
    expect(error).toBeInstanceOf(PagingError)
    expect(error.message).toContain('is not a URL')
  })

  it('does not lead round in circles', async () => {
    const { bench, fmc } = scripted((target) =>
      target.startsWith(HOSTS)
        ? { status: 200, body: { paging: { next: [`${HOSTS}?offset=5`] } } }
        : undefined,
    )
    const error = await bench.failure(all(fmc.list(HOSTS)))
    expect(error).toBeInstanceOf(PagingError)
    expect(error.message).toContain('read before')
  })
})

describe('a controller too busy to read a list', () => {
  const busy: ScriptedReply[] = [
    { status: 200, body: '{}' },
    { status: 500, body: '{"error":{"category":"OTHER","messages":[{}],"severity":"ERROR"}}' },
    {
      status: 504,
      body: '{"error":{"messages":[{"description":"Request Timed Out. Retry after sometime."}]}}',
    },
    { status: 400, body: '{"error":{"messages":[{"description":"Search Service n.a. Please try again."}]}}' },
  ]

  it.each(busy)('is asked again after $status $body', async (reply) => {
    let left = 2
    const { bench, fmc } = scripted((target) => (target.startsWith(HOSTS) && left-- > 0 ? reply : undefined))
    expect(names(await bench.until(all(fmc.list(HOSTS))))).toEqual(['any-ipv6'])
    expect(left).toBe(-1)
  })

  it('is not believed when it goes on saying that there is nothing at all', async () => {
    const { bench, fmc } = scripted((target) =>
      target.startsWith(HOSTS) ? { status: 200, body: '{}' } : undefined,
    )
    const error = await bench.failure(all(fmc.list(HOSTS)))
    expect(error).toBeInstanceOf(PagingError)
    expect(error.message).toContain('found neither paging nor items')
  })
})
