import fc from 'fast-check'
import { expect, it } from 'vitest'
import { GENERATIONS } from '../../../simulator/apstra/generations.js'
import { BLUEPRINT, BlueprintBench } from './blueprint-bench.js'

const STATUSES = [200, 201, 202, 204, 404, 405, 409, 422, 429]

const collections = [
  'resources/ip-pools',
  'resources/asn-pools',
  'resources/vni-pools',
  'resources/external-routers',
  'resources/device-pools',
  'design/templates',
  'design/rack-types',
  'design/logical-devices',
  'design/logical-device-maps',
  'design/interface-maps',
  'systems',
  'system-agents',
  'blueprints',
]
const parts = [
  'nodes',
  'nodes/x',
  'resource_groups/ip/leaf_loopback_ips',
  'resource_groups/ip/__proto__',
  'slots/leaf_loopbacks',
  'slots/__proto__',
  'tasks',
  'tasks/?filter=status%20in%20[%27init%27]',
  'deploy',
  'revert',
  'diff-status',
  'lock-status',
  'lock-blueprint',
  'unlock-blueprint',
]
const id = fc.constantFrom('bp', 'default_pool', '525400000001', '__proto__', 'Private-10_0_0_0-8', 'none')
const target = fc.oneof(
  fc.constantFrom(...collections),
  fc.tuple(fc.constantFrom(...collections), id).map(([path, one]) => `${path}/${one}`),
  fc.constantFrom(...parts).map((part) => `blueprints/bp/${part}`),
)
const member = fc.constantFrom(
  ...['id', 'label', 'display_name', 'device_key', 'subnets', 'ranges', 'tags', 'pool_ids', 'version'],
  ...['devices', 'user_config', 'facts', 'spine', 'rack_type_counts', 'design', 'init_type', 'template_id'],
  ...['management_ip', 'hostname', '__proto__', 'constructor'],
)
const value = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('two_stage_l3clos', 'template_reference', 'L2_Virtual', 'bp', [{ id: 'a' }], {
    count: 1e9,
  }),
)
const body = fc.oneof(
  fc.json(),
  fc.string(),
  fc.dictionary(member, value).map((fields) => JSON.stringify(fields)),
  fc.constant(JSON.stringify(BLUEPRINT)),
)

it.each(GENERATIONS)('every request is answered in good order by %s', async (generation) => {
  const bench = new BlueprintBench({ generation })
  const { token } = bench.loginAnyGeneration()
  const first =
    generation === 'G1'
      ? { id: 'bp', display_name: 'x', template_id: 'L2_Virtual', reference_architecture: 'x' }
      : BLUEPRINT
  expect(bench.send('POST', '/api/blueprints', { token, body: first }).status).toBe(201)
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
      target,
      fc.constantFrom('', '?async=full', '?async=partial'),
      body,
      fc.constantFrom(0, 50, 5000),
      async (method, path, query, text, waitMs) => {
        const reply = bench.send(method, `/api/${path}${path.includes('?') ? '' : query}`, {
          token,
          body: text,
        })
        expect(STATUSES).toContain(reply.status)
        expect(reply.reason).not.toBe('')
        if (reply.body !== '') JSON.parse(reply.body)
        await bench.clock.advance(waitMs)
      },
    ),
    { numRuns: 400, seed: 9 },
  )
})
