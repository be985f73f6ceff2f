import type { CallRecord, PlanRun } from '../plans/run-plan.js'

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

/** When a call ended, in monotonic ms of the controller's clock; when it was made where it never did. */
export function endOf({ madeMs, endedMs }: CallRecord): number {
  return Number.isFinite(endedMs) ? endedMs : madeMs
}

/** Calls of a client that may find a session dead: nobody can know before asking, and it has no password to replace it. */
export const MAY_FIND_DEAD: ReadonlySet<CallRecord['operation']> = new Set([
  'restore',
  'restore-without-password',
  'read-without-password',
])

/** Whether a call was under way at an instant that may find a session dead. */
export function mayFindDead({ calls }: Pick<PlanRun, 'calls'>): (atMs: number) => boolean {
  const restores = calls.filter(({ operation }) => MAY_FIND_DEAD.has(operation))
  return (atMs) => restores.some(({ madeMs, endedMs }) => atMs >= madeMs && atMs <= endedMs)
}

/** How a call ended that did not end well: `status 401`, the name of an error, or nothing at all. */
export function outcomeOf({ status, error, endedMs }: CallRecord): string {
  if (!Number.isFinite(endedMs)) return 'nothing: it never came back'
  return error ?? `status ${status ?? 'none'}`
}
