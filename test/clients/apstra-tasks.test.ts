import { describe, expect, it } from 'vitest'
import {
  AuthenticationError,
  type AwaitBlueprintTaskOptions,
  BlueprintTasks,
  type CallOptions,
  ConnectionError,
  ControllerError,
  RequestTimeoutError,
  TaskFailedError,
  TaskTimeoutError,
  ThrottledError,
} from '../../clients/index.js'
import { VirtualClock } from '../../simulator/clock/index.js'
import { clientTime } from './client-bench.js'

const BROKEN = new ConnectionError('GET /api', new Error('other side closed'))
const UNTRUSTED = new ConnectionError(
  'GET /api',
  Object.assign(new Error('self-signed'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
)
const SLOW = new RequestTimeoutError('GET /api: no answer')
const BUSY = new ThrottledError('GET /api', { status: 429, text: '' })

/** A controller that answers polls of a task in turn, and goes on with the last answer. */
function setUp(...answers: (string | object | Error)[]) {
  const clock = new VirtualClock()
  const asked: { call: CallOptions; atMs: number }[] = []
  const request = async (call: CallOptions) => {
    asked.push({ call, atMs: clock.monotonicMs() })
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!
    if (answer instanceof Error) throw answer
    return typeof answer === 'string' ? { id: 't1', status: answer } : answer
  }
  const tasks = new BlueprintTasks(
    { request, version: async () => ({ version: '5.1.0' }) },
    clientTime(clock),
  )
  const waitFor = (options?: AwaitBlueprintTaskOptions) =>
    clock.until(tasks.waitFor('b 1', 't1', options), 3_600_000).catch((error: Error) => error)
  return { asked, tasks, waitFor }
}

describe('waiting for a task', () => {
  it('asks until it has succeeded, and gives its last state', async () => {
    const last = { id: 't1', status: 'succeeded', detailed_status: { api_response: { id: 'x' } } }
    const { asked, waitFor } = setUp('init', 'in_progress', last)
    expect(await waitFor({ pollMs: 250 })).toEqual(last)
    expect(asked.map(({ call, atMs }) => [call.method, call.path, atMs])).toEqual(
      [0, 250, 500].map((atMs) => ['GET', '/api/blueprints/b%201/tasks/t1', atMs]),
    )
  })

  it.each(['failed', 'timeout', 'cancelled'])('fails when it has ended as "%s"', async (status) => {
    const detailed_status = { errors: { label: 'taken' }, error_code: 422 }
    const error = await setUp('init', { id: 't1', status, detailed_status }).waitFor()
    expect(error).toBeInstanceOf(TaskFailedError)
    expect(error).toMatchObject({
      message: `task t1: ended as "${status}", 422 {"label":"taken"}`,
      task: { status },
    })
  })

  it('says how it ended when the controller does not say why', async () => {
    const error = await setUp('failed').waitFor()
    expect(error).toMatchObject({ message: 'task t1: ended as "failed"' })
  })

  it.each([[BROKEN], [SLOW], [BUSY]])('goes on after %s', async (trouble) => {
    const { asked, waitFor } = setUp('init', trouble, trouble, 'succeeded')
    expect(await waitFor()).toMatchObject({ status: 'succeeded' })
    expect(asked.length).toBe(4)
  })

  it.each([
    [UNTRUSTED],
    [new ControllerError('GET', { status: 404, text: '' })],
    [new AuthenticationError('login', { status: 401, text: '' })],
  ])('ends at once with %s', async (error) => {
    expect(await setUp('init', error).waitFor()).toBe(error)
  })

  it('ends in time, and says what it knows', async () => {
    const { asked, waitFor } = setUp('init', 'in_progress')
    const error = await waitFor({ timeoutMs: 2500, pollMs: 1000 })
    expect(error).toBeInstanceOf(TaskTimeoutError)
    expect(error).toMatchObject({ task: { status: 'in_progress' } })
    expect((error as Error).message).toContain('not ended within 2500 ms, it is still "in_progress"')
    expect(asked.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000, 2500])
  })

  it('says why, when it never learnt anything', async () => {
    const error = await setUp(BROKEN).waitFor({ timeoutMs: 3000 })
    expect(error).toMatchObject({ name: 'TaskTimeoutError', task: undefined, cause: BROKEN })
  })

  it('waits ten minutes unless told otherwise', async () => {
    const { asked, waitFor } = setUp('init')
    await waitFor()
    expect(asked.at(-1)!.atMs).toBe(600_000)
    expect(asked.length).toBe(601)
  })
})

describe('the tasks of a blueprint', () => {
  it('are listed all, or by id', async () => {
    const { asked, tasks } = setUp({ items: [{ id: 't1', status: 'init' }] })
    expect(await tasks.list('b1')).toEqual([{ id: 't1', status: 'init' }])
    await tasks.list('b1', ['t1', "t'2"])
    expect(asked.map(({ call }) => decodeURIComponent(call.path))).toEqual([
      '/api/blueprints/b1/tasks/',
      "/api/blueprints/b1/tasks/?filter=id in ['t1','t\\'2']",
    ])
  })
})
