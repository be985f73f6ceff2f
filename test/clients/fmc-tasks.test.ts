import { describe, expect, it } from 'vitest'
import { ControllerError, TaskError } from '../../clients/index.js'
import { ClientBench } from './client-bench.js'
import { fmcError, type ScriptedReply, scriptedFmc } from './scripted-fmc.js'

const NOT_FOUND = fmcError(404, 'No resource found')
const status = (word: string, message = ''): ScriptedReply => ({
  status: 200,
  body: { type: 'TaskStatus', id: 'task-1', taskType: 'DEVICE_DEPLOYMENT', status: word, message },
})

/** A client whose controller answers each look at a task with the next reply, the last one again and again. */
function scripted(replies: ScriptedReply[]) {
  const bench = new ClientBench('fmc')
  const looks: number[] = []
  const dispatcher = scriptedFmc(bench, ({ target }) => {
    if (!target.endsWith('/job/taskstatuses/task-1')) return undefined
    looks.push(bench.clock.monotonicMs())
    return replies[Math.min(looks.length, replies.length) - 1]
  })
  return { bench, looks, fmc: bench.fmc({ dispatcher }) }
}

/** What waiting for a task failed with. */
async function taskFailure(bench: ClientBench, work: Promise<unknown>): Promise<TaskError> {
  const error = await bench.failure(work)
  expect(error).toBeInstanceOf(TaskError)
  return error as TaskError
}

describe('a task that the FMC client waits for', () => {
  it.each(['Success', 'SUCCESS', 'COMPLETED', 'Deployed', 'deployed'])(
    'has succeeded with %s',
    async (word) => {
      const { bench, looks, fmc } = scripted([status('Pending'), status('In_progress'), status(word, 'done')])
      const task = await bench.until(fmc.awaitTask('task-1'))
      expect(task).toMatchObject({ id: 'task-1', state: 'succeeded', status: word, message: 'done' })
      expect(task.details).toMatchObject({ taskType: 'DEVICE_DEPLOYMENT' })
      expect(looks).toHaveLength(3)
    },
  )

  it.each(['Pending', 'Running', 'In_progress', 'DEPLOYING', 'Unknown', 'some new word', ''])(
    'is still going with "%s"',
    async (word) => {
      const { bench, fmc } = scripted([status(word)])
      expect(await bench.until(fmc.task('task-1'))).toMatchObject({ state: 'going', status: word })
    },
  )

  it('is looked at every five seconds unless told otherwise', async () => {
    const replies = [status('Running'), status('Running'), status('Running'), status('Success')]
    const { bench, looks, fmc } = scripted(replies)
    await bench.until(fmc.awaitTask('task-1'))
    expect(looks.map((ms) => ms - looks[0]!)).toEqual([0, 5010, 10_020, 15_030])
  })

  it('may not be there at first', async () => {
    const { bench, looks, fmc } = scripted([NOT_FOUND, NOT_FOUND, status('Running'), status('Success')])
    expect(await bench.until(fmc.awaitTask('task-1', { pollMs: 1000 }))).toMatchObject({ state: 'succeeded' })
    expect(looks).toHaveLength(4)
  })

  it('is over when it vanishes, as the registration of a device does', async () => {
    const { bench, fmc } = scripted([status('Running', 'registering'), NOT_FOUND])
    const task = await bench.until(fmc.awaitTask('task-1'))
    expect(task).toMatchObject({ state: 'vanished', status: '', message: 'registering' })
  })

  it('may fail', async () => {
    const { bench, fmc } = scripted([status('Running'), status('FAILED', 'no route to the device')])
    const error = await taskFailure(bench, fmc.awaitTask('task-1'))
    expect(error).toMatchObject({ reason: 'failed', task: { state: 'failed' } })
    expect(error.message).toBe(
      'task task-1 failed, last seen with status "FAILED" and message "no route to the device"',
    )
  })

  it('may never be there', async () => {
    const { bench, fmc } = scripted([NOT_FOUND])
    const error = await taskFailure(bench, fmc.awaitTask('task-1'))
    expect(error).toMatchObject({ reason: 'never-there', task: undefined })
    expect(error.message).toContain('the id is wrong, or it ended before the first look')
  })

  it('was never there either when the time is up before it had to appear', async () => {
    const { bench, fmc } = scripted([NOT_FOUND])
    const error = await taskFailure(bench, fmc.awaitTask('task-1', { timeoutMs: 1500.25 }))
    expect(error).toMatchObject({ reason: 'never-there', task: undefined })
    expect(error.message).toMatch(/did not appear within \d+ ms:/)
  })

  it('may take too long', async () => {
    const { bench, looks, fmc } = scripted([status('Running')])
    const error = await taskFailure(bench, fmc.awaitTask('task-1', { timeoutMs: 12_000 }))
    expect(error).toMatchObject({ reason: 'timeout', task: { status: 'Running' } })
    expect(looks.map((ms) => ms - looks[0]!)).toEqual([0, 5010, 10_020, 11_990])
  })

  it('may be forbidden to look at, which is no reason to wait', async () => {
    const { bench, looks, fmc } = scripted([fmcError(403, 'The user is not authorized to do this.')])
    expect(await bench.failure(fmc.awaitTask('task-1'))).toBeInstanceOf(ControllerError)
    expect(looks).toHaveLength(1)
  })

  it('may be the registration of a device, which takes minutes and then vanishes', async () => {
    const bench = new ClientBench('fmc', { tasks: { hiddenSec: 12 } })
    const fmc = bench.fmc()
    const policies = await bench.until(fmc.domainPath('policy/accesspolicies'))
    const policy = { type: 'AccessPolicy', name: 'edge', defaultAction: { action: 'BLOCK' } }
    const { id } = (await bench.until(fmc.post(policies, policy))) as { id: string }
    const devices = await bench.until(fmc.domainPath('devices/devicerecords'))
    const device = {
      type: 'Device',
      name: 'ftd1',
      hostName: '192.0.2.1',
      regKey: 'registration',
      license_caps: ['BASE'],
      accessPolicy: { id, type: 'AccessPolicy' },
    }
    const { metadata } = (await bench.until(fmc.post(devices, device))) as {
      metadata: { task: { id: string } }
    }
    const task = await bench.until(fmc.awaitTask(metadata.task.id))
    expect(task.state).toBe('vanished')
    expect(bench.clock.monotonicMs()).toBeGreaterThan(300_000)
    expect((await bench.until(fmc.list(devices).next())).value).toMatchObject({ name: 'ftd1' })
  })

  it('outlasts tokens and sessions', async () => {
    const replies = Array.from({ length: 30 }, () => status('Deploying'))
    const { bench, fmc } = scripted([...replies, status('Deployed')])
    const work = fmc.awaitTask('task-1', { timeoutMs: 20_000_000, pollMs: 600_000 })
    expect(await bench.until(work)).toMatchObject({ state: 'succeeded' })
    expect(bench.refusals()).toEqual([])
    expect(bench.counts().login).toBeGreaterThan(3)
  })
})
