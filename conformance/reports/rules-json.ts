import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import type { StaleEntry } from '../baseline.js'
import type { Recording } from '../rules/recording.js'
import type { RuleResult } from '../rules/verdicts.js'
import { conclusionOf } from '../suite.js'
import { evidenceOf, shortMessage } from './evidence-lines.js'
import { conclusionSchema, totalsSchema } from './json.js'
import { scoreOf, scoreSchema } from './score.js'
import { concluded, staleSchema } from './stale-entries.js'
import { totalsOf } from './totals.js'

/** Shape of the JSON report on rules. Fields may be added within a version; none changes its meaning or goes away. */
export const rulesJsonReportSchema = z.strictObject({
  version: z.literal(1),
  conclusion: conclusionSchema,
  controller: z.enum(CONTROLLER_KINDS),
  requests: z.number().int().nonnegative().describe('requests in the recording'),
  totals: totalsSchema.describe('number of rules by verdict'),
  score: scoreSchema,
  staleBaseline: staleSchema,
  rules: z.array(
    z.strictObject({
      id: z.string().describe('stable name of the rule'),
      verdict: z.enum(['pass', 'fail', 'known', 'advice', 'not-exercised', 'error']),
      level: z.enum(['must', 'should', 'may', 'observe']),
      axis: z.enum(['caller', 'manners']),
      title: z.string(),
      requirement: z.string(),
      remedy: z.string(),
      source: z.string().describe("where the controller's behaviour is known from"),
      confidence: z.enum(['confirmed', 'likely', 'assumed']),
      known: z
        .strictObject({ reason: z.string(), expires: z.iso.date() })
        .optional()
        .describe('why the failure is put up with, and the last day on which it is; with known only'),
      note: z.string().optional().describe('why it was not exercised, or how the rule itself failed'),
      findings: z.array(
        z.strictObject({
          atMs: z.number().describe("monotonic instant of the controller's clock, in ms"),
          message: z.string().describe('one sentence: what was expected, what was found'),
          evidence: z.array(z.number().int()).describe('positions of entries in the journal, oldest first'),
          timeLine: z.array(z.string()).describe('these entries for a person, one line each'),
        }),
      ),
    }),
  ),
})

/** The JSON report on rules. */
export type RulesJsonReport = z.output<typeof rulesJsonReportSchema>

/** Results of rules as the JSON report has them. */
export function rulesJsonReport(
  recording: Recording,
  results: readonly RuleResult[],
  stale: readonly StaleEntry[] = [],
): RulesJsonReport {
  const evidence = evidenceOf(recording)
  return {
    version: 1,
    conclusion: concluded(conclusionOf(results), stale),
    controller: recording.controller,
    requests: recording.exchanges.length,
    totals: totalsOf(results),
    score: scoreOf(results),
    ...(stale.length === 0 ? {} : { staleBaseline: [...stale] }),
    rules: results.map(({ rule, verdict, findings, note, known }) => {
      const { id, level, axis, title, requirement, remedy, source, confidence } = rule
      return {
        id,
        verdict,
        level,
        axis,
        title,
        requirement,
        remedy,
        source,
        confidence,
        ...(known === undefined ? {} : { known }),
        ...(note === undefined ? {} : { note }),
        findings: findings.map((finding) => ({
          ...finding,
          message: shortMessage(finding.message),
          timeLine: evidence(finding),
        })),
      }
    }),
  }
}
