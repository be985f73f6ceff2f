import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { Baseline, baselineSchema } from '../baseline.js'
import { type CheckJsonReport, reportedCheck } from '../reports/check.js'
import type { ReportedRun } from '../reports/reported-run.js'
import { assertDone, type PartReport, wholeOf } from '../shards/part.js'
import { itemsOf, joined } from '../shards/shard.js'
import { checkResultOf } from './check-results.js'

/** What of a check's settings the merged report needs. */
const settingsSchema = z.looseObject({
  controller: z.enum(CONTROLLER_KINDS),
  file: z.string().optional(),
  baseline: baselineSchema,
})

/**
 * The whole run of which these reports are the shards: what `midrun check` without `--shard` would have reported.
 * @param today as YYYY-MM-DD, by which entries of the baseline expire
 * @throws MergeError, z.ZodError
 */
export function mergeChecks(reports: readonly PartReport<CheckJsonReport>[], today: string): ReportedRun {
  const shards = wholeOf(reports)
  const { settings, items } = shards[0]!.part
  const { controller, file, baseline: entries } = settingsSchema.parse(settings)
  const baseline = new Baseline(entries, today)
  const results = joined(
    shards.map((shard) => {
      const { scenarios } = shard.report
      assertDone(
        shard,
        itemsOf(items, shard.part.shard),
        scenarios.map(({ name }) => name),
      )
      return scenarios.map((scenario) => checkResultOf(shard.file, controller, scenario))
    }),
  ).map((result) => ({ ...result, results: baseline.apply(result.results, result.scenario.name) }))
  return reportedCheck(controller, results, { file, stale: baseline.stale() })
}
