import type { ControllerKind } from '../../simulator/index.js'
import type { CreateClient } from '../client-under-test.js'
import { type Plan, planSchema } from '../plans/plan.js'
import { runPlan } from '../plans/run-plan.js'
import { callsSucceed } from '../properties/calls-succeed.js'
import { noSessionRefusal } from '../properties/no-session-refusal.js'
import { noStorm } from '../properties/no-storm.js'
import type { SearchRange } from './find-limit.js'
import type { Probe, Strain } from './strain.js'
import { CALL, type WorkStep, workThroughTokens } from './work.js'

/** A strain on a client in virtual time. */
export interface PlanStrain extends Strain {
  /** What a plan is made of in which it is so large. */
  plan(
    value: number,
    work: readonly WorkStep[],
  ): { clientClock?: Partial<Plan['clientClock']>; steps: readonly WorkStep[] }
}

const DAY_MS = 86_400_000
/** Stretches of time from 1 ms to as long as a step of a plan may be, told to the ms. */
const STRETCH: SearchRange = { smallest: 1, largest: 4 * DAY_MS, step: 1 }
const OFFSET: SearchRange = { smallest: 1, largest: 365 * DAY_MS, step: 1 }
/** Up to what a plan takes, told to the ppm. */
const DRIFT: SearchRange = { smallest: 1, largest: 100_000, step: 1 }

/** Every strain on a client in virtual time. */
export const PLAN_STRAINS: readonly PlanStrain[] = [
  {
    name: 'clock-ahead',
    title: "the client's clock is ahead by",
    unit: 'ms',
    range: OFFSET,
    plan: (offsetMs, steps) => ({ clientClock: { offsetMs }, steps }),
  },
  {
    name: 'clock-behind',
    title: "the client's clock is behind by",
    unit: 'ms',
    range: OFFSET,
    plan: (ms, steps) => ({ clientClock: { offsetMs: -ms }, steps }),
  },
  {
    name: 'clock-set-forward',
    title: "the client's clock is set forward by",
    unit: 'ms',
    range: STRETCH,
    plan: (ms, steps) => ({ steps: [CALL, { do: 'clock-step', ms }, ...steps] }),
  },
  {
    name: 'clock-set-back',
    title: "the client's clock is set back by",
    unit: 'ms',
    range: STRETCH,
    plan: (ms, steps) => ({ steps: [CALL, { do: 'clock-step', ms: -ms }, ...steps] }),
  },
  {
    name: 'clock-fast',
    title: "the client's clock is fast by",
    unit: 'ppm',
    range: DRIFT,
    plan: (driftPpm, steps) => ({ clientClock: { driftPpm }, steps }),
  },
  {
    name: 'clock-slow',
    title: "the client's clock is slow by",
    unit: 'ppm',
    range: DRIFT,
    plan: (ppm, steps) => ({ clientClock: { driftPpm: -ppm }, steps }),
  },
  {
    name: 'latency',
    title: 'each reply takes',
    unit: 'ms',
    range: { ...STRETCH, largest: DAY_MS },
    plan: (backMs, steps) => ({ steps: [{ do: 'latency', outMs: 1, backMs }, ...steps] }),
  },
  {
    name: 'idle',
    title: 'no call is made for',
    unit: 'ms',
    range: STRETCH,
    plan: (ms, steps) => ({ steps: [CALL, { do: 'wait', ms }, ...steps] }),
  },
  {
    name: 'asleep',
    title: "the client's machine sleeps for",
    unit: 'ms',
    range: STRETCH,
    plan: (ms, steps) => ({ steps: [CALL, { do: 'suspend', ms }, ...steps] }),
  },
]

/** What has to hold in a run that was survived. */
const SURVIVAL = [noStorm, noSessionRefusal, callsSucceed]

/**
 * Probes a client in virtual time: the same client and value, the same outcome.
 * @param settings `options` are the controller's
 */
export function planProbe({
  controller,
  options,
  createClient,
}: {
  controller: ControllerKind
  options: Record<string, unknown>
  createClient: CreateClient
}): Probe<PlanStrain> {
  const work = workThroughTokens(controller)
  return async (strain, value) => {
    const parts = strain === undefined ? { steps: work } : strain.plan(value, work)
    const plan = planSchema.parse({ controller, class: 'benign', options, ...parts })
    const run = await runPlan(plan, { createClient })
    const found = SURVIVAL.flatMap((property) => property.judge(run))
    return found.toSorted((one, other) => one.atMs - other.atMs)[0]?.message
  }
}
