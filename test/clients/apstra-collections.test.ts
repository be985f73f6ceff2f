import { describe, expect, it } from 'vitest'
import { makeCollections } from '../../clients/apstra-collections.js'
import {
  AlreadyExistsError,
  AmbiguousLabelError,
  type ApstraCollection,
  type ApstraCollections,
  ControllerError,
  systemClock,
} from '../../clients/index.js'
import { ClientBench } from './client-bench.js'

const SUBNETS = { subnets: [{ network: '198.51.100.0/24' }] }

function setUp(options: Record<string, unknown> = {}) {
  const bench = new ClientBench('apstra', options)
  const client = bench.apstra()
  return { bench, client, pools: client.collections.ipPools }
}

/** Collections whose objects can be made from a label and these members, and the generations that have them. */
const COLLECTIONS: [keyof ApstraCollections, object, string[]][] = [
  ['ipPools', SUBNETS, ['G1', 'G2', 'G4', 'G5', 'G6']],
  ['asnPools', { ranges: [{ first: 64_512, last: 64_600 }] }, ['G1', 'G2', 'G4', 'G5', 'G6']],
  ['rackTypes', {}, ['G1', 'G2', 'G4', 'G5', 'G6']],
  ['logicalDevices', {}, ['G1', 'G2', 'G4', 'G5', 'G6']],
  ['designTemplates', {}, ['G1', 'G2', 'G4', 'G5', 'G6']],
  ['externalRouters', {}, ['G1', 'G2']],
  ['logicalDeviceMaps', {}, ['G1']],
  ['interfaceMaps', { logical_device_id: 'leaf', device_profile_id: 'switch' }, ['G2', 'G4', 'G5', 'G6']],
]

describe('a collection of the Apstra client', () => {
  it.each(
    COLLECTIONS.flatMap(([name, content, generations]) => generations.map((one) => [name, one, content])),
  )('%s of %s creates, finds, changes and deletes', async (name, generation, content) => {
    const { bench, client } = setUp({ generation })
    const collection = client.collections[name as keyof ApstraCollections] as ApstraCollection
    const members = content as Record<string, unknown>
    const id = await bench.until(collection.create('blue', members))
    const found = (await bench.until(collection.find({ label: 'blue' })))!
    expect(found).toMatchObject({ id })
    expect(collection.labelOf(found)).toBe('blue')
    expect(await bench.until(collection.find({ id }))).toEqual(found)
    expect(await bench.until(collection.ids())).toContain(id)
    const key = await bench.until(collection.labelKey())
    await bench.until(collection.update(id, { ...members, [key]: 'green' }))
    expect((await bench.until(collection.find({ label: 'green' })))?.id).toBe(id)
    await bench.until(collection.delete(id))
    expect(await bench.until(collection.find({ id }))).toBeUndefined()
    expect(await bench.until(collection.find({ label: 'green' }))).toBeUndefined()
  })

  it('of devices finds them by their key', async () => {
    const { bench, client } = setUp()
    const { devices } = client.collections
    const [device] = await bench.until(devices.list())
    expect(await bench.until(devices.find({ label: device!.device_key }))).toEqual(device)
  })

  it('finds blueprints by the label of every generation', () => {
    const { blueprints } = setUp().client.collections
    expect(blueprints.labelOf({ id: '1', label: 'blue' })).toBe('blue')
    expect(blueprints.labelOf({ id: '1', display_name: 'blue' })).toBe('blue')
    expect(blueprints.labelOf({ id: '1' })).toBeUndefined()
  })

  it.each([
    ['G1', 'display_name'],
    ['G2', 'label'],
    ['G6', 'label'],
  ])('writes labels of blueprints of %s to %s', async (generation, key) => {
    const { bench, client } = setUp({ generation })
    expect(await bench.until(client.collections.blueprints.labelKey())).toBe(key)
  })

  it('says which objects share a label', async () => {
    const { bench, pools } = setUp()
    const ids = [
      await bench.until(pools.create('blue', SUBNETS)),
      await bench.until(pools.create('blue', SUBNETS)),
    ]
    const error = await bench.failure(pools.find({ label: 'blue' }))
    expect(error).toBeInstanceOf(AmbiguousLabelError)
    expect(error).toMatchObject({ ids })
  })

  it('says when a label or an id is taken', async () => {
    const { bench, client, pools } = setUp()
    await bench.until(pools.create('blue', { ...SUBNETS, id: 'one' }))
    expect(await bench.failure(pools.create('green', { ...SUBNETS, id: 'one' }))).toMatchObject({
      name: 'AlreadyExistsError',
      status: 409,
    })
    const { rackTypes } = client.collections
    bench.simulator.faults.arm({
      type: 'status',
      path: rackTypes.path,
      options: { status: 422, body: '{"errors":{"label":"Rack type with this label already exists"}}' },
    })
    const error = await bench.failure(rackTypes.create('blue', {}))
    expect(error).toBeInstanceOf(AlreadyExistsError)
    expect(error.message).toContain('"blue" or its id is taken')
  })

  it('leaves other failures as they are', async () => {
    const { bench, client, pools } = setUp()
    expect(await bench.failure(pools.create('', SUBNETS))).toMatchObject({
      name: 'ControllerError',
      status: 422,
    })
    expect(await bench.failure(pools.delete('none'))).toMatchObject({ name: 'ControllerError', status: 404 })
    const absent = client.collections.logicalDeviceMaps
    expect(await bench.failure(absent.list())).toBeInstanceOf(ControllerError)
  })

  it('reads lists of AOS 1.0, which have no envelope', async () => {
    const items = [{ id: '1', display_name: 'blue' }]
    const calls = { request: async () => items, version: async () => ({ version: '1.0' }) }
    expect(await makeCollections(calls, systemClock).ipPools.list()).toEqual(items)
  })

  it('says so when the answer to a creation names no object', async () => {
    const { bench, pools } = setUp()
    const calls = { request: async () => ({}), version: async () => ({ version: '5.1.0' }) }
    const nameless = makeCollections(calls, systemClock).ipPools
    const error = await bench.failure(nameless.create('blue', SUBNETS))
    expect(error.message).toMatch(`POST ${pools.path}: expected the id`)
  })

  it('is read one object after the other, without those that are gone meanwhile', async () => {
    const { bench, pools } = setUp()
    const ids = await bench.until(pools.ids())
    const seen: string[] = []
    const reading = (async () => {
      for await (const pool of pools) {
        seen.push(pool.id)
        if (seen.length === 1) await pools.delete(ids[1]!)
      }
    })()
    await bench.until(reading)
    expect(seen).toEqual(ids.filter((id) => id !== ids[1]))
  })
})
