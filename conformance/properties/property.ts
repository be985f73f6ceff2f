import type { PlanRun } from '../plans/run-plan.js'

/** What a property found wrong in a run. */
export interface Violation {
  /** Identifier of the property. */
  property: string
  /** One sentence: what happened, and what was expected. */
  message: string
  /** Monotonic instant of the controller's clock at which it happened, in ms. */
  atMs: number
}

/** Something that must hold in every run of its classes of plans. */
export interface Property {
  id: string
  /** The requirement in one sentence. */
  requirement: string
  /** Classes of plans that it is judged in. */
  classes: readonly ('benign' | 'hostile')[]
  /** Gives the violations, none when it holds. */
  judge(run: PlanRun): Omit<Violation, 'property'>[]
}
