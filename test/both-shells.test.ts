import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Plan, planSchema, withoutPauses } from '../conformance/plans/plan.js'
import { benignPlan, hostilePlan } from '../conformance/plans/plan-arbitrary.js'
import { runPlan } from '../conformance/plans/run-plan.js'
import { createReferenceClient } from '../conformance/reference-clients.js'
import { type Identity, loadIdentity } from '../simulator/http/index.js'
import { CONTROLLER_KINDS } from '../simulator/index.js'
import { overSockets } from './socket-transport.js'

const createClient = createReferenceClient

let folder: string
let identity: Identity
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-shells-'))
  // TLS names the plan's host although the socket goes to the loopback.
  identity = await loadIdentity({ folder, hosts: CONTROLLER_KINDS.map((kind) => `${kind}.midrun.test`) })
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a plan through both shells, wants all that is left behind to agree, and gives the kinds of faults that struck. */
async function runBoth(plan: Plan): Promise<string[]> {
  const direct = await runPlan(plan, { createClient })
  const socket = await runPlan(plan, { createClient, transport: overSockets(identity) })
  expect(socket.journal()).toBe(direct.journal())
  expect(socket.calls).toEqual(direct.calls)
  expect(socket.finalState).toEqual(direct.finalState)
  const times = ({ exchanges }: typeof direct) =>
    exchanges.map(({ method, target, sentMs, endedMs }) => ({ method, target, sentMs, endedMs }))
  expect(times(socket)).toEqual(times(direct))
  return direct.entries.flatMap((entry) =>
    entry.kind === 'fault' && entry.event === 'fired' ? [entry.type] : [],
  )
}

describe.each(CONTROLLER_KINDS)('through both shells, %s writes the same journal', (controller) => {
  it('under benign plans', async () => {
    await fc.assert(
      fc.asyncProperty(benignPlan(controller, 15), async (plan) => {
        await runBoth(withoutPauses(plan))
      }),
      { seed: 20_260_101, numRuns: 10 },
    )
  })

  it('under hostile plans, in which every kind of fault strikes', async () => {
    const struck = new Set<string>()
    await fc.assert(
      fc.asyncProperty(hostilePlan(controller, 20), async (plan) => {
        for (const type of await runBoth(withoutPauses(plan))) struck.add(type)
      }),
      { seed: 20_260_102, numRuns: 24 },
    )
    expect([...struck].sort()).toEqual([
      'drop-reply',
      'drop-request',
      'latency',
      'reset',
      'restart',
      'status',
      'truncate',
    ])
  })

  it('when replies that the controller held back meet other calls in one millisecond', async () => {
    const steps = [
      { do: 'request', operation: 'read' },
      { do: 'latency', outMs: 10, backMs: 10 },
      { do: 'fault', fault: { type: 'latency', options: { delayMs: 100 }, times: 2 } },
      { do: 'request', operation: 'write', parallel: 3, detached: true, staggerMs: 50 },
      { do: 'wait', ms: 10 },
      { do: 'request', operation: 'read', parallel: 3, detached: true, staggerMs: 50 },
      { do: 'wait', ms: 100 },
      { do: 'request', operation: 'denied', parallel: 2, staggerMs: 10 },
    ]
    expect(await runBoth(planSchema.parse({ controller, class: 'hostile', steps }))).toEqual([
      'latency',
      'latency',
    ])
  })

  it('when the client leaves before its answer, and calls again', async () => {
    const steps = [
      { do: 'request', operation: 'read' },
      { do: 'fault', fault: { type: 'latency', options: { delayMs: 60_000 }, purpose: 'call' } },
      { do: 'request', operation: 'write' },
      { do: 'request', operation: 'write' },
    ]
    expect(await runBoth(planSchema.parse({ controller, class: 'hostile', steps }))).toEqual(['latency'])
  })
})
