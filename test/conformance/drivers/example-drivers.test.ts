import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CASES } from '../../../conformance/cases/index.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import { type Driver, startDriver } from '../../../conformance/drivers/stdio-driver.js'
import { planSchema } from '../../../conformance/plans/plan.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { type Chunk, proveChunk } from '../../../conformance/prove/prove-plans.js'
import { runSuite } from '../../../conformance/suite.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../../../simulator/index.js'

const example = (name: string) => fileURLToPath(new URL(`../../../fixtures/drivers/${name}`, import.meta.url))
const python = (name: string) => `python3 '${example(name)}'`
const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined
const CHUNK: Chunk = { controller: 'apic', class: 'benign', seed: 1, plans: 160, steps: 15 }
const casesOf = (kind: ControllerKind) => CASES.filter(({ controller }) => controller === kind)
const APIC_CASES = casesOf('apic')

/** What a client cannot be asked for that does nothing but calls with a token of its own. */
const OUT_OF_SCOPE = /^(apic\.(signature|subscription)|fmc\.paging|apstra\.(tasks|saved-session))\./

let drivers: Driver[] = []
const started = async (command: string): Promise<CreateClient> => {
  const driver = await startDriver(command)
  drivers.push(driver)
  return driver.createClient
}
afterAll(async () => {
  await Promise.all(drivers.map((driver) => driver.close()))
  drivers = []
})

describe.skipIf(!isThere('python3'))('drivers in Python', { timeout: 240_000 }, () => {
  let careful: CreateClient
  let careless: CreateClient
  beforeAll(async () => {
    careful = await started(python('careful.py'))
    careless = await started(python('never_refreshes.py'))
  })

  it.each(CONTROLLER_KINDS)('a careful client of %s survives 200 plans', async (controller) => {
    const chunk = { ...CHUNK, controller }
    const benign = await proveChunk(chunk, careful)
    const hostile = await proveChunk({ ...chunk, class: 'hostile', plans: 40 }, careful)

    expect(benign.counterexample).toBeUndefined()
    expect(hostile.counterexample).toBeUndefined()
    expect(benign.statistics.plans + hostile.statistics.plans).toBe(200)
    // An Apstra has no refresh.
    expect(benign.statistics.refreshes > 0).toBe(controller !== 'apstra')
    expect(benign.statistics.refusals.benign).toBe(0)
  })

  it.each(CONTROLLER_KINDS)(
    'a careful client passes each case of %s that concerns it',
    async (controller) => {
      const cases = casesOf(controller)
      const results = await runSuite({ cases, createClient: careful })
      const passed = results.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id)
      const skipped = results.filter(({ verdict }) => verdict === 'not-exercised').map(({ id }) => id)

      expect(passed.length + skipped.length).toBe(cases.length)
      expect(skipped.filter((id) => !OUT_OF_SCOPE.test(id))).toEqual([])
    },
  )

  it('a careless client is caught, and its plan shrunk to what matters', async () => {
    const { counterexample } = await proveChunk(CHUNK, careless)

    expect(counterexample?.violations[0]?.property).toBe('no-session-refusal')
    expect(counterexample?.plan.steps).toMatchObject([
      { do: 'request', operation: 'read', parallel: 1 },
      { do: 'wait-until', deadline: 'token', offsetMs: 0 },
      { do: 'request', operation: 'read', parallel: 1 },
    ])
    const first = await runPlan(counterexample!.plan, { createClient: careless })
    const again = await runPlan(counterexample!.plan, {
      createClient: await started(python('never_refreshes.py')),
    })
    expect(first.journal()).toContain('token-expired')
    expect(again.journal()).toBe(first.journal())
  })

  it('the same plan leaves the same journal, byte for byte, in another process', async () => {
    const request = { do: 'request', parallel: 5, staggerMs: 700 } as const
    const plan = planSchema.parse({
      controller: 'apic',
      class: 'hostile',
      clientClock: { offsetMs: 5000, driftPpm: 200 },
      steps: [
        { ...request, operation: 'read' },
        { do: 'wait-until', deadline: 'token', offsetMs: -90_000 },
        { do: 'fault', fault: { type: 'drop-reply', times: 2 } },
        { ...request, operation: 'write', detached: true },
        { do: 'wait', ms: 30_000 },
        { do: 'suspend', ms: 400_000 },
        { ...request, operation: 'denied' },
      ],
    })
    const first = await runPlan(plan, { createClient: careful })
    const again = await runPlan(plan, { createClient: await started(python('careful.py')) })

    expect(first.calls.length).toBeGreaterThan(15)
    expect(again.journal()).toBe(first.journal())
    expect(again.finalState).toEqual(first.finalState)
    expect(again.exchanges).toEqual(first.exchanges)
  })

  it('shows its state', async () => {
    const plan = planSchema.parse({
      controller: 'apic',
      class: 'benign',
      steps: [{ do: 'request', operation: 'read' }],
    })
    const { finalState } = await runPlan(plan, { createClient: careful })

    expect(finalState).toMatchObject({ client: { tokenMs: 599_980, sessionMs: 86_399_980 } })
  })
})

describe.skipIf(!isThere('jq'))('a driver in shell', { timeout: 60_000 }, () => {
  it('is caught where it logs in for each call', async () => {
    const createClient = await started(`'${example('login_for_each_call.sh')}'`)
    const cases = APIC_CASES.filter(({ id }) =>
      /^apic\.refresh\.(idle-gap|single-flight|not-by-login)$/.test(id),
    )
    const results = await runSuite({ cases, createClient })

    expect(Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))).toEqual({
      'apic.refresh.idle-gap': 'pass',
      'apic.refresh.single-flight': 'fail',
      'apic.refresh.not-by-login': 'advice',
    })
  })
})
