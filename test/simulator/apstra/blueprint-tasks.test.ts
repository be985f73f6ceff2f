import { describe, expect, it } from 'vitest'
import { BLUEPRINT, BlueprintBench } from './blueprint-bench.js'

/** What these tests look at in a task. */
interface Task {
  id: string
  status: string
  type: string
  begin_at: string | null
  detailed_status: Record<string, unknown>
}

const rename = (bench: BlueprintBench, label: string) =>
  JSON.parse(bench.as('operator', 'PATCH', '/bp?async=full', { label }).body).task_id as string

describe('calls and their tasks', () => {
  it('a call waits for its task, and for those before it, unless it says async=full', async () => {
    const bench = new BlueprintBench({ processingMs: 5 })
    const creation = bench.request('operator', 'POST', '', BLUEPRINT)
    expect([creation.response.status, creation.processingMs]).toEqual([201, 2005])
    await bench.clock.advance(2000)
    const deploy = bench.request('operator', 'PUT', '/bp/deploy?async=full', { version: 1 })
    expect([deploy.response.status, deploy.processingMs]).toEqual([202, 5])
    await bench.clock.advance(1000)
    const change = bench.request('operator', 'PATCH', '/bp?async=partial', { label: 'x' })
    expect([change.response.status, change.processingMs]).toEqual([202, 2105])
  })

  it('run one after another, and take effect when they end', async () => {
    const bench = new BlueprintBench()
    await bench.create()
    const ids = ['a', 'b', 'c'].map((label) => rename(bench, label))
    const seen = () => [
      bench.read('/bp').label,
      ...ids.map((id) => bench.read<Task>(`/bp/tasks/${id}`).status),
    ]
    expect(seen()).toEqual(['DC one', 'in_progress', 'init', 'init'])
    await bench.clock.advance(99)
    expect(seen()).toEqual(['DC one', 'in_progress', 'init', 'init'])
    await bench.clock.advance(1)
    expect(seen()).toEqual(['a', 'succeeded', 'in_progress', 'init'])
    const { fired } = await bench.clock.advance(200)
    expect(seen()).toEqual(['c', 'succeeded', 'succeeded', 'succeeded'])
    expect(fired.at(-1)?.label).toBe(`task:${ids[2]}:blueprint.update`)
    const [first, second] = ids.map((id) => bench.read<Task>(`/bp/tasks/${id}`))
    expect(first!.begin_at).toMatch(/^2026-01-01T00:00:02\.000\d{3}\+0000$/)
    expect(second!.begin_at).toMatch(/^2026-01-01T00:00:02\.100\d{3}\+0000$/)
    expect(second!.detailed_status).toEqual({ api_response: { id: 'bp' }, config_blueprint_version: 3 })
  })

  it('fail with the reply that the call would have had', async () => {
    const bench = new BlueprintBench()
    await bench.create()
    const path = '/bp/resource_groups/asn/leaf_asns?async=full'
    const { task_id: id } = JSON.parse(bench.as('operator', 'PUT', path, { pool_ids: ['none'] }).body)
    await bench.clock.advance(100)
    expect(bench.read(`/bp/tasks/${id}`)).toMatchObject({
      status: 'failed',
      detailed_status: { api_response: null, errors: { pool_ids: 'Pool does not exist' }, error_code: 422 },
    })
    expect(bench.read('/bp/lock-status').lock_status).toBe('unlocked')
    expect(bench.read('/bp/diff-status').staging_version).toBe(1)
  })

  it('leave nothing of a blueprint whose creation fails, but their own record', async () => {
    const bench = new BlueprintBench()
    bench.as('operator', 'POST', '?async=full', { ...BLUEPRINT, template_id: 'none' })
    await bench.clock.advance(2000)
    expect(bench.read<{ items: Task[] }>('/bp/tasks').items[0]!.status).toBe('failed')
    expect(bench.as('operator', 'GET', '/bp').status).toBe(404)
    await bench.create()
  })

  it('end without effect after the time-out', async () => {
    const bench = new BlueprintBench({ taskTimeoutMs: 2500 })
    await bench.create()
    const { task_id: id } = JSON.parse(bench.as('operator', 'PUT', '/bp/deploy', { version: 1 }).body)
    const label = rename(bench, 'later')
    await bench.clock.advance(2499)
    expect(bench.read<Task>(`/bp/tasks/${id}`).status).toBe('in_progress')
    await bench.clock.advance(101)
    expect(bench.read<Task>(`/bp/tasks/${id}`)).toMatchObject({
      status: 'timeout',
      detailed_status: { errors: 'Task timed out' },
    })
    expect(bench.read<Task>(`/bp/tasks/${label}`).status).toBe('succeeded')
    expect(bench.read('/bp/diff-status')).toMatchObject({ staging_version: 2, deployed_version: 0 })
  })

  it('make no blueprint after the time-out', async () => {
    const bench = new BlueprintBench({ taskTimeoutMs: 500 })
    const creation = bench.request('operator', 'POST', '', BLUEPRINT)
    expect([creation.response.status, creation.processingMs]).toEqual([202, 500])
    await bench.clock.advance(5000)
    expect(bench.read<{ items: Task[] }>('/bp/tasks').items[0]!.status).toBe('timeout')
    expect(bench.as('operator', 'GET', '/bp').status).toBe(404)
  })

  it('are refused with 429 when too many wait', async () => {
    const bench = new BlueprintBench({ taskQueueLength: 2 })
    await bench.create()
    rename(bench, 'a')
    rename(bench, 'b')
    const reply = bench.as('operator', 'PATCH', '/bp', { label: 'c' })
    expect([reply.status, reply.body]).toEqual([429, '{"errors": "Too many tasks in queue"}'])
    expect(bench.lastAuth).toMatchObject({ outcome: 'accepted' })
    await bench.clock.advance(100)
    expect(bench.as('operator', 'PATCH', '/bp', { label: 'c' }).status).toBe(202)
  })

  it('outlive the token that began them', async () => {
    const bench = new BlueprintBench({ tokenTtlSeconds: 1 })
    const { task_id: id } = JSON.parse(bench.as('operator', 'POST', '?async=full', BLUEPRINT).body)
    await bench.clock.advance(1500)
    expect(bench.as('operator', 'GET', `/bp/tasks/${id}`).status).toBe(401)
    await bench.clock.advance(1000)
    const { token } = bench.login('operator')
    const reply = bench.send('GET', `/api/blueprints/bp/tasks/${id}`, { token })
    expect(JSON.parse(reply.body)).toMatchObject({ status: 'succeeded', user_name: 'operator' })
    expect(bench.send('GET', '/api/blueprints/bp', { token }).status).toBe(200)
  })
})

describe('the filter of tasks', () => {
  it.each([
    ["id in ['<1>','<2>']", ['blueprint.update', 'blueprint.deploy']],
    ['id in ["<1>"]', ['blueprint.update']],
    ["status in ['init', 'in_progress']", ['blueprint.update', 'blueprint.deploy']],
    ["type in ['blueprint.create']", ['blueprint.create']],
    ['id in []', []],
  ])('%s', async (filter, expected) => {
    const bench = new BlueprintBench()
    await bench.create()
    const first = rename(bench, 'a')
    const second = JSON.parse(
      bench.as('operator', 'PUT', '/bp/deploy?async=full', { version: 2 }).body,
    ).task_id
    const text = encodeURIComponent(filter.replace('<1>', first).replace('<2>', second))
    const { items } = bench.read<{ items: Task[] }>(`/bp/tasks/?filter=${text}`)
    expect(items.map(({ type }) => type)).toEqual(expected)
  })

  it.each(['id', "user in ['a']", "id == 'a'"])('%s cannot be read', async (filter) => {
    const bench = new BlueprintBench()
    await bench.create()
    const reply = bench.as('operator', 'GET', `/bp/tasks?filter=${encodeURIComponent(filter)}`)
    expect([reply.status, reply.body]).toEqual([422, '{"errors": {"filter": "Invalid value"}}'])
  })
})
