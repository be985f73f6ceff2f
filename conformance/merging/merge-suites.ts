import { CASES } from '../cases/index.js'
import type { CaseJson, JsonReport } from '../reports/json.js'
import { assertDone, MergeError, type PartReport, wholeOf } from '../shards/part.js'
import { itemsOf, joined } from '../shards/shard.js'
import type { CaseResult } from '../suite.js'

/** Results of all cases of the run of which these reports are the shards, in its order. @throws MergeError */
export function mergeSuites(reports: readonly PartReport<JsonReport>[]): CaseResult[] {
  return joined(
    wholeOf(reports).map((shard) => {
      const { part, report, file } = shard
      assertDone(
        shard,
        itemsOf(part.items, part.shard),
        report.cases.map(({ id }) => id),
      )
      return report.cases.map((each) => caseResultOf(file, each))
    }),
  )
}

/** What came of a case, from a report. @throws MergeError when this version of Midrun has no such case */
export function caseResultOf(file: string, read: CaseJson): CaseResult {
  const { id, verdict, findings, requests, virtualMs, timeLine } = read
  const own = CASES.find((each) => each.id === id)
  if (own === undefined) {
    throw new MergeError('unreadable', `expected the cases of this version in ${file}, found ${id}`)
  }
  return {
    id,
    case: own,
    verdict,
    findings,
    requests,
    virtualMs,
    ...(timeLine === undefined ? {} : { timeLine }),
  }
}
