import { describe, expect, it } from 'vitest'
import { readFixture } from '../../../simulator/fixtures.js'
import { type OptionsInput, transcript } from './apstra-bench.js'
import { BLUEPRINT, BlueprintBench, type Who } from './blueprint-bench.js'

/** A request and how long to wait after it, in ms; or only the wait. */
type Step = [who: Who, method: string, path: string, body?: unknown] | number

const CREATED: Step[] = [['operator', 'POST', '', BLUEPRINT], 2000]
const RENAMED: Step[] = [...CREATED, ['operator', 'PATCH', '/bp', { label: 'DC 1' }], 100]
const G1_BLUEPRINT = {
  id: 'bp',
  display_name: 'DC one',
  template_id: 'L2_Virtual',
  reference_architecture: 'two_stage_l3clos',
}

/** Each fixture is the last reply of its steps. */
const TRANSCRIPTS: [fixture: string, options: OptionsInput, ...Step[]][] = [
  ['blueprint-created', {}, ['operator', 'POST', '', BLUEPRINT]],
  ['blueprint-accepted', {}, ['operator', 'POST', '?async=full', BLUEPRINT]],
  ['blueprint-being-created', {}, ['operator', 'POST', '?async=full', BLUEPRINT], ['operator', 'GET', '/bp']],
  ['blueprint-list', {}, ...CREATED, ['operator', 'GET', '']],
  ['blueprint-ids', {}, ...CREATED, ['operator', 'OPTIONS', '']],
  ['blueprint', {}, ...CREATED, ['operator', 'GET', '/bp']],
  ['blueprint-duplicate-label', {}, ...CREATED, ['operator', 'POST', '', { ...BLUEPRINT, id: 'b2' }]],
  ['blueprint-duplicate-id', {}, ...CREATED, ['operator', 'POST', '', { ...BLUEPRINT, label: 'other' }]],
  ['blueprint-no-template', {}, ['operator', 'POST', '', { ...BLUEPRINT, template_id: 'none' }]],
  ['blueprint-invalid', {}, ['operator', 'POST', '', { design: 'round', init_type: 'none' }]],
  ['blueprint-task', {}, ['operator', 'POST', '?async=full', BLUEPRINT], ['operator', 'GET', '/bp/tasks']],
  [
    'blueprint-task-failed',
    {},
    ['operator', 'POST', '?async=full', { ...BLUEPRINT, template_id: 'none' }],
    2000,
    ['operator', 'GET', '/bp/tasks'],
  ],
  ['blueprint-diff-status', {}, ...RENAMED, ['operator', 'GET', '/bp/diff-status']],
  ['blueprint-deploy-accepted', {}, ...RENAMED, ['operator', 'PUT', '/bp/deploy?async=full', { version: 2 }]],
  ['blueprint-deploy-stale', {}, ...RENAMED, ['operator', 'PUT', '/bp/deploy', { version: 1 }]],
  [
    'blueprint-deployed',
    {},
    ...RENAMED,
    ['operator', 'PUT', '/bp/deploy', { version: 2, description: 'first' }],
    3000,
    ['operator', 'GET', '/bp/deploy'],
  ],
  ['blueprint-write-locked', {}, ...RENAMED, ['second', 'PATCH', '/bp', { label: 'mine' }]],
  ['lock-status-unlocked', {}, ...CREATED, ['operator', 'GET', '/bp/lock-status']],
  ['lock-status-by-changes', {}, ...RENAMED, ['operator', 'GET', '/bp/lock-status']],
  ['lock-status-hidden', {}, ...RENAMED, ['second', 'GET', '/bp/lock-status']],
  ['lock-status-possible-override', {}, ...RENAMED, ['admin', 'GET', '/bp/lock-status']],
  ['lock-status-4', { generation: 'G4' }, ...RENAMED, ['operator', 'GET', '/bp/lock-status']],
  ['lock-blueprint', {}, ...CREATED, ['operator', 'PUT', '/bp/lock-blueprint']],
  [
    'lock-blueprint-locked',
    {},
    ...CREATED,
    ['operator', 'PUT', '/bp/lock-blueprint'],
    ['second', 'PUT', '/bp/lock-blueprint'],
  ],
  [
    'unlock-blueprint-refused',
    {},
    ...CREATED,
    ['operator', 'PUT', '/bp/lock-blueprint'],
    ['second', 'PUT', '/bp/unlock-blueprint'],
  ],
  ['blueprint-created-1', { generation: 'G1' }, ['operator', 'POST', '', G1_BLUEPRINT]],
  [
    'blueprint-1',
    { generation: 'G1' },
    ['operator', 'POST', '', G1_BLUEPRINT],
    2000,
    ['operator', 'GET', '/bp'],
  ],
  [
    'slots-1',
    { generation: 'G1' },
    ['operator', 'POST', '', G1_BLUEPRINT],
    2000,
    ['operator', 'GET', '/bp/slots'],
  ],
]

describe('blueprints on the wire', () => {
  it.each(TRANSCRIPTS)('%s', async (fixture, options, ...steps) => {
    const bench = new BlueprintBench(options)
    let last = ''
    for (const step of steps) {
      if (typeof step === 'number') await bench.clock.advance(step)
      else last = transcript(bench.as(...step))
    }
    const id = bench.userId('operator')
    expect(last.replaceAll(id, '<operator>')).toBe(readFixture(`apstra/object-replies/${fixture}.txt`))
  })
})

describe('a blueprint', () => {
  it('is created under its own id in a reply that stays below 255 bytes', () => {
    const { id, ...unnamed } = BLUEPRINT
    const reply = new BlueprintBench().as('operator', 'POST', '?async=full', unnamed)
    expect(reply.body.length).toBeLessThan(255)
    expect(JSON.parse(reply.body)).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      task_id: expect.stringMatching(/^[\da-f-]{36}$/),
    })
  })

  it('is one at a time in creation: 429', async () => {
    const bench = new BlueprintBench()
    bench.as('operator', 'POST', '?async=full', BLUEPRINT)
    const other = { ...BLUEPRINT, id: 'b2', label: 'DC two' }
    const reply = bench.as('second', 'POST', '', other)
    expect([reply.status, reply.body]).toEqual([429, '{"errors": "Too many tasks in queue"}'])
    await bench.clock.advance(2000)
    expect(bench.as('second', 'POST', '', other).status).toBe(201)
  })

  it('is changed, committed, changed again and reverted', async () => {
    const bench = new BlueprintBench()
    await bench.create()
    const { nodes } = bench.read<{ nodes: Record<string, { role: string }> }>('/bp/nodes?node_type=system')
    expect(Object.values(nodes).map(({ role }) => role)).toEqual([
      'spine',
      'spine',
      'leaf',
      'leaf',
      'leaf',
      'leaf',
    ])
    const node = `/bp/nodes/${Object.keys(nodes)[0]}`
    const change = bench.as('operator', 'PATCH', node, { hostname: 'a', role: 'leaf' })
    expect([change.status, JSON.parse(change.body)]).toMatchObject([200, { hostname: 'a', role: 'spine' }])
    await bench.clock.advance(100)
    expect(bench.read('/bp/diff-status')).toMatchObject({ staging_version: 2, deployed_version: 0 })

    expect(bench.as('operator', 'PUT', '/bp/deploy', { version: 2 }).status).toBe(202)
    expect(bench.read('/bp/diff-status').status).toBe('deploying')
    await bench.clock.advance(3000)
    expect(bench.read('/bp/diff-status')).toMatchObject({ status: 'completed', deployed_version: 2 })
    expect(bench.read<{ items: unknown[] }>('').items[0]).toMatchObject({ has_uncommitted_changes: false })

    bench.as('operator', 'PATCH', node, { hostname: 'b' })
    await bench.clock.advance(100)
    expect(bench.read(node).hostname).toBe('b')
    expect(bench.as('operator', 'POST', '/bp/revert').status).toBe(202)
    await bench.clock.advance(100)
    expect(bench.read(node).hostname).toBe('a')
    expect(bench.read('/bp/diff-status')).toMatchObject({ staging_version: 2, deployed_version: 2 })
  })

  it('draws on pools, which are then in use and cannot be removed', async () => {
    const bench = new BlueprintBench()
    await bench.create()
    const group = '/bp/resource_groups/ip/leaf_loopback_ips'
    const pool = '/api/resources/ip-pools/Private-10_0_0_0-8'
    const token = bench.tokens.operator
    const shown = () => JSON.parse(bench.send('GET', pool, { token }).body)
    expect(shown()).toMatchObject({ status: 'not_in_use', used: '0' })
    expect(bench.as('operator', 'PUT', group, { pool_ids: ['none'] }).body).toBe(
      '{"errors": {"pool_ids": "Pool does not exist"}}',
    )
    expect(bench.as('operator', 'PUT', group, { pool_ids: ['Private-10_0_0_0-8'] }).status).toBe(202)
    await bench.clock.advance(100)
    expect(bench.read(group).pool_ids).toEqual(['Private-10_0_0_0-8'])
    expect(shown()).toMatchObject({ status: 'in_use', used: '16777216', used_percentage: 100 })
    expect(bench.send('DELETE', pool, { token }).status).toBe(422)
    expect(bench.as('operator', 'DELETE', '/bp').status).toBe(202)
    await bench.clock.advance(100)
    expect(shown().status).toBe('not_in_use')
    expect(bench.send('DELETE', pool, { token }).status).toBe(204)
  })

  it('is gone after its removal, but for its tasks, and its id is free', async () => {
    const bench = new BlueprintBench()
    await bench.create()
    const { task_id: task } = JSON.parse(bench.as('operator', 'DELETE', '/bp?async=full').body)
    expect(bench.as('operator', 'PATCH', '/bp', { label: 'x' }).body).toBe(
      '{"errors": "Blueprint bp is being deleted"}',
    )
    await bench.clock.advance(100)
    expect(bench.as('operator', 'GET', '/bp').status).toBe(404)
    expect(bench.read('')).toEqual({ items: [] })
    expect(bench.read(`/bp/tasks/${task}`)).toMatchObject({ type: 'blueprint.delete', status: 'succeeded' })
    await bench.create()
  })

  it('is read by viewers and written by others only', async () => {
    const bench = new BlueprintBench()
    await bench.create()
    for (const path of ['', '/bp', '/bp/nodes', '/bp/tasks', '/bp/lock-status', '/bp/diff-status']) {
      expect(bench.as('reader', 'GET', path).status).toBe(200)
    }
    const writes = [
      ['POST', '', BLUEPRINT],
      ['PATCH', '/bp', { label: 'x' }],
      ['DELETE', '/bp'],
      ['PUT', '/bp/deploy', { version: 1 }],
      ['POST', '/bp/revert'],
      ['PUT', '/bp/lock-blueprint'],
      ['PUT', '/bp/unlock-blueprint'],
      ['PUT', '/bp/resource_groups/ip/leaf_loopback_ips', { pool_ids: [] }],
    ] as const
    for (const [method, path, body] of writes) expect(bench.as('reader', method, path, body).status).toBe(403)
  })

  it('goes with a reset, and its tasks too', async () => {
    const bench = new BlueprintBench()
    bench.as('operator', 'POST', '?async=full', BLUEPRINT)
    bench.controller.reset()
    expect((await bench.clock.advance(5000)).fired).toEqual([])
    const token = bench.login().token
    expect(bench.send('GET', '/api/blueprints/bp/tasks', { token }).status).toBe(404)
  })
})

describe('AOS 1.x', () => {
  it('has slots in place of tasks, locks and commits', async () => {
    const bench = new BlueprintBench({ generation: 'G1' })
    bench.as('operator', 'POST', '?async=full', G1_BLUEPRINT)
    await bench.clock.advance(2000)
    const slot = '/bp/slots/leaf_loopbacks'
    expect(bench.read(slot)).toEqual({})
    expect(bench.as('operator', 'PUT', slot, { pool: 'a' }).status).toBe(200)
    await bench.clock.advance(100)
    expect(bench.as('second', 'PATCH', slot, { size: 1 }).body).toBe('{"pool": "a", "size": 1}')
    await bench.clock.advance(100)
    expect(bench.read(slot)).toEqual({ pool: 'a', size: 1 })
    expect(bench.as('operator', 'PUT', '/bp/slots/none', {}).status).toBe(404)
    for (const path of ['tasks', 'lock-status', 'diff-status', 'deploy', 'nodes']) {
      expect(bench.as('operator', 'GET', `/bp/${path}`).status).toBe(404)
    }
    expect(bench.as('operator', 'DELETE', '/bp').body).toBe('{}')
  })

  it('gave slots as a bare list in 1.0', async () => {
    const bench = new BlueprintBench({ generation: 'G1', version: '1.0.0' })
    bench.as('operator', 'POST', '', G1_BLUEPRINT)
    await bench.clock.advance(2000)
    expect(bench.read('/bp/slots')).toContainEqual({ name: 'leaf_loopbacks' })
  })
})
