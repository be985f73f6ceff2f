import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BulkError, type FmcClient } from '../../clients/index.js'
import { ClientBench } from './client-bench.js'
import { fmcError, type ScriptedReply, scriptedFmc } from './scripted-fmc.js'

const HOSTS = '/api/fmc_config/v1/domain/default/object/hosts'
const host = (index: number) => ({ name: `host-${index}`, type: 'Host', value: '198.51.100.7' })
const hosts = (count: number) => Array.from({ length: count }, (_, index) => host(index))

interface Sent {
  method: string
  target: string
  body: string
}

/** A client whose writes are answered by the test, and what it sent. */
function scripted(script: (sent: Sent) => ScriptedReply | undefined) {
  const bench = new ClientBench('fmc')
  const writes: Sent[] = []
  const dispatcher = scriptedFmc(bench, ({ method, target, body }) => {
    if (method === 'GET' || target.includes('/auth/')) return undefined
    const sent = { method, target, body }
    writes.push(sent)
    return script(sent)
  })
  return { bench, writes, fmc: bench.fmc({ dispatcher }) }
}

const created = ({ body }: Sent): ScriptedReply => ({ status: 201, body: { items: JSON.parse(body) } })

/** What a bulk write failed with. */
async function bulkFailure(bench: ClientBench, work: Promise<unknown>): Promise<BulkError> {
  const error = await bench.failure(work)
  expect(error).toBeInstanceOf(BulkError)
  return error as BulkError
}

describe('a bulk write of the FMC client', () => {
  it('creates 2500 objects with three requests and gives them in order', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    const made = await bench.until(fmc.createAll(HOSTS, hosts(2500)))
    expect(made.map(({ name }) => name)).toEqual(hosts(2500).map(({ name }) => name))
    expect(made.every(({ id }) => typeof id === 'string')).toBe(true)
    expect(bench.counts()).toEqual({ login: 1, call: 3 })
    expect(bench.throttled()).toEqual([])
  })

  it('sends nothing where there is nothing to create', async () => {
    const { bench, writes, fmc } = scripted(created)
    expect(await bench.until(fmc.createAll(HOSTS, []))).toEqual([])
    expect(writes).toEqual([])
  })

  it('keeps what the path asks for', async () => {
    const { bench, writes, fmc } = scripted(created)
    await bench.until(fmc.createAll('/rules?category=web', [{ name: 'a' }]))
    expect(writes.map(({ target }) => target)).toEqual(['/rules?category=web&bulk=true'])
  })

  it('never sends more entries or bytes than allowed, nor fewer than fit, and loses none', async () => {
    const entry = fc.record({ name: fc.string({ unit: 'binary', maxLength: 30 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 250, max: 600 }),
        async (entries, maxEntries, maxBytes) => {
          const { bench, writes, fmc } = scripted(created)
          const made = await bench.until(fmc.createAll(HOSTS, entries, { maxEntries, maxBytes }))
          expect(made).toEqual(JSON.parse(JSON.stringify(entries)))
          for (const [index, { body }] of writes.entries()) {
            const batch = JSON.parse(body) as unknown[]
            expect(batch.length).toBeLessThanOrEqual(maxEntries)
            expect(Buffer.byteLength(body)).toBeLessThanOrEqual(maxBytes)
            if (index === 0) continue
            const before = JSON.parse(writes[index - 1]!.body) as unknown[]
            const withOneMore = JSON.stringify([...before, batch[0]])
            expect(before.length === maxEntries || Buffer.byteLength(withOneMore) > maxBytes).toBe(true)
          }
        },
      ),
      { seed: 20_260_802, numRuns: 60 },
    )
  })

  it('sends nothing at all when an entry cannot be sent', async () => {
    const { bench, writes, fmc } = scripted(created)
    const large = { name: 'large', description: 'x'.repeat(2_048_000) }
    const error = await bench.failure(fmc.createAll(HOSTS, [...hosts(1500), large]))
    expect(error).toBeInstanceOf(RangeError)
    expect(error.message).toMatch(/^entry 1500 is 20480\d\d bytes long, and a request may have 2048000$/)
    expect(writes).toEqual([])
    await expect(fmc.createAll(HOSTS, hosts(1), { maxEntries: 0 })).rejects.toThrow('maxEntries')
  })

  it('says which batch was refused and what was created before it', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    const entries = hosts(3000)
    entries[1500] = host(7)
    const error = await bulkFailure(bench, fmc.createAll(HOSTS, entries))
    expect(error).toMatchObject({ from: 1000, to: 2000, unsure: true })
    expect(error.done.map(({ name }) => name)).toEqual(hosts(1000).map(({ name }) => name))
    expect(error.message).toBe(
      `entries 1000 to 1999 failed, 1000 objects were done before: POST ${HOSTS}: the controller answered 400 ` +
        '"The object name host-7 already exists. Enter a new name."; some of them may have been carried out all the same',
    )
    expect(bench.exchanges('call').map(({ response }) => response.status)).toEqual([201, 400])
  })

  it.each([
    [500, 'The action type is null'],
    [504, 'Request Timed Out. Retry after sometime.'],
  ])('is not sent again when nobody knows whether it was carried out (%d)', async (status, text) => {
    const { bench, writes, fmc } = scripted(() => fmcError(status, text))
    const error = await bulkFailure(bench, fmc.createAll(HOSTS, hosts(1)))
    expect(error).toMatchObject({ unsure: true, cause: { name: 'ControllerError', status } })
    expect(error.message).toContain('some of them may have been carried out')
    expect(writes).toHaveLength(1)
  })

  it('is not sent again when no answer came', async () => {
    const bench = new ClientBench('fmc')
    bench.simulator.faults.arm({ type: 'drop-reply', purpose: 'call' })
    const error = await bulkFailure(bench, bench.fmc().createAll(HOSTS, hosts(1)))
    expect(error).toMatchObject({ unsure: true, from: 0, to: 1, cause: { name: 'RequestTimeoutError' } })
    expect(bench.exchanges('call')).toHaveLength(1)
  })
})

describe('a bulk write that failed', () => {
  it.each([
    [fmcError(403, 'The user is not authorized to do this.'), 2, false],
    [fmcError(401, 'Access token invalid.'), 2, false],
    [fmcError(429, 'Too many requests.'), 2, false],
    [fmcError(405, 'The method POST is not supported for this URL.'), 2, false],
    [fmcError(400, 'Please Retry the operation after sometime.'), 2, false],
    [fmcError(422, 'Unprocessable Entity'), 2, true],
    [fmcError(422, 'Unprocessable Entity'), 1, false],
    [{ status: 200, body: 'the page of a proxy' }, 1, true],
  ])('for %j of %d entries leaves it unsure what was done: %s', async (reply, entries, unsure) => {
    const { bench, fmc } = scripted(() => reply)
    expect(await bulkFailure(bench, fmc.createAll(HOSTS, hosts(entries)))).toMatchObject({ unsure })
  })
})

describe('a bulk deletion of the FMC client', () => {
  const ids = Array.from(
    { length: 400 },
    (_, index) => `005056A4-7E46-0ed3-0000-${String(index).padStart(12, '0')}`,
  )
  const deleted = ({ target }: Sent): ScriptedReply => ({
    status: 200,
    body: {
      items: /ids:(.*)$/
        .exec(target)![1]!
        .split(',')
        .map((id) => ({ id })),
    },
  })

  it('names as many ids as a URL holds', async () => {
    const { bench, writes, fmc } = scripted(deleted)
    const gone = await bench.until(fmc.deleteAll(HOSTS, ids))
    expect(gone.map(({ id }) => id)).toEqual(ids)
    expect(writes).toHaveLength(3)
    for (const { method, target } of writes) {
      expect(method).toBe('DELETE')
      expect(target.startsWith(`${HOSTS}?bulk=true&filter=ids:005056A4-`)).toBe(true)
      expect(target.length).toBeLessThanOrEqual(7000)
    }
  })

  async function someHosts(fmc: FmcClient) {
    return (await fmc.createAll(HOSTS, hosts(3))).map(({ id }) => id!)
  }

  it('works on releases that know it', async () => {
    const bench = new ClientBench('fmc', { version: '7.4.1 (build 172)' })
    const fmc = bench.fmc()
    const made = await bench.until(someHosts(fmc))
    expect((await bench.until(fmc.deleteAll(HOSTS, made))).map(({ name }) => name)).toEqual([
      'host-0',
      'host-1',
      'host-2',
    ])
    expect(bench.counts().call).toBe(2)
  })

  it('goes one by one where the release knows no other way', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    const made = await bench.until(someHosts(fmc))
    const gone = await bench.until(fmc.deleteAll(HOSTS, made, { bulk: false }))
    expect(gone.map(({ name }) => name)).toEqual(['host-0', 'host-1', 'host-2'])
  })

  it('says how far it came', async () => {
    const bench = new ClientBench('fmc')
    const fmc = bench.fmc()
    const made = await bench.until(someHosts(fmc))
    const work = fmc.deleteAll(HOSTS, [made[0]!, ids[0]!, made[1]!], { bulk: false })
    const error = await bulkFailure(bench, work)
    expect(error).toMatchObject({ from: 1, to: 2, unsure: false, cause: { status: 404 } })
    expect(error.done.map(({ name }) => name)).toEqual(['host-0'])
  })

  it.each(['a,b', 'a;unusedOnly:true', '../networks', ''])(
    'takes nothing for an id that is none: %j',
    async (id) => {
      const { bench, writes, fmc } = scripted(deleted)
      const error = await bench.failure(fmc.deleteAll(HOSTS, [ids[0]!, id]))
      expect(error.message).toBe(`ids: expected letters, digits and dashes, found "${id}"`)
      expect(writes).toEqual([])
    },
  )
})
