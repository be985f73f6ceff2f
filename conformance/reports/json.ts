import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { planOf } from '../cases/case.js'
import { planSchema } from '../plans/plan.js'
import { type Part, partSchema } from '../shards/part.js'
import { type CaseResult, conclusionOf } from '../suite.js'
import { totalsOf } from './totals.js'

const count = z.number().int().nonnegative()

/** What a whole report comes to. */
export const conclusionSchema = z
  .enum(['conforms', 'violated', 'not-judged'])
  .describe('violated: a must does not hold; not-judged: one of them, or all, could not be judged')

/** How many results came to each verdict. */
export const totalsSchema = z.strictObject({
  pass: count,
  fail: count,
  advice: count,
  'not-exercised': count,
  error: count,
  known: count.optional().describe('failures that the baseline expects; absent when there are none'),
})

/** Shape of what the JSON report says of one case. */
export const caseJsonSchema = z.strictObject({
  id: z.string().describe('stable name of the case'),
  controller: z.enum(CONTROLLER_KINDS),
  verdict: z.enum(['pass', 'fail', 'advice', 'not-exercised', 'error']),
  level: z.enum(['must', 'should']),
  title: z.string(),
  requirement: z.string(),
  source: z.string().describe("where the controller's behaviour is known from"),
  confidence: z.enum(['confirmed', 'likely', 'assumed']),
  findings: z.array(z.string()).describe('one sentence each: what was expected, what was found'),
  requests: count.describe('requests that the client sent'),
  virtualMs: z.number().nonnegative().describe('virtual time of the run, in ms'),
  plan: planSchema.describe('replays the run'),
  timeLine: z
    .string()
    .optional()
    .describe(
      'steps and what went over the wire, for a person; with fail and advice, in the report on a shard only',
    ),
})

/** What the JSON report says of one case. */
export type CaseJson = z.output<typeof caseJsonSchema>

/** Shape of the JSON report. Fields may be added within a version; none changes its meaning or goes away. */
export const jsonReportSchema = z.strictObject({
  version: z.literal(1),
  conclusion: conclusionSchema,
  part: partSchema.optional(),
  totals: totalsSchema.describe('number of cases by verdict'),
  cases: z.array(caseJsonSchema),
})

/** The JSON report. */
export type JsonReport = z.output<typeof jsonReportSchema>

/** Results as the JSON report has them. */
export function jsonReport(results: readonly CaseResult[], part?: Part): JsonReport {
  return {
    version: 1,
    conclusion: conclusionOf(results),
    ...(part === undefined ? {} : { part }),
    totals: totalsOf(results),
    cases: results.map((result) => caseJson(result, part !== undefined)),
  }
}

/** What came of one case as the JSON report has it; with its time line where the report is on a shard. */
export function caseJson(result: CaseResult, inShard: boolean): CaseJson {
  const { id, case: each, verdict, findings, requests, virtualMs, timeLine } = result
  const { controller, level, title, requirement, source, confidence } = each
  return {
    id,
    controller,
    verdict,
    level,
    title,
    requirement,
    source,
    confidence,
    findings,
    requests,
    virtualMs,
    plan: planOf(each),
    ...(timeLine === undefined || !inShard ? {} : { timeLine }),
  }
}
