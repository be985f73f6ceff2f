import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BROKEN_CLIENTS } from '../../../conformance/broken/index.js'
import { CASES, planOf } from '../../../conformance/cases/index.js'
import type { CreateClient } from '../../../conformance/client-under-test.js'
import type { Plan } from '../../../conformance/plans/plan.js'
import { benignPlan } from '../../../conformance/plans/plan-arbitrary.js'
import { runPlan } from '../../../conformance/plans/run-plan.js'
import { createReferenceClient } from '../../../conformance/reference-clients.js'
import { RULES } from '../../../conformance/rules/index.js'
import { type Circumstances, recordingOf } from '../../../conformance/rules/recording.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { CONTROLLER_KINDS, type ControllerKind } from '../../../simulator/index.js'

/** What the journal of a plan does not show. */
function circumstancesOf({ clientClock, steps }: Plan): Circumstances {
  const total = (kind: 'clock-step' | 'suspend') =>
    steps.reduce((sum, step) => sum + (step.do === kind ? Math.abs(step.ms) : 0), 0)
  return {
    clockOffsetMs: clientClock.offsetMs,
    clockDriftPpm: clientClock.driftPpm,
    clockStepMs: total('clock-step'),
    suspendedMs: total('suspend'),
  }
}

/** Rules under `must` that a client breaks in a plan, or that broke themselves. */
async function brokenIn(plan: Plan, createClient: CreateClient): Promise<string[]> {
  const { entries } = await runPlan(plan, { createClient })
  const recording = recordingOf(plan.controller, entries, circumstancesOf(plan))
  return judgeRecording(recording, RULES)
    .filter(({ verdict }) => verdict === 'fail' || verdict === 'error')
    .map(({ rule }) => rule.id)
}

/** The rule that must tell each broken client, in one of the cases of its controller at least. */
const TOLD_BY: Record<string, string> = {
  'endless-login': 'login.no-storm',
  'monotonic-clock-only': 'session.no-expired-token',
  'no-limits': 'session.no-expired-token',
  'no-refresh': 'session.no-expired-token',
  'old-token-after-refresh': 'renewal.spares-requests',
  'own-clock-against-expiry-claim': 'session.no-expired-token',
  'permission-taken-for-expiry': 'requests.permission-is-not-expiry',
  'refresh-after-refusal': 'renewal.before-expiry',
  'refresh-at-480-seconds': 'session.no-expired-token',
  'refresh-in-the-last-second': 'renewal.before-expiry',
  'refresh-under-requests': 'renewal.spares-requests',
  'repeated-writes': 'requests.writes-once',
  'two-refreshes-at-once': 'renewal.single-flight',
  'wall-clock-only': 'session.no-expired-token',
}

describe('broken clients', () => {
  it.each(
    BROKEN_CLIENTS.flatMap(({ name, createClient, controllers }) =>
      controllers.map((controller) => ({ name, controller, createClient, by: TOLD_BY[name]! })),
    ),
  )('$name on $controller breaks $by', async ({ controller, createClient, by }) => {
    const cases = CASES.filter((each) => each.controller === controller)
    for (const each of cases) {
      if ((await brokenIn(planOf(each), createClient)).includes(by)) return
    }
    expect.fail(`no case of ${controller} shows it`)
  })
})

const PLANS = 200
/** Time for them on a machine that is busy, in ms of real time. */
const LONGEST_MS = 120_000

describe('reference clients', () => {
  it.each(CONTROLLER_KINDS)(
    `break no rule in ${PLANS} benign plans on %s`,
    async (controller: ControllerKind) => {
      const search = fc.asyncProperty(benignPlan(controller, 30), async (plan) => {
        expect(await brokenIn(plan, createReferenceClient)).toEqual([])
      })
      await fc.assert(search, { numRuns: PLANS, seed: 11 })
    },
    LONGEST_MS,
  )
})
