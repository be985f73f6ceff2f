import { describe, expect, it } from 'vitest'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import { type PlanRun, runPlan } from '../../../conformance/plans/run-plan.js'
import { violationsOf } from '../../../conformance/properties/index.js'
import { describeRun } from '../../../conformance/prove/time-line.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const MINUTE = 60_000
const read = { do: 'request', operation: 'read' }
const wait = (ms: number) => ({ do: 'wait', ms })

const run = (
  controller: 'fmc' | 'apstra',
  steps: object[],
  rest: object = {},
  createClient: CreateClient = createReferenceClient,
) => runPlan(planSchema.parse({ controller, class: 'benign', steps, ...rest }), { createClient })

const callsOf = ({ calls }: PlanRun) =>
  calls.map(({ operation, status, error }) => `${operation} ${error ?? status ?? 'done'}`)
const logins = ({ exchanges }: PlanRun) => exchanges.filter(({ purpose }) => purpose === 'login').length

/** The reference client without what not every client can. */
const plain: CreateClient = async (environment) => {
  const { request } = await createReferenceClient(environment)
  return { request }
}

describe('a plan that has a list read to its end', () => {
  it('reads all pages, through a refresh, while the plan goes on', async () => {
    const steps = [
      { do: 'read-all', limit: 50, pauseMs: 8 * MINUTE, detached: true },
      wait(20 * MINUTE),
      read,
    ]
    const done = await run('fmc', steps, { client: { keepAlive: true } })
    expect(done.pagedReads).toMatchObject([{ step: 0, offered: true, ended: true }])
    const [{ expected, given }] = done.pagedReads as [PlanRun['pagedReads'][number]]
    expect(expected.length).toBeGreaterThanOrEqual(240)
    expect(given.toSorted()).toEqual(expected.toSorted())
    expect(done.exchanges.some(({ purpose }) => purpose === 'refresh')).toBe(true)
    expect(violationsOf(done)).toEqual([])
  })

  it('knows clients that read no lists', async () => {
    const done = await run('fmc', [{ do: 'read-all' }, read], {}, plain)
    expect(done.pagedReads).toMatchObject([{ offered: false, given: [] }])
    expect(violationsOf(done)).toEqual([])
  })
})

describe('a plan that has a task awaited', () => {
  const hours = {
    taskDurationsMs: { create: 120 * MINUTE },
    taskTimeoutMs: 86_400_000,
    tokenTtlSeconds: 3600,
  }

  it('is told of its end, though tokens end before', async () => {
    const done = await run('apstra', [{ do: 'await-task' }], { options: hours })
    const [{ endsMs, toldMs }] = done.tasks as [Required<PlanRun['tasks'][number]>]
    expect(endsMs).toBeGreaterThanOrEqual(120 * MINUTE)
    expect(toldMs - endsMs).toBeLessThan(4 * MINUTE)
    expect(logins(done)).toBeGreaterThan(2)
    expect(violationsOf(done)).toEqual([])
  })

  it('waits for one at a time', async () => {
    const task = { do: 'await-task', detached: true }
    const done = await run('apstra', [task, task, wait(MINUTE), task])
    expect(done.tasks.map(({ step }) => step)).toEqual([0, 3])
    expect(violationsOf(done)).toEqual([])
  })

  it('knows clients that wait for none', async () => {
    const done = await run('apstra', [{ do: 'await-task' }], {}, plain)
    expect(done.tasks).toMatchObject([{ offered: false }])
    expect(violationsOf(done)).toEqual([])
  })
})

describe('a plan that has a session handed over', () => {
  it('has the successor look at the session before its first call, without a login', async () => {
    const done = await run('apstra', [read, { do: 'hand-over' }, wait(60 * MINUTE), read])
    expect(callsOf(done)).toEqual([
      'read 200',
      'save done',
      'close done',
      'restore done',
      'read 200',
      'close done',
    ])
    expect(done.handOvers).toEqual([{ step: 1, offered: true, restored: true }])
    expect(logins(done)).toBe(1)
    expect(violationsOf(done)).toEqual([])
  })

  it('has one without a password give a dead session up', async () => {
    const done = await run('apstra', [
      read,
      { do: 'hand-over', password: false },
      { do: 'wait-until', deadline: 'token', offsetMs: 1 },
      read,
    ])
    expect(callsOf(done)).toEqual([
      'read 200',
      'save done',
      'close done',
      'restore-without-password SessionEndedError',
      'restore done',
      'read 200',
      'close done',
    ])
    expect(logins(done)).toBe(2)
    expect(violationsOf(done)).toEqual([])
  })

  it('begins anew when nothing can be restored', async () => {
    const forgetful: CreateClient = async (environment) => ({
      ...(await createReferenceClient(environment)),
      restore: () => Promise.reject(new TypeError('lost')),
    })
    const done = await run('apstra', [read, { do: 'hand-over' }, read], { class: 'hostile' }, forgetful)
    expect(callsOf(done).slice(3)).toEqual(['restore TypeError', 'read 200', 'healed 200', 'close done'])
    expect(done.handOvers).toMatchObject([{ restored: false }])
  })

  it('knows clients that cannot', async () => {
    const done = await run('apstra', [{ do: 'hand-over' }, read], {}, plain)
    expect(done.handOvers).toMatchObject([{ offered: false }])
    expect(callsOf(done)).toEqual(['read 200'])
  })
})

describe('a plan in which a neighbour has the address banned', () => {
  it('bans the client with it, and leaves nothing that it is judged by', async () => {
    const done = await run('apstra', [{ do: 'ban' }, read], { class: 'hostile' })
    expect(done.entries.find(({ kind }) => kind === 'exchange')).toMatchObject({ response: { status: 429 } })
    expect(done.administration.length).toBeGreaterThanOrEqual(5)
  })
})

it('steps of one controller are refused for another, by name', () => {
  const parse = (controller: string, step: string) =>
    planSchema.safeParse({ controller, class: 'benign', steps: [{ do: step }] }).error?.issues[0]?.message
  expect(parse('apic', 'read-all')).toBe(
    'expected steps that the controller apic has; found read-all, which only fmc has',
  )
  expect(parse('fmc', 'hand-over')).toContain('which only apstra has')
  expect(parse('apstra', 'await-task')).toBeUndefined()
})

it('such steps are described', async () => {
  const paged = await run('fmc', [{ do: 'read-all', pauseMs: 1000 }])
  expect(describeRun(paged)).toContain(
    'read a list to its end, 25 objects at a time, with 1 s of work on each page',
  )
  const done = await run('apstra', [
    { do: 'await-task', detached: true },
    { do: 'hand-over', password: false },
    { do: 'ban' },
  ])
  const text = describeRun(done)
  expect(text).toContain('step 1: start a task and wait for it beside what follows')
  expect(text).toContain(
    'step 2: hand the session over to a successor that does not have the password at first',
  )
  expect(text).toContain('step 3: a neighbour has the address banned by wrong passwords')
})
