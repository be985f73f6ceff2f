import { describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../../conformance/plans/operations.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import { type PlanRun, runPlan } from '../../../conformance/plans/run-plan.js'
import { violationsOf } from '../../../conformance/properties/index.js'
import { describeRun } from '../../../conformance/prove/time-line.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'

const read = { do: 'request', operation: 'read' }
const wait = (ms: number) => ({ do: 'wait', ms })

const run = (steps: object[], rest: object = {}) =>
  runPlan(planSchema.parse({ controller: 'apic', class: 'benign', steps, ...rest }), {
    createClient: createReferenceClient,
  })

/** How long each token of the client's lives, in s. */
const lifetimes = ({ entries }: PlanRun) =>
  entries.flatMap((entry) =>
    entry.kind === 'session' && entry.tokenEndsMs !== undefined
      ? [Math.round((entry.tokenEndsMs - entry.atMs) / 1000)]
      : [],
  )

describe('the administrator of a plan', () => {
  it('changes the lifetime of the tokens that follow', async () => {
    const done = await run([
      read,
      { do: 'configure', webtokenTimeoutSeconds: 300 },
      read,
      wait(500_000),
      read,
      wait(200_000),
      read,
      wait(235_000),
      read,
    ])
    expect(lifetimes(done)[0]).toBe(600)
    expect(new Set(lifetimes(done).slice(1))).toEqual(new Set([300]))
    expect(violationsOf(done)).toEqual([])
  })

  it('changes the maximum lifetime of the sessions that follow, and leaves the rest', async () => {
    const fourHoursMs = 4 * 3_600_000
    const done = await run([
      { do: 'configure', maximumValidityPeriod: 4 },
      read,
      { do: 'wait-until', deadline: 'absolute', offsetMs: 0 },
      read,
    ])
    expect(done.calls[1]?.madeMs).toBeGreaterThan(fourHoursMs - 1000)
    expect(done.calls[1]?.madeMs).toBeLessThan(fourHoursMs + 1000)
    expect(lifetimes(done)[0]).toBe(600)
  })

  it('is left out of what the client is judged by, and stands in the journal', async () => {
    const done = await run([read, { do: 'configure', webtokenTimeoutSeconds: 300 }, read])
    expect(
      done.administration.map((entry) =>
        entry.kind === 'exchange'
          ? `${entry.request.method} ${entry.request.target} ${entry.response.status}`
          : `${entry.kind} ${'event' in entry ? entry.event : ''}`,
      ),
    ).toEqual([
      'session born',
      'POST /api/aaaLogin.json 200',
      'POST /api/mo/uni/userext/pkiext/webtokendata.json 200',
      'session ended',
      'POST /api/aaaLogout.json 200',
    ])
    expect(done.entries.filter((entry) => entry.kind === 'session' && entry.user === 'admin')).toEqual([])
    expect(done.entries.length + done.administration.length).toBe(done.journal().trim().split('\n').length)
    expect(done.exchanges.filter(({ purpose }) => purpose === 'login')).toHaveLength(1)
  })

  it('is left out, too, where its session outlives the logout', async () => {
    const steps = [read, { do: 'configure', webtokenTimeoutSeconds: 300 }, wait(700_000), read]
    const done = await run(steps, { options: { logoutInvalidates: false } })
    expect(done.administration.at(-1)).toMatchObject({
      kind: 'session',
      event: 'ended',
      cause: 'token-expired',
    })
    expect(done.entries.filter((entry) => entry.kind === 'session' && entry.user === 'admin')).toEqual([])
  })

  it('leaves faults and limits to the client', async () => {
    const fault = { do: 'fault', fault: { type: 'status', purpose: 'login', options: { status: 503 } } }
    const steps = [fault, { do: 'configure', webtokenTimeoutSeconds: 300 }, read]
    const done = await run(steps, {
      class: 'hostile',
      options: { loginThrottle: { enabled: true, perSecond: 1 } },
    })
    expect(done.exchanges.filter(({ purpose }) => purpose === 'login')).toHaveLength(2)
    expect(done.calls[0]).toMatchObject({ status: 200 })
  })

  it('says with which status it was turned away', async () => {
    const options = { users: [{ name: 'operator', password: 'midrun' }] }
    await expect(run([{ do: 'configure', webtokenTimeoutSeconds: 300 }], { options })).rejects.toThrow(
      'answered with 401 at /api/aaaLogin.json',
    )
  })

  it('is told by the time line', async () => {
    const settings = { webtokenTimeoutSeconds: 300, maximumValidityPeriod: 4 }
    const text = describeRun(await run([{ do: 'configure', ...settings }]))
    expect(text).toContain(
      'step 1: an administrator sets the lifetime of tokens to 5 min and the maximum lifetime of sessions to 4 h',
    )
    expect(text).toContain(
      'POST /api/mo/uni/userext/pkiext/webtokendata.json -> 200 (accepted) by the administrator',
    )
  })
})

describe('a call that lists', () => {
  it.each(['apic', 'fmc', 'apstra'] as const)('is served by %s', async (controller) => {
    const list = { do: 'request', operation: 'list' }
    const { calls, exchanges } = await run([list], { controller })
    expect(calls[0]).toMatchObject({ operation: 'list', status: 200 })
    expect(exchanges.map(({ target }) => target)).toContain(OPERATIONS[controller].list(1).path)
  })
})
