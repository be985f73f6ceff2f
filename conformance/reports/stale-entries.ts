import { z } from 'zod'
import { type BaselineEntry, baselineSchema, type StaleEntry } from '../baseline.js'
import { printable } from './printable.js'
import type { Conclusion } from './reported-run.js'

/** Stale entries of a baseline as a JSON report has them. */
export const staleSchema = z
  .array(baselineSchema.element.extend({ why: z.enum(['expired', 'no-longer-fails']) }))
  .optional()
  .describe('entries of the baseline that have to go, for which the run fails; absent when there are none')

/** What a run comes to when a baseline has stale entries: they fail it. */
export function concluded(conclusion: Conclusion, stale: readonly StaleEntry[]): Conclusion {
  return stale.length > 0 ? 'violated' : conclusion
}

/** Where an entry of a baseline belongs: `renewal.single-flight in restart`. */
export function placeOf({ rule, scenario }: BaselineEntry): string {
  return scenario === undefined ? rule : `${rule} in ${scenario}`
}

/** Why an entry has to go, in a sentence, safe to print. */
export function staleText(entry: StaleEntry): string {
  const why =
    entry.why === 'expired'
      ? `was known until ${entry.expires} only`
      : 'does not fail any more: take it from the baseline'
  return `${placeOf(entry)} ${why} (${printable(entry.reason)})`
}
