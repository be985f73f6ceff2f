import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import type { ClientEnvironment, CreateClient } from '../../../conformance/client-under-test.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const read = { do: 'request', operation: 'read' }
const write = { do: 'request', operation: 'write' }
const denied = { do: 'request', operation: 'denied' }

const run = (steps: object[], createClient: CreateClient = createReferenceClient, rest: object = {}) =>
  runPlan(planSchema.parse({ controller: 'apstra', class: 'benign', steps, ...rest }), { createClient })

/** Asks for the version, for which nobody has to log in. */
const getVersion = async ({ url, dispatcher }: ClientEnvironment) => {
  const reply = await request(`${url}/api/version`, { dispatcher })
  return { status: reply.statusCode, body: await reply.body.text() }
}

describe('the calls of a run', () => {
  it('are those of the program, with what came of each and where limits were', async () => {
    const { calls } = await run([read, write, denied])
    expect(calls).toEqual([
      { call: 1, step: 0, operation: 'read', madeMs: 0, endedMs: 20, status: 200, deadlinesInMs: {} },
      {
        call: 2,
        step: 1,
        operation: 'write',
        madeMs: 20,
        endedMs: 30,
        status: expect.any(Number),
        deadlinesInMs: { token: 86_399_980, absolute: 86_399_980 },
      },
      {
        call: 3,
        step: 2,
        operation: 'denied',
        madeMs: 30,
        endedMs: 40,
        status: 403,
        deadlinesInMs: { token: 86_399_970, absolute: 86_399_970 },
      },
      {
        call: 4,
        step: 3,
        operation: 'close',
        madeMs: 40,
        endedMs: 50,
        deadlinesInMs: { token: 86_399_960, absolute: 86_399_960 },
      },
    ])
  })

  it('stand in the journal, too', async () => {
    const { entries } = await run([denied])
    expect(entries.filter(({ kind }) => kind === 'call')).toMatchObject([
      { call: 1, event: 'made', operation: 'denied', atMs: 0 },
      { call: 1, event: 'answered', operation: 'denied', status: 403, atMs: 20 },
      { call: 2, event: 'made', operation: 'close', atMs: 20 },
      { call: 2, event: 'answered', operation: 'close', atMs: 30 },
    ])
  })

  it('name the error that was thrown, and no more of it', async () => {
    const { calls, journal } = await run([read], () => ({
      async request() {
        throw new RangeError('the password is midrun')
      },
    }))
    expect(calls[0]).toMatchObject({ error: 'RangeError', endedMs: 0 })
    expect(calls[0]).not.toHaveProperty('status')
    expect(journal()).not.toContain('the password')
  })

  it('end with one that must be served when the plan is hostile, the faults being over', async () => {
    const fault = { type: 'status', options: { status: 503 }, purpose: 'login', times: 1000 }
    const { calls, entries } = await run([{ do: 'fault', fault }], createReferenceClient, {
      class: 'hostile',
    })
    expect(calls.map(({ operation, status }) => [operation, status])).toEqual([
      ['healed', 200],
      ['close', undefined],
    ])
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'fault', event: 'disarmed' }))
  })
})

describe('the exchanges of a run', () => {
  it('say what the controller had decided in each answer that arrived', async () => {
    const { exchanges } = await run([read, denied])
    expect(exchanges.map(({ purpose, answered }) => [purpose, answered?.outcome])).toEqual([
      ['login', 'logged-in'],
      ['call', 'accepted'],
      ['call', 'forbidden'],
      ['logout', 'accepted'],
    ])
  })

  it('say nothing of an answer that was lost, and when the client gave up', async () => {
    const fault = { type: 'drop-reply', purpose: 'call', method: 'POST' }
    const { exchanges, entries } = await run([read, { do: 'fault', fault }, write])
    expect(exchanges[2]).toEqual({
      purpose: 'call',
      method: 'POST',
      target: '/api/resources/ip-pools',
      sentMs: 20,
      endedMs: 30_020,
    })
    const served = entries.filter((entry) => entry.kind === 'exchange' && entry.request.method === 'POST')
    expect(served).toHaveLength(3)
  })

  it('tell an answer of the controller from one of something in front of it', async () => {
    const fault = { type: 'status', options: { status: 403 }, purpose: 'call' }
    const { exchanges } = await run([read, { do: 'fault', fault }, read])
    expect(exchanges[2]?.response?.status).toBe(403)
    expect(exchanges[2]?.answered).toBeUndefined()
  })
})

describe('a client that never ends a call', () => {
  const silent: CreateClient = () => ({ request: () => new Promise(() => {}) })

  it('is reported, and the run ends there', async () => {
    const { hung, calls } = await run([{ do: 'wait', ms: 5 }, read, read], silent)
    expect(hung).toBe('a call of step 2 waits for something that is neither a request nor a timer')
    expect(calls).toMatchObject([{ call: 1, endedMs: Number.POSITIVE_INFINITY }])
  })

  it('is reported when nobody waited for the call, too', async () => {
    expect((await run([{ ...read, detached: true }], silent)).hung).toBe(
      'a call of step 2 waits for something that is neither a request nor a timer',
    )
  })

  it('is reported when it does something all the time', async () => {
    const polling: CreateClient = (environment) => ({
      async request() {
        for (;;) {
          await getVersion(environment)
          await new Promise<void>((resolve) => {
            environment.clock.setTimer(60_000, resolve)
          })
        }
      },
    })
    expect(await run([read], polling)).toMatchObject({ hung: expect.any(String), flooded: false })
  })

  it('may take all of an hour', async () => {
    const within = (ms: number) =>
      run([read], ({ clock }) => ({
        async request() {
          await new Promise<void>((resolve) => {
            clock.setTimer(ms, resolve)
          })
          return { status: 200, body: '' }
        },
      }))
    expect((await within(3_600_000)).hung).toBeUndefined()
    expect((await within(3_600_001)).hung).toBeDefined()
  })
})

describe('a client that floods', () => {
  const sending = (requests: number): CreateClient => {
    return (environment) => ({
      async request() {
        for (let sent = 1; sent < requests; sent++) await getVersion(environment)
        return getVersion(environment)
      },
    })
  }

  it('is reported, and gets no answer from there on', async () => {
    const run601 = await run([read, read], sending(601))
    expect([run601.flooded, run601.exchanges.length, run601.calls.length]).toEqual([true, 601, 1])
    expect(run601.exchanges.at(-1)).not.toHaveProperty('response')
  })

  it('may send six hundred requests in each step', async () => {
    const run1200 = await run([read, read], sending(600))
    expect([run1200.flooded, run1200.exchanges.length]).toEqual([false, 1200])
  })
})

describe('the final state of a run', () => {
  it('is what the client shows of itself and where the limits of its session are', async () => {
    const { finalState } = await run([read, { do: 'wait', ms: 1000 }])
    expect(finalState).toEqual({
      client: { leftMs: expect.any(Number), sessionLeftMs: null, renewalsLeft: 0 },
      deadlines: { token: 86_398_980, absolute: 86_398_980 },
      refreshesLeft: 0,
    })
  })

  it('does not depend on when the run came there', async () => {
    const waited = async (ms: number) => (await run([{ do: 'wait', ms }, read])).finalState
    expect(await waited(0)).toEqual(await waited(7000))
  })

  it('does not tell how long ago a limit passed', async () => {
    const past = async (offsetMs: number) =>
      (await run([read, { do: 'wait-until', deadline: 'token', offsetMs }])).finalState
    expect(await past(1)).toMatchObject({ deadlines: { token: -1 } })
    expect(await past(1)).toEqual(await past(90_000))
  })

  it('is without the client where that shows nothing', async () => {
    const { finalState } = await run([read], getVersionOnly)
    expect(finalState).toEqual({ deadlines: {} })
  })
})

const getVersionOnly: CreateClient = (environment) => ({ request: () => getVersion(environment) })
