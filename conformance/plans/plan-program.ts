import type { CallRecord } from './plan-run.js'

/** The program of a plan, by those who make calls for it. */
export interface PlanProgram {
  /** Index of the step that is being taken. */
  readonly step: number
  /**
   * Makes one call on the record. Never rejects: an error is recorded, too.
   * @param work gives the status of the answer, if there is one
   */
  record(
    operation: CallRecord['operation'],
    work: (call: number) => Promise<number | undefined>,
  ): Promise<void>
  /** Lets time pass until these calls have ended, and notes it when one never does. */
  finish(calls: Promise<void>[], longestMs?: number): Promise<void>
}
