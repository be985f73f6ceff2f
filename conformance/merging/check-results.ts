import type { ControllerKind } from '../../simulator/index.js'
import { asJournalEntry } from '../../simulator/journal/entry-schema.js'
import type { CheckResult } from '../check.js'
import { SCENARIOS } from '../drivers/scenarios.js'
import type { ScenarioJson } from '../reports/check.js'
import { RULES } from '../rules/index.js'
import { recordingOf } from '../rules/recording.js'
import type { RuleResult } from '../rules/verdicts.js'
import { MergeError } from '../shards/part.js'

/**
 * What came of a program in one scenario, from the report on a shard: as it was before a baseline was applied, for only
 * the whole run tells what of that is stale.
 * @throws MergeError when the report names what this version of Midrun does not know, or holds no journal
 */
export function checkResultOf(file: string, controller: ControllerKind, read: ScenarioJson): CheckResult {
  const { name, time, elapsedMs, latenessMs, exitCode, stopped, notJudged, report, journal } = read
  const scenario = SCENARIOS.find((each) => each.name === name)
  if (scenario === undefined || journal === undefined) {
    const missing = scenario === undefined ? 'a scenario that is known' : 'the journal of each scenario'
    throw new MergeError(
      'unreadable',
      `expected ${missing} in ${file}, at ${name}: write the report with --shard`,
    )
  }
  return {
    scenario,
    time,
    end: { exitCode, stopped },
    elapsedMs,
    latenessMs,
    notJudged,
    recording: recordingOf(controller, journal.map(asJournalEntry), {}),
    results: report.rules.map((rule) => ruleResultOf(file, rule)),
  }
}

function ruleResultOf(file: string, read: ScenarioJson['report']['rules'][number]): RuleResult {
  const rule = RULES.find(({ id }) => id === read.id)
  if (rule === undefined) {
    throw new MergeError('unreadable', `expected the rules of this version in ${file}, found ${read.id}`)
  }
  return {
    rule,
    verdict: read.verdict === 'known' ? 'fail' : read.verdict,
    findings: read.findings.map(({ atMs, message, evidence }) => ({ atMs, message, evidence })),
    ...(read.note === undefined ? {} : { note: read.note }),
  }
}
