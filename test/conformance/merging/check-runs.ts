import type { CheckResult } from '../../../conformance/check.js'
import { scenariosFor } from '../../../conformance/drivers/scenarios.js'
import {
  type CheckJsonReport,
  checkJsonReportSchema,
  reportedCheck,
} from '../../../conformance/reports/check.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import type { Part, PartReport } from '../../../conformance/shards/part.js'
import { itemsOf } from '../../../conformance/shards/shard.js'
import { late, named } from '../reports/reported-runs.js'

/** What came of a program in each scenario of an APIC; in every second one a rule fails. */
export async function checkedScenarios(): Promise<CheckResult[]> {
  const recording = await late()
  const failing = judgeRecording(recording, named('session.no-expired-token', 'session.token-carried'))
  const passing = failing.map((result) => ({ ...result, verdict: 'pass' as const, findings: [] }))
  return scenariosFor('apic', ['all']).map((scenario, place) => ({
    scenario,
    time: `Real time; scenario ${place}.`,
    end: { exitCode: place % 3, stopped: false },
    elapsedMs: 30_400 + place,
    latenessMs: 20.5,
    notJudged: undefined,
    recording,
    results: place % 2 === 0 ? failing : passing,
  }))
}

/** A report on each of so many shards of such a check, as it is read from a file. */
export function shardsOf(
  results: readonly CheckResult[],
  count: number,
  settings: Record<string, unknown> = {},
): PartReport<CheckJsonReport>[] {
  const items = results.map(({ scenario }) => scenario.name)
  return Array.from({ length: count }, (_, place) => {
    const part: Part = {
      command: 'check',
      midrun: '1.2.3',
      shard: { index: place + 1, count },
      settings: { controller: 'apic', file: './late.py', baseline: [], ...settings },
      items,
    }
    const own = itemsOf(results, part.shard)
    const text = JSON.stringify(reportedCheck('apic', own, { part }).json())
    return { file: `shard-${place + 1}.json`, part, report: checkJsonReportSchema.parse(JSON.parse(text)) }
  })
}
