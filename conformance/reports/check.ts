import { z } from 'zod'
import { type ControllerKind, formatDuration, type JournalEntry } from '../../simulator/index.js'
import { journalEntrySchema } from '../../simulator/journal/entry-schema.js'
import type { StaleEntry } from '../baseline.js'
import type { CheckResult } from '../check.js'
import type { Envelope } from '../envelope/measure.js'
import { type Part, partSchema } from '../shards/part.js'
import { conclusionOf } from '../suite.js'
import { envelopeJsonReport, envelopeJsonReportSchema } from './envelope/json.js'
import { conclusionSchema } from './json.js'
import type { ReportExtras, ReportedRun, ReportedScenario } from './reported-run.js'
import { rulesJsonReport, rulesJsonReportSchema } from './rules-json.js'
import { scoreOf, scoreSchema } from './score.js'
import { concluded, staleSchema } from './stale-entries.js'

/** What all scenarios together come to: as good as the worst. Without any, nothing was judged. */
export function checkConclusion(
  results: readonly Pick<CheckResult, 'results'>[],
): ReturnType<typeof conclusionOf> {
  if (results.length === 0) return 'not-judged'
  const conclusions = results.map((result) => conclusionOf(result.results))
  if (conclusions.includes('violated')) return 'violated'
  return conclusions.includes('not-judged') ? 'not-judged' : 'conforms'
}

/** What a check found, for reports. */
export function reportedCheck(
  controller: ControllerKind,
  results: readonly CheckResult[],
  {
    file,
    stale = [],
    part,
    envelope,
  }: ReportExtras & { part?: Part | undefined; envelope?: Envelope | undefined } = {},
): ReportedRun {
  return {
    name: 'midrun check',
    controller,
    conclusion: concluded(checkConclusion(results), stale),
    scenarios: results.map((result) => reportedScenario(controller, result)),
    stale,
    file,
    envelope,
    json: () => ({
      ...checkJsonReport(results, stale, part),
      ...(envelope === undefined ? {} : { envelope: envelopeJsonReport(envelope) }),
    }),
  }
}

/** What came of a program in one scenario, for reports. */
export function reportedScenario(controller: ControllerKind, result: CheckResult): ReportedScenario {
  const { scenario, time, recording, results, notJudged } = result
  return {
    name: `${controller}.${scenario.name}`,
    title: scenario.title,
    time: `${time} ${endOf(result)}`,
    ...(notJudged === undefined ? {} : { notJudged }),
    recording,
    results,
  }
}

function endOf({ end: { exitCode, stopped }, elapsedMs, latenessMs }: CheckResult): string {
  const how = stopped ? 'was stopped' : `ended with ${exitCode}`
  const ended = `It ${how} after ${formatDuration(Math.round(elapsedMs / 1000) * 1000)}.`
  // In virtual time no answer is late.
  if (latenessMs === 0) return ended
  return `${ended} Answers were at most ${formatDuration(Math.round(latenessMs))} late in its time.`
}

/** Shape of what a JSON report says of a program in one scenario. */
export const scenarioJsonSchema = z.strictObject({
  name: z.string(),
  title: z.string().describe('what happened in the scenario'),
  time: z.string().describe('how time passed'),
  elapsedMs: z.number().nonnegative().describe("how much of the program's time passed, in ms"),
  latenessMs: z
    .number()
    .nonnegative()
    .describe("longest time by which answers were late, in ms of the program's time"),
  exitCode: z.number().int().describe('128 and the number of the signal where one ended it'),
  stopped: z.boolean().describe('whether the program was stopped at the end of its time'),
  notJudged: z.string().optional().describe('why no rule could be judged'),
  report: rulesJsonReportSchema,
  journal: z
    .array(journalEntrySchema)
    .optional()
    .describe("the controller's journal, from which merged reports draw; in the report on a shard only"),
})

/** What a JSON report says of a program in one scenario. */
export type ScenarioJson = z.output<typeof scenarioJsonSchema>

/** Shape of the JSON report of a check. Fields may be added within a version; none changes its meaning or goes away. */
export const checkJsonReportSchema = z.strictObject({
  version: z.literal(1),
  conclusion: conclusionSchema,
  score: scoreSchema,
  part: partSchema.optional(),
  staleBaseline: staleSchema,
  scenarios: z.array(scenarioJsonSchema),
  envelope: envelopeJsonReportSchema
    .optional()
    .describe('how much the program survives, as midrun envelope reports it; with --envelope only'),
})

/** The JSON report of a check. */
export type CheckJsonReport = z.output<typeof checkJsonReportSchema>

/** Results as the JSON report has them. */
export function checkJsonReport(
  results: readonly CheckResult[],
  stale: readonly StaleEntry[] = [],
  part?: Part,
): CheckJsonReport {
  return {
    version: 1,
    conclusion: concluded(checkConclusion(results), stale),
    score: scoreOf(results.flatMap((result) => result.results)),
    ...(part === undefined ? {} : { part }),
    ...(stale.length === 0 ? {} : { staleBaseline: [...stale] }),
    scenarios: results.map((result) => scenarioJson(result, part !== undefined)),
  }
}

/** What came of a program in one scenario as a JSON report has it; with its journal where the report is on a shard. */
export function scenarioJson(result: CheckResult, inShard: boolean): ScenarioJson {
  const { scenario, time, end, elapsedMs, latenessMs, notJudged, recording } = result
  return {
    name: scenario.name,
    title: scenario.title,
    time,
    elapsedMs,
    latenessMs,
    ...end,
    ...(notJudged === undefined ? {} : { notJudged }),
    report: rulesJsonReport(recording, result.results),
    ...(inShard ? { journal: recording.entries.map(asJson) } : {}),
  }
}

/** An entry as it is read again: whatever a controller records is JSON of this shape. */
function asJson(entry: JournalEntry): z.output<typeof journalEntrySchema> {
  return entry as unknown as z.output<typeof journalEntrySchema>
}
