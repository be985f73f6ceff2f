import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { planSchema } from '../plans/plan.js'
import type { ControllerProof, ProofScope } from '../prove/proof.js'
import { type Part, partSchema } from '../shards/part.js'
import { caseJson, caseJsonSchema, conclusionSchema } from './json.js'
import { proofConclusion } from './proof.js'

const count = z.number().int().nonnegative()

/** Shape of what plans came to. */
const statisticsSchema = z.strictObject({
  plans: count,
  requests: count,
  refusals: z.strictObject({ benign: count, hostile: count }).describe('refused for a session reason'),
  logins: count,
  refreshes: count,
  faults: count,
  queries: z.strictObject({ asked: count, followed: count }),
  longWork: z.strictObject({ asked: count, offered: count }),
  worstMarginMs: z
    .number()
    .nullable()
    .describe('shortest time that was left on a token in benign plans, in ms'),
  regions: z.record(z.string(), count).describe('calls made near a deadline: token/edge/read'),
})

const failureSchema = z.strictObject({
  from: z.enum(['kept', 'plans', 'states']).describe('what led to it'),
  plan: planSchema.describe('replays the run, with midrun prove --replay'),
  violations: z.array(z.strictObject({ property: z.string(), message: z.string(), atMs: z.number() })),
  timeLine: z.string(),
  file: z.string().describe('where the plan was kept'),
})

const controllerSchema = z.strictObject({
  controller: z.enum(CONTROLLER_KINDS),
  statistics: statisticsSchema.optional().describe('of all plans'),
  chunks: z
    .array(z.strictObject({ index: count, failed: z.boolean(), statistics: statisticsSchema }))
    .optional()
    .describe('plans by chunk; in the report on a shard only'),
  states: z
    .strictObject({ states: count, plans: count, fixedPoint: z.boolean(), clientStateSeen: z.boolean() })
    .optional(),
  cases: z.array(caseJsonSchema).optional(),
  broken: z
    .array(z.strictObject({ name: z.string(), caughtBy: z.string().optional() }))
    .optional()
    .describe('clients with a deliberate defect, and the case that catches each'),
  failures: z.array(failureSchema),
})

/**
 * Shape of the JSON report of `midrun prove` and `midrun conformance`. Fields may be added within a version; none
 * changes its meaning or goes away.
 */
export const proofJsonReportSchema = z.strictObject({
  version: z.literal(1),
  conclusion: conclusionSchema,
  part: partSchema.optional(),
  client: z.string(),
  runs: count.describe('benign plans for each controller'),
  steps: count.describe('steps in each plan'),
  seed: z.number().int(),
  exhaustive: z.boolean(),
  controllers: z.array(controllerSchema),
})

/** The JSON report of a proof. */
export type ProofJsonReport = z.output<typeof proofJsonReportSchema>

/** A proof as the JSON report has it. */
export function proofJsonReport(
  scope: ProofScope,
  proofs: readonly ControllerProof[],
  part?: Part,
): ProofJsonReport {
  const { client, runs, steps, seed, exhaustive } = scope
  return {
    version: 1,
    conclusion: proofConclusion(scope, proofs, part === undefined),
    ...(part === undefined ? {} : { part }),
    client,
    runs,
    steps,
    seed,
    exhaustive,
    controllers: proofs.map((proof) => controllerJson(proof, part !== undefined)),
  }
}

function controllerJson(
  { controller, search, states, cases, broken, failures }: ControllerProof,
  inShard: boolean,
): ProofJsonReport['controllers'][number] {
  return {
    controller,
    ...(search === undefined ? {} : { statistics: search.statistics }),
    ...(search === undefined || !inShard
      ? {}
      : {
          chunks: search.chunks.map(({ index, result: { statistics, counterexample } }) => ({
            index,
            failed: counterexample !== undefined,
            statistics,
          })),
        }),
    ...(states === undefined
      ? {}
      : {
          states: {
            states: states.states,
            plans: states.plans,
            fixedPoint: states.fixedPoint,
            clientStateSeen: states.clientStateSeen,
          },
        }),
    ...(cases === undefined ? {} : { cases: cases.map((each) => caseJson(each, inShard)) }),
    ...(broken === undefined ? {} : { broken: broken.map((each) => ({ ...each })) }),
    failures: failures.map((failure) => ({ ...failure })),
  }
}
