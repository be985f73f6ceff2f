import {
  judgeRecording,
  RecordingError,
  RULES,
  RUN_FORMATS,
  type Rule,
  readRecording,
  reportedRecording,
  rulesMatching,
} from '../conformance/index.js'
import { baselineIn } from './baseline-option.js'
import { EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import type { JudgeArguments } from './judge.js'
import { recordedText } from './recorded-text.js'
import { RUN_FORMAT_NAMES, wantedReports, writeReports } from './report-option.js'

/** Carries `midrun judge` out and gives its exit code. @throws UsageError */
export async function judgeFile(given: JudgeArguments): Promise<number> {
  const rules = rulesNamed(given.rules)
  const reports = await wantedReports(given, RUN_FORMAT_NAMES)
  const baseline = await baselineIn(given.baseline)
  const recording = recordingIn(given, await recordedText(given.file))
  const { cutLine } = recording.circumstances
  if (cutLine !== undefined) {
    console.error(`midrun: ${given.file}: line ${cutLine}, the last one, is cut and was left out`)
  }
  const results = baseline.apply(judgeRecording(recording, rules))
  const run = reportedRecording(recording, results, { file: given.file, stale: baseline.stale() })
  await writeReports(reports, (format) => RUN_FORMATS[format](run))
  return EXIT_OF_CONCLUSION[run.conclusion]
}

/** The rules that fit one of the patterns at least, in their order; all when there is no pattern. @throws UsageError */
export function rulesNamed(patterns: readonly string[] = []): readonly Rule[] {
  if (patterns.length === 0) return RULES
  const chosen = new Set<Rule>()
  for (const pattern of patterns) {
    const matching = rulesMatching(RULES, pattern)
    if (matching.length === 0) {
      throw new UsageError(
        `expected the id of a rule, or a pattern such as renewal.*, found ${JSON.stringify(pattern)}: see midrun rules`,
      )
    }
    for (const rule of matching) chosen.add(rule)
  }
  return RULES.filter((rule) => chosen.has(rule))
}

function recordingIn({ file, controller }: JudgeArguments, text: string) {
  try {
    return readRecording(controller, text)
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${file}: ${error.message}`)
    throw error
  }
}
