import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../../simulator/index.js'
import { type Part, partSchema } from '../../shards/part.js'
import { scenarioJson, scenarioJsonSchema } from '../check.js'
import { conclusionSchema } from '../json.js'
import { type MatrixCell, matrixConclusion } from './matrix.js'

/** Shape of the JSON report of a matrix. Fields may be added within a version; none changes its meaning or goes away. */
export const matrixJsonReportSchema = z.strictObject({
  version: z.literal(1),
  conclusion: conclusionSchema,
  part: partSchema.optional(),
  cells: z
    .array(
      scenarioJsonSchema.extend({
        agent: z.string().describe('name of the agent'),
        controller: z.enum(CONTROLLER_KINDS),
      }),
    )
    .describe('row by row; name is that of the scenario'),
})

/** The JSON report of a matrix. */
export type MatrixJsonReport = z.output<typeof matrixJsonReportSchema>

/** Cells as the JSON report has them. */
export function matrixJsonReport(cells: readonly MatrixCell[], part?: Part): MatrixJsonReport {
  return {
    version: 1,
    conclusion: matrixConclusion(cells),
    ...(part === undefined ? {} : { part }),
    cells: cells.map(({ agent, controller, result }) => ({
      agent,
      controller,
      ...scenarioJson(result, part !== undefined),
    })),
  }
}
