import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../simulator/fixtures.js'
import { ApstraBench, type OptionsInput, transcript } from './apstra-bench.js'

type Step = [method: string, path: string, body?: unknown]

const POOL = { id: 'DC1', display_name: 'DC one', subnets: [{ network: '10.1.0.0/16' }], tags: ['lab'] }
const ASNS = { id: 'A', display_name: 'A', ranges: [{ first: 100, last: 199 }] }
const TEMPLATE = { id: 't', display_name: 'T', type: 'rack_based', spine: { count: 1 } }
const APPROVAL = { user_config: { admin_state: 'normal', aos_hcl_model: 'Generic_Model', location: '' } }
const G1_DEVICE = 'NTI1NDAwMDAwMDAx'

/** Each fixture is the last reply of its steps. */
const TRANSCRIPTS: [fixture: string, options: OptionsInput, ...Step[]][] = [
  ['collection-list', {}, ['GET', 'resources/ip-pools']],
  ['collection-ids', {}, ['OPTIONS', 'resources/ip-pools']],
  ['collection-created', {}, ['POST', 'resources/ip-pools?async=full', POOL]],
  ['collection-created-4', { generation: 'G4' }, ['POST', 'resources/ip-pools', POOL]],
  ['collection-replaced', {}, ['POST', 'resources/ip-pools', POOL], ['PUT', 'resources/ip-pools/DC1', POOL]],
  ['collection-absent', {}, ['GET', 'resources/ip-pools/none']],
  [
    'collection-duplicate-id',
    {},
    ['POST', 'design/templates', TEMPLATE],
    ['POST', 'design/templates', TEMPLATE],
  ],
  [
    'collection-duplicate-name',
    {},
    ['POST', 'design/templates', TEMPLATE],
    ['POST', 'design/templates', { ...TEMPLATE, id: 'u' }],
  ],
  ['collection-invalid', {}, ['POST', 'resources/asn-pools', { ranges: [{ first: 2, last: 1 }] }]],
  ['asn-pool', {}, ['POST', 'resources/asn-pools', ASNS], ['GET', 'resources/asn-pools/A']],
  [
    'asn-pool-1',
    { generation: 'G1' },
    ['POST', 'resources/asn-pools', ASNS],
    ['GET', 'resources/asn-pools/A'],
  ],
  ['template', {}, ['POST', 'design/templates', TEMPLATE], ['GET', 'design/templates/t']],
  ['logical-device-replaced', {}, ['PUT', 'design/logical-devices/virtual-7x10-1', { display_name: 'v' }]],
  ['system', {}, ['GET', 'systems/525400000001']],
  ['system-approved', {}, ['PUT', 'systems/525400000001', APPROVAL], ['GET', 'systems/525400000001']],
  ['system-1', { generation: 'G1' }, ['GET', `systems/${G1_DEVICE}`]],
  [
    'system-approved-1',
    { generation: 'G1' },
    ['PUT', `systems/${G1_DEVICE}`, APPROVAL],
    [
      'PUT',
      'resources/device-pools/default_pool',
      { display_name: 'Default Pool', devices: [{ id: G1_DEVICE }] },
    ],
    ['GET', `systems/${G1_DEVICE}`],
  ],
  ['device-pool', {}, ['GET', 'resources/device-pools/default_pool']],
  [
    'system-agent',
    {},
    ['POST', 'system-agents', { id: 'a', management_ip: '192.0.2.9', password: 'x' }],
    ['PATCH', 'system-agents/a', { label: 'rack 1' }],
    ['GET', 'system-agents/a'],
  ],
]

describe('collections on the wire', () => {
  it.each(TRANSCRIPTS)('%s', (fixture, options, ...steps) => {
    const bench = new ApstraBench(options)
    const token = bench.loginAnyGeneration().token
    const replies = steps.map(([method, path, body]) => bench.send(method, `/api/${path}`, { token, body }))
    expect(transcript(replies.at(-1)!)).toBe(readFixture(`apstra/object-replies/${fixture}.txt`))
  })
})

describe('which collections there are', () => {
  it.each([
    ['resources/external-routers', ['G1', 'G2']],
    ['design/logical-device-maps', ['G1']],
    ['design/interface-maps', ['G2', 'G4', 'G5', 'G6']],
    ['resources/vni-pools', ['G2', 'G4', 'G5', 'G6']],
    ['systems', ['G1', 'G2', 'G4', 'G5', 'G6']],
  ])('%s: %j', (path, expected) => {
    const found = (['G1', 'G2', 'G4', 'G5', 'G6'] as const).filter((generation) => {
      const bench = new ApstraBench({ generation })
      const { token } = bench.loginAnyGeneration()
      return bench.send('GET', `/api/${path}`, { token }).status === 200
    })
    expect(found).toEqual(expected)
  })

  it('the default device pool is read-only after AOS 1.x', () => {
    const bench = new ApstraBench({ generation: 'G6' })
    const { token } = bench.login()
    const body = { display_name: 'Default Pool', devices: [] }
    const reply = bench.send('PUT', '/api/resources/device-pools/default_pool', { token, body })
    expect([reply.status, Object.fromEntries(reply.headers).Allow]).toEqual([405, 'GET'])
  })
})

describe('devices', () => {
  it('keep their key, and are created under it', () => {
    const bench = new ApstraBench()
    const { token } = bench.login()
    const body = { device_key: 'k1', facts: { hw_model: 'QFX' } }
    const created = bench.send('POST', '/api/systems', { token, body })
    expect([created.status, created.body]).toEqual([202, '{"id": "k1"}'])
    expect(bench.send('POST', '/api/systems', { token, body }).status).toBe(409)
    const change = { device_key: 'other', user_config: { location: 'here' } }
    expect(bench.send('PUT', '/api/systems/k1', { token, body: change }).status).toBe(200)
    expect(JSON.parse(bench.send('GET', '/api/systems/k1', { token }).body)).toMatchObject({
      device_key: 'k1',
      facts: { hw_model: 'QFX', vendor: 'Arista' },
      user_config: { location: 'here' },
    })
    expect(bench.send('DELETE', '/api/systems/k1', { token }).status).toBe(200)
    expect(bench.send('GET', '/api/systems/k1', { token }).status).toBe(404)
  })
})

describe('names in the design library', () => {
  it('may repeat when told so', () => {
    const bench = new ApstraBench({ uniqueDesignNames: false })
    const { token } = bench.login()
    const body = { display_name: 'L2 Virtual' }
    expect(bench.send('POST', '/api/design/rack-types', { token, body }).status).toBe(201)
  })
})
