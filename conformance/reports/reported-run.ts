import { type ControllerKind, formatDuration } from '../../simulator/index.js'
import type { StaleEntry } from '../baseline.js'
import type { Envelope } from '../envelope/measure.js'
import type { Recording } from '../rules/recording.js'
import type { RuleResult } from '../rules/verdicts.js'
import { conclusionOf } from '../suite.js'
import { rulesJsonReport } from './rules-json.js'
import { concluded } from './stale-entries.js'
import { CONCLUSION } from './terminal.js'

/** What a whole run comes to. */
export type Conclusion = ReturnType<typeof conclusionOf>

/** What was judged of one recording. */
export interface ReportedScenario {
  /** Name that no other one of the run has, such as `apic.steady`. */
  name: string
  /** What happened in it, in one sentence. */
  title: string
  /** How time passed and how the program ended, in sentences: a verdict means nothing without it. */
  time: string
  /** Why nothing could be judged; absent where something was. */
  notJudged?: string
  recording: Recording
  results: readonly RuleResult[]
}

/** What `midrun check` or `midrun judge` found: all that a report in any format shows. */
export interface ReportedRun {
  /** What the run is called, such as `midrun check`. */
  name: string
  controller: ControllerKind
  conclusion: Conclusion
  scenarios: readonly ReportedScenario[]
  /** Entries of the baseline that have to go, for which the run fails. */
  stale: readonly StaleEntry[]
  /** The program or recording that was judged, where it is a file: a path. */
  file?: string | undefined
  /** How much the client survives; absent where nobody asked. */
  envelope?: Envelope | undefined
  /** Makes the value that the JSON report holds; each command has a schema of its own. */
  json(): unknown
}

/** What a report shows besides results. */
export interface ReportExtras {
  /** The program or recording that was judged, where it is a file: a path. */
  file?: string | undefined
  /** Entries of the baseline that have to go. */
  stale?: readonly StaleEntry[]
}

/** What a recording comes to, for reports. */
export function reportedRecording(
  recording: Recording,
  results: readonly RuleResult[],
  { file, stale = [] }: ReportExtras = {},
): ReportedRun {
  const { controller, circumstances, entries, exchanges } = recording
  const byClient = circumstances.captured === 'har'
  const { cutLine } = circumstances
  const cut =
    cutLine === undefined ? '' : ` Line ${cutLine} of the file, its last one, is cut and was left out.`
  const tookMs = (entries.at(-1)?.atMs ?? 0) - (entries[0]?.atMs ?? 0)
  return {
    name: 'midrun judge',
    controller,
    conclusion: concluded(conclusionOf(results), stale),
    scenarios: [
      {
        name: controller,
        title: `What ${byClient ? 'a HAR file' : 'the journal of a controller'} holds.`,
        time: `${exchanges.length} requests within ${formatDuration(tookMs)} of the ${byClient ? "client's" : "controller's"} clock.${cut}`,
        recording,
        results,
      },
    ],
    stale,
    file,
    json: () => rulesJsonReport(recording, results, stale),
  }
}

/** What a run comes to, in a sentence. */
export function conclusionText(run: ReportedRun): string {
  const failed = allResults(run).some(({ verdict }) => verdict === 'fail')
  if (run.stale.length > 0 && !failed) return 'The client breaks nothing new, but its baseline is stale.'
  return CONCLUSION[run.conclusion]
}

/** All rules of a run, in every scenario. */
export function allResults({ scenarios }: ReportedRun): RuleResult[] {
  return scenarios.flatMap(({ results }) => results)
}
