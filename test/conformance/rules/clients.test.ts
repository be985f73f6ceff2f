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

/**
 * The rule that must tell each broken client, in one of the cases of each controller at least; by controller where they
 * differ.
 */
const TOLD_BY: Record<string, string | Partial<Record<ControllerKind, string>>> = {
  'endless-login': 'login.no-storm',
  'login-behind-the-back': 'apstra.renewal-before-exp',
  'login-for-each-refusal': 'renewal.single-flight',
  // The answers of a proxy in front of a controller do not stand in its journal.
  'login-hammering': { apic: 'login.no-storm', apstra: 'login.no-storm' },
  'monotonic-clock-only': 'session.no-expired-token',
  'no-back-off': { fmc: 'requests.back-off' },
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
  'throttling-taken-for-expiry': 'login.no-storm',
  'two-refreshes-at-once': 'renewal.single-flight',
  'wall-clock-only': 'session.no-expired-token',
}

/**
 * Defects that no rule under `must` tells: of most of them a controller sees nothing that a careful client could not have
 * meant; a session that is left alive is advice, and only where the program is known to have ended; and no case has a
 * client go on for long enough without the subscriptions that it lost.
 */
const UNSEEN = new Set([
  'gap-unsaid',
  'never-logs-out',
  'no-resubscription',
  'paging-drops-the-rest',
  'paging-starts-over',
  'restore-unchecked',
  'task-awaited-for-ever',
])

describe('broken clients', () => {
  it('are told by a rule, or cannot be', () => {
    const unknown = BROKEN_CLIENTS.filter(({ name }) => !UNSEEN.has(name) && TOLD_BY[name] === undefined)
    expect(unknown).toEqual([])
  })

  it.each(
    BROKEN_CLIENTS.flatMap(({ name, createClient, controllers }) =>
      controllers.flatMap((controller) => {
        const told = TOLD_BY[name]
        const by = typeof told === 'object' ? told[controller] : told
        return by === undefined ? [] : [{ name, controller, createClient, by }]
      }),
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

/**
 * Whoever restores a saved session finds out by asking whether it lives, and a journal does not tell that question from
 * a call: `apstra.restored-session` judges it.
 */
const isHandedOver = ({ steps }: Plan) => steps.some((step) => step.do === 'hand-over')

describe('reference clients', () => {
  it.each(CONTROLLER_KINDS)(
    `break no rule in ${PLANS} benign plans on %s`,
    async (controller: ControllerKind) => {
      const search = fc.asyncProperty(benignPlan(controller, 30), async (plan) => {
        fc.pre(!isHandedOver(plan))
        expect(await brokenIn(plan, createReferenceClient)).toEqual([])
      })
      await fc.assert(search, { numRuns: PLANS, seed: 11 })
    },
    LONGEST_MS,
  )
})
