import { describe, expect, it } from 'vitest'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import { planSchema, type Step } from '../../../conformance/plans/plan.js'
import { type PlanRun, runPlan } from '../../../conformance/plans/run-plan.js'
import { violationsOf } from '../../../conformance/properties/index.js'
import { addRun, emptyStatistics } from '../../../conformance/prove/statistics.js'
import { describeRun } from '../../../conformance/prove/time-line.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const MINUTE = 60_000
type PlanStep = { do: Step['do']; [option: string]: unknown }
const subscribe: PlanStep = { do: 'subscribe' }
const change: PlanStep = { do: 'change' }
const wait = (ms: number): PlanStep => ({ do: 'wait', ms })

const run = (steps: PlanStep[], rest: object = {}, createClient: CreateClient = createReferenceClient) =>
  runPlan(planSchema.parse({ controller: 'apic', class: 'hostile', steps, ...rest }), { createClient })

/** What was heard of the first subscription, without the tenants that were there from the start. */
const heard = ({ subscriptions }: PlanRun) =>
  subscriptions[0]?.heard
    .filter((event) => !('dn' in event && /-(?:common|infra|mgmt)$/.test(event.dn)))
    .map((event) => ('dn' in event ? `${event.type} ${event.dn}` : event.type))

describe('a plan that has the client follow tenants', () => {
  it('tells it what the program makes and what an administrator makes', async () => {
    const done = await run([subscribe, { do: 'request', operation: 'write' }, change])
    expect(heard(done)).toEqual(['created uni/tn-run-2', 'created uni/tn-made-3', 'created uni/tn-made-last'])
    expect(violationsOf(done)).toEqual([])
  })

  it('ends it when the program has heard enough', async () => {
    const done = await run([{ ...subscribe, forMs: 5 * MINUTE }, wait(6 * MINUTE), change])
    expect(done.subscriptions).toMatchObject([{ step: 0, offered: true, endedMs: 5 * MINUTE + 30 }])
    expect(heard(done)).toEqual([])
    expect(done.calls.map(({ operation, error }) => [operation, error])).toEqual([
      ['subscribe', undefined],
      ['unsubscribe', undefined],
      ['healed', undefined],
      ['close', undefined],
    ])
  })

  it('waits for a client that sleeps, and gives it time to find out what it missed', async () => {
    const done = await run([
      { ...subscribe, forMs: MINUTE },
      { do: 'suspend', ms: 10 * MINUTE },
      wait(5 * MINUTE),
    ])
    const [subscription] = done.subscriptions
    expect(subscription?.endedMs).toBeGreaterThanOrEqual(12 * MINUTE)
    expect(subscription?.endedMs).toBeLessThan(15 * MINUTE)
    expect(heard(done)).toContain('gap')
  })

  it('hears nothing while it sleeps, on sockets neither that it had nor that it was about to open', async () => {
    const done = await run([
      subscribe,
      { do: 'restart' },
      { do: 'request', operation: 'read', parallel: 2, detached: true },
      { do: 'suspend', ms: 16 * 60 * MINUTE },
    ])
    expect(done.entries.filter(({ kind }) => kind === 'session').length).toBeLessThan(10)
    expect(violationsOf(done)).toEqual([])
  })

  it.each([true, false])('loses its socket, silently or not: %s', async (silently) => {
    const done = await run([subscribe, { do: 'lose-sockets', silently }, change, wait(2 * MINUTE)])
    expect(heard(done)?.slice(0, 3)).toEqual(['gap', 'resumed', 'existing uni/tn-made-3'])
    expect(violationsOf(done)).toEqual([])
  })

  it('reports a gap when no refresh is answered for as long as a subscription lives', async () => {
    const done = await run([subscribe, { do: 'latency', outMs: 30_000, backMs: 2000 }, wait(3 * MINUTE)])
    const gap = done.subscriptions[0]?.heard.find(({ type }) => type === 'gap')
    expect(gap?.atMs).toBeGreaterThan(MINUTE)
    expect(gap?.atMs).toBeLessThan(2 * MINUTE)
    expect(violationsOf(done)).toEqual([])
  })

  it('knows clients that follow nothing', async () => {
    const mute: CreateClient = async (environment) => {
      const { request } = await createReferenceClient(environment)
      return { request }
    }
    const done = await run([subscribe, change], {}, mute)
    expect(done.subscriptions).toMatchObject([{ offered: false, heard: [] }])
    expect(violationsOf(done)).toEqual([])
    const statistics = emptyStatistics()
    addRun(statistics, done)
    expect(statistics.queries).toEqual({ asked: 1, followed: 0 })
  })

  it('counts a subscription that cannot be had among the calls that fail', async () => {
    const certificate = { client: { requestTimeoutMs: 5000, authentication: 'certificate' } }
    const unable = await run([subscribe], certificate)
    expect(unable.subscriptions).toMatchObject([{ offered: false }])
    const refused = await run([subscribe], { class: 'benign' }, async (environment) => ({
      ...(await createReferenceClient(environment)),
      subscribe: () => Promise.reject(new TypeError('not today')),
    }))
    expect(violationsOf(refused).map(({ message }) => message)).toEqual([
      'call 1 (subscribe, step 1) ended in TypeError, expected no error',
    ])
  })

  it('is described step by step, with what an administrator did marked', async () => {
    const done = await run([{ ...subscribe, forMs: MINUTE }, change, { do: 'lose-sockets', silently: true }])
    const text = describeRun(done)
    expect(text).toContain('step 1: follow all tenants for 1 min')
    expect(text).toContain('step 2: an administrator makes a tenant')
    expect(text).toContain('step 3: the network loses each websocket without a word')
    expect(text).toMatch(/POST \/api\/mo\/uni\.json -> 200 \(accepted\) by the administrator/)
    expect(text).toMatch(/subscription \d+ of session apic-1 sent: uni\/tn-made-2 created$/m)
  })

  it.each(['fmc', 'apstra'])('exists for an APIC only, not for %s', (controller) => {
    for (const step of [subscribe, change, { do: 'lose-sockets' }]) {
      expect(planSchema.safeParse({ controller, class: 'benign', steps: [step] }).success).toBe(false)
    }
  })
})
