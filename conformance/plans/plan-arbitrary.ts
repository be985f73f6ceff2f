import fc from 'fast-check'
import type { ControllerKind } from '../../simulator/index.js'
import { OPTION_ARBITRARIES } from './controller-options.js'
import { type Plan, planSchema, type Step } from './plan.js'
import { benignStep, hostileStep } from './step-arbitrary.js'

/** Time in an exchange that is neither latency nor stagger: the controller's own work and a fast client clock, in ms. */
const OTHER_MS = 300

/** Plans of `steps` steps each, in which the session keeper's assumptions hold. */
export function benignPlan(controller: ControllerKind, steps: number): fc.Arbitrary<Plan> {
  return plans(controller, 'benign', benignStep[controller], steps).map((plan) => ({
    ...plan,
    steps: tamed(plan.steps, plan.client.requestTimeoutMs),
  }))
}

/** Plans of `steps` steps each, with faults, lost sessions and clocks that nobody could live with. */
export function hostilePlan(controller: ControllerKind, steps: number): fc.Arbitrary<Plan> {
  return plans(controller, 'hostile', hostileStep[controller], steps)
}

function plans(
  controller: ControllerKind,
  kind: Plan['class'],
  step: fc.Arbitrary<Step>,
  steps: number,
): fc.Arbitrary<Plan> {
  return fc
    .record({
      controller: fc.constant(controller),
      class: fc.constant(kind),
      seed: fc.nat(0xffff_ffff),
      options: OPTION_ARBITRARIES[controller],
      client: fc.record({
        requestTimeoutMs: fc.constantFrom(30_000, 5000),
        // Long waits with a refresh every few minutes cost much and show little: one plan in five is enough.
        keepAlive: fc.oneof(
          { arbitrary: fc.constant(false), weight: 4 },
          { arbitrary: fc.constant(true), weight: 1 },
        ),
      }),
      clientClock: fc.record({
        offsetMs: fc.integer({ min: -86_400_000, max: 86_400_000 }),
        driftPpm: fc.integer(kind === 'benign' ? { min: -500, max: 500 } : { min: -20_000, max: 20_000 }),
      }),
      // A fixed number of steps, each of which shrinks to a pause: a plan is as long as it says.
      steps: fc.array(step, { minLength: steps, maxLength: steps }),
    })
    .map((plan) => planSchema.parse(plan))
}

/**
 * Makes the assumptions hold: every answer arrives within the request time-out, and between two calls the client
 * machine's wall clock is not both set back and asleep, because together these two hide any stretch of time from
 * everybody on the machine.
 */
function tamed(steps: readonly Step[], requestTimeoutMs: number): Step[] {
  let roomMs = requestTimeoutMs - OTHER_MS
  let setBack = false
  let slept = false
  return steps.map((step) => {
    switch (step.do) {
      case 'latency': {
        const outMs = Math.min(step.outMs, requestTimeoutMs - OTHER_MS)
        const backMs = Math.min(step.backMs, requestTimeoutMs - OTHER_MS - outMs)
        roomMs = requestTimeoutMs - OTHER_MS - outMs - backMs
        return { ...step, outMs, backMs }
      }
      case 'request': {
        setBack = false
        slept = false
        return { ...step, staggerMs: Math.min(step.staggerMs, Math.floor(roomMs / step.parallel)) }
      }
      case 'suspend':
        if (setBack) return { do: 'pause' }
        slept = true
        return step
      case 'clock-step':
        if (step.ms >= 0) return step
        if (slept) return { do: 'pause' }
        setBack = true
        return step
      default:
        return step
    }
  })
}
