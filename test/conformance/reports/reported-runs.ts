import type { ReportedRun } from '../../../conformance/reports/reported-run.js'
import { reportedRecording } from '../../../conformance/reports/reported-run.js'
import { RULES } from '../../../conformance/rules/index.js'
import type { Recording } from '../../../conformance/rules/recording.js'
import type { RuleResult } from '../../../conformance/rules/verdicts.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { RawClient } from '../rules/raw-client.js'
import { MINUTE } from '../rules/scenario.js'
import { envelopeWith } from './envelope/envelopes.js'

/** Rules by id, in the order of all rules. */
export const named = (...ids: string[]) => RULES.filter(({ id }) => ids.includes(id))

/** A client that reads on a token that has run out, and on none. */
export async function late(): Promise<Recording> {
  const client = new RawClient('apic')
  const session = await client.login()
  await client.read(session)
  await client.wait(10 * MINUTE)
  await client.read(session)
  return client.recording()
}

/** A run in which one rule came to each verdict: the results are real, some verdicts are set by hand. */
export async function runOfEachVerdict(): Promise<ReportedRun> {
  const recording = await late()
  const [failed, passed, idle] = judgeRecording(
    recording,
    named('session.no-expired-token', 'session.token-carried', 'apic.signatures'),
  ) as [RuleResult, RuleResult, RuleResult]
  const ruled = (id: string) => ({ ...failed, rule: named(id)[0]! })
  const results: RuleResult[] = [
    failed,
    passed,
    idle,
    { ...ruled('requests.back-off'), verdict: 'advice' },
    {
      ...ruled('caller.refused-served'),
      verdict: 'known',
      known: { reason: 'The vendor has a fix # soon', expires: '2026-12-31' },
    },
    { ...ruled('renewal.single-flight'), verdict: 'error', findings: [], note: 'it failed by itself' },
  ]
  return reportedRecording(recording, results, { file: './late journal.jsonl' })
}

/** A run of the two rules that a client breaks whose request is refused again and again. */
export function runOfRefusals(recording: Recording): ReportedRun {
  const rules = named('requests.refusals-bounded', 'caller.refused-served', 'apic.signatures')
  return reportedRecording(recording, judgeRecording(recording, rules))
}

/** The same with a scenario that could not be judged, stale entries and an envelope, for a reason that holds such text. */
export function runThatHasItAll(recording: Recording, reason: string): ReportedRun {
  const run = runOfRefusals(recording)
  const [scenario] = run.scenarios
  return {
    ...run,
    conclusion: 'violated',
    envelope: envelopeWith(reason),
    stale: [
      { rule: 'renewal.single-flight', reason, expires: '2026-01-01', why: 'expired' },
      { rule: 'clock.drift', scenario: 'skewed', reason, expires: '2026-12-31', why: 'no-longer-fails' },
    ],
    scenarios: [scenario!, { ...scenario!, name: 'apic.other', notJudged: reason, results: [] }],
  }
}
