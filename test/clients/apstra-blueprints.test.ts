import { describe, expect, it } from 'vitest'
import {
  AlreadyExistsError,
  type ApstraClientOptions,
  BlueprintLockedError,
  PermissionError,
  TaskFailedError,
  ThrottledError,
} from '../../clients/index.js'
import { ClientBench } from './client-bench.js'

const DESIGN = {
  design: 'two_stage_l3clos',
  init_type: 'template_reference',
  template_id: 'L2_Virtual_EVPN',
} as const

function setUp(options: Record<string, unknown> = {}, given: Partial<ApstraClientOptions> = {}) {
  const bench = new ClientBench('apstra', options)
  const client = bench.apstra(given)
  return { bench, client, blueprints: client.collections.blueprints }
}

/** A bench with a blueprint of the administrator's. */
async function withBlueprint(options: Record<string, unknown> = {}) {
  const made = setUp(options)
  const id = await made.bench.until(made.blueprints.create('dc1', DESIGN))
  return { ...made, id }
}

describe('blueprints of the Apstra client', () => {
  it('are made while the caller waits', async () => {
    const { bench, blueprints, id } = await withBlueprint()
    expect(await bench.until(blueprints.find({ label: 'dc1' }))).toMatchObject({ id, label: 'dc1' })
    expect(await bench.until(blueprints.ids())).toEqual([id])
  })

  it('are made by AOS 1.x too, with its own label', async () => {
    const { bench, blueprints } = setUp({ generation: 'G1' })
    const content = { template_id: 'L2_Virtual', reference_architecture: 'two_stage_l3clos' }
    const id = await bench.until(blueprints.create('dc1', content))
    expect(await bench.until(blueprints.find({ label: 'dc1' }))).toMatchObject({ id, display_name: 'dc1' })
  })

  it('are made by a task that the caller may wait for', async () => {
    const { bench, blueprints } = setUp({ taskDurationsMs: { create: 60_000 } })
    const { id, taskId } = await bench.until(blueprints.startCreate('dc1', DESIGN))
    expect(bench.clock.monotonicMs()).toBeLessThan(1000)
    const task = await bench.until(blueprints.awaitTask(id, taskId!))
    expect(task).toMatchObject({ id: taskId, status: 'succeeded' })
    expect(bench.clock.monotonicMs()).toBeGreaterThanOrEqual(60_000)
    expect(await bench.until(blueprints.find({ id }))).toBeDefined()
    expect((await bench.until(blueprints.tasks.list(id, [taskId!]))).map((one) => one.id)).toEqual([taskId])
  })

  it('are found out to be there already, at once or by the task', async () => {
    const { bench, blueprints } = await withBlueprint()
    expect(await bench.failure(blueprints.create('dc1', DESIGN))).toBeInstanceOf(AlreadyExistsError)
  })

  it('say why a task failed', async () => {
    const { bench, blueprints } = setUp({ taskTimeoutMs: 1000, taskDurationsMs: { create: 5000 } })
    const { id, taskId } = await bench.until(blueprints.startCreate('dc1', DESIGN))
    const error = await bench.failure(blueprints.awaitTask(id, taskId!))
    expect(error).toBeInstanceOf(TaskFailedError)
    expect(error).toMatchObject({ task: { status: 'timeout' } })
  })

  it('are locked and unlocked', async () => {
    const { bench, blueprints, id } = await withBlueprint()
    await bench.until(blueprints.lock(id))
    expect(await bench.until(blueprints.lockStatus(id))).toMatchObject({
      lock_status: 'locked',
      lock_type: 'lock_by_user',
      username: 'admin',
    })
    await bench.until(blueprints.unlock(id))
    expect(await bench.until(blueprints.lockStatus(id))).toMatchObject({ lock_status: 'unlocked' })
  })

  it('tell who keeps others from changing them, whichever call was refused', async () => {
    const { bench, client, blueprints, id } = await withBlueprint()
    await bench.until(blueprints.lock(id))
    const other = bench.apstra({ username: 'operator' })
    const changes = [
      () => other.collections.blueprints.update(id, { label: 'mine' }),
      () => other.collections.blueprints.lock(id),
      () => other.patch(`/api/blueprints/${id}`, { label: 'mine' }),
    ]
    for (const change of changes) {
      const error = await bench.failure(change())
      expect(error).toBeInstanceOf(BlueprintLockedError)
      expect(error).toMatchObject({ status: 409, holder: { username: 'admin' } })
    }
    expect(bench.refusals()).toEqual([])
    await bench.until(client.close())
  })

  it('are locked although the controller does not tell by whom', async () => {
    const { bench, client } = setUp()
    bench.simulator.faults.arm({
      type: 'status',
      path: '/api/blueprints/dc1',
      options: { status: 409, body: '{"errors":"Blueprint is locked"}' },
    })
    const error = await bench.failure(client.patch('/api/blueprints/dc1', {}))
    expect(error).toMatchObject({ name: 'BlueprintLockedError', holder: undefined })
  })

  it('are committed', async () => {
    const { bench, blueprints, id } = await withBlueprint()
    await bench.until(blueprints.update(id, { label: 'dc2' }))
    const { staging_version } = await bench.until(blueprints.diffStatus(id))
    expect(await bench.until(blueprints.deploy(id, { description: 'first' }))).toBe(staging_version)
    await bench.clock.advance(10_000)
    expect(await bench.until(blueprints.deployment(id))).toMatchObject({
      state: 'success',
      version: staging_version,
    })
  })

  it('wait while the controller makes another one', async () => {
    const { bench, blueprints } = setUp({ taskDurationsMs: { create: 300_000 } })
    const labels = ['dc1', 'dc2', 'dc3']
    await bench.until(Promise.all(labels.map((label) => blueprints.startCreate(label, DESIGN))))
    const sentMs = bench.exchanges('call').map(({ atMs }) => atMs)
    const waitsMs = sentMs.slice(1).map((ms, index) => ms - sentMs[index]!)
    expect(Math.max(...waitsMs)).toBeLessThanOrEqual(12_500)
    await bench.clock.advance(300_000)
    expect((await bench.until(blueprints.list())).map(({ label }) => label).sort()).toEqual(labels)
  })

  it('wait only as long as they are told to', async () => {
    const { bench, blueprints } = setUp({ taskDurationsMs: { create: 300_000 } }, { blueprintRetries: 2 })
    await bench.until(blueprints.startCreate('dc1', DESIGN))
    const startMs = bench.clock.monotonicMs()
    expect(await bench.failure(blueprints.startCreate('dc2', DESIGN))).toBeInstanceOf(ThrottledError)
    expect(bench.clock.monotonicMs() - startMs).toBe(1125 + 2250)
  })

  it('are not for those who may only look', async () => {
    const { bench, blueprints } = setUp({}, { username: 'reader' })
    expect(await bench.failure(blueprints.create('dc1', DESIGN))).toBeInstanceOf(PermissionError)
    expect(await bench.until(blueprints.list())).toEqual([])
  })
})
