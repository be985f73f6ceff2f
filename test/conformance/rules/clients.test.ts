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
import { type Circumstances, type Recording, recordingOf } from '../../../conformance/rules/recording.js'
import { judgeRecording, type RuleVerdict } from '../../../conformance/rules/verdicts.js'
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
  return toldBy(recordingOf(plan.controller, entries, circumstancesOf(plan)), 'fail', 'error')
}

/** The same with advice, as whoever ran the client as a program finds them: he knows that it has ended. */
async function toldIn(plan: Plan, createClient: CreateClient): Promise<string[]> {
  const { entries } = await runPlan(plan, { createClient })
  const circumstances = { ...circumstancesOf(plan), exitCode: 0 }
  return toldBy(recordingOf(plan.controller, entries, circumstances), 'fail', 'advice')
}

function toldBy(recording: Recording, ...verdicts: RuleVerdict[]): string[] {
  return judgeRecording(recording, RULES)
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ rule }) => rule.id)
}

/**
 * The rule that must tell each broken client, in one of the cases of each controller at least; by controller where they
 * differ.
 */
const TOLD_BY: Record<string, string | Partial<Record<ControllerKind, string>>> = {
  'endless-login': 'login.no-storm',
  'login-for-each-refusal': 'renewal.single-flight',
  'login-hammering': 'login.no-storm',
  'monotonic-clock-only': 'session.no-expired-token',
  'never-logs-out': 'session.closed-at-end',
  'no-back-off': 'requests.back-off',
  'no-limits': 'session.no-expired-token',
  'no-refresh': 'session.no-expired-token',
  'no-resubscription': 'apic.resubscribed',
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

/** Defects that a controller's journal cannot show, each with the reason. */
const UNSEEN: Record<string, string> = {
  'gap-unsaid': 'It sends what a careful client sends; only its program hears nothing of the gap.',
  'login-behind-the-back': 'That a program was not to have the password is nothing that a journal shows.',
  'paging-drops-the-rest': 'A program may stop reading a list wherever it likes, after a renewal as well.',
  'paging-starts-over': 'A program may read a list anew whenever it likes, after a renewal as well.',
  'restore-unchecked':
    'It looks whether the session lives, as a careful client does, but not before its first call.',
  'task-awaited-for-ever': 'A program may look at a task that has ended as often as it likes.',
}

describe('broken clients', () => {
  it('are told by a rule, or cannot be', () => {
    const known = [...Object.keys(UNSEEN), ...Object.keys(TOLD_BY)].sort()
    expect(known).toEqual(BROKEN_CLIENTS.map(({ name }) => name).sort())
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
    const plans = CASES.filter((each) => each.controller === controller).map(planOf)
    for (const plan of plans) {
      if (!(await toldIn(plan, createClient)).includes(by)) continue
      expect(await toldIn(plan, createReferenceClient)).not.toContain(by)
      return
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
  it('break no rule when their session is ended, and with it their socket', async () => {
    const ended = CASES.find(({ id }) => id === 'apic.subscription.new-login')!
    expect(await brokenIn(planOf(ended), createReferenceClient)).toEqual([])
  })

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
