import type { z } from 'zod'
import type { ControllerKind } from '../../simulator/index.js'
import { type Plan, planSchema } from '../plans/plan.js'
import type { PlanRun } from '../plans/run-plan.js'

/** Looks at a run and gives its findings, each one sentence of what was expected and what was found; none when it holds. */
export type Judge = (run: PlanRun) => string[]

/** A plan as a case writes it: the controller is the case's own, and what is left out has its default. Times in ms. */
export type CasePlan = Omit<z.input<typeof planSchema>, 'controller' | 'version'>

/** One conformance case: a requirement, the situation in which it matters, and how the outcome is judged. */
export interface Case {
  /** Stable name: controller, subject, situation, such as `apic.refresh.at-expiry`. Never an ordinal. */
  id: string
  /** What happens in the case, in a few words. */
  title: string
  /** What a client has to do, in one sentence. */
  requirement: string
  /** A finding under `must` is a failure, one under `should` is advice. */
  level: 'must' | 'should'
  /** Where the controller's behaviour is known from, by the tags of docs/sources.md. */
  source: string
  /** How sure it is that the real controller behaves as in this case. */
  confidence: 'confirmed' | 'likely' | 'assumed'
  controller: ControllerKind
  plan: CasePlan
  judge: Judge
  /**
   * What the situation consists of beyond the plan's own faults, such as a refresh; its findings say what did not
   * happen. A run without it is no evidence, and is not called a pass.
   */
  evidence?: Judge
}

/** The whole plan of a case. */
export function planOf({ controller, plan }: Case): Plan {
  return planSchema.parse({ controller, ...plan })
}
