import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../../simulator/index.js'
import type { Envelope } from '../../envelope/measure.js'
import { shortMessage } from '../evidence-lines.js'

const value = z.number().positive()

/** Shape of the JSON report on an envelope. Fields may be added within a version; none changes its meaning or goes away. */
export const envelopeJsonReportSchema = z.strictObject({
  version: z.literal(1),
  controller: z.enum(CONTROLLER_KINDS),
  time: z.string().describe('how time passed, and how finely limits are told'),
  undisturbed: z
    .string()
    .optional()
    .describe('what goes wrong without any strain, so that nothing was measured; absent where nothing does'),
  strains: z.array(
    z.strictObject({
      name: z.string().describe('stable name of the strain'),
      title: z.string(),
      unit: z.enum(['ms', 'ppm']).describe('of all values'),
      smallest: value.describe('value that was tried first'),
      largest: value.describe('largest value that would be tried'),
      survived: value
        .optional()
        .describe('largest value below the limit; absent where not even the smallest was survived'),
      failed: value
        .optional()
        .describe('smallest value that was not survived; absent where even the largest was'),
      tried: z.number().int().positive().describe('how many values were tried'),
      beyond: z.string().optional().describe('what goes wrong at the smallest value that is not survived'),
    }),
  ),
})

/** The JSON report on an envelope. */
export type EnvelopeJsonReport = z.output<typeof envelopeJsonReportSchema>

/** An envelope as the JSON report has it. */
export function envelopeJsonReport({ controller, time, undisturbed, strains }: Envelope): EnvelopeJsonReport {
  return {
    version: 1,
    controller,
    time,
    ...(undisturbed === undefined ? {} : { undisturbed: shortMessage(undisturbed) }),
    strains: strains.map(({ strain: { name, title, unit, range }, limit, beyond }) => ({
      name,
      title,
      unit,
      smallest: range.smallest,
      largest: range.largest,
      ...limit,
      ...(beyond === undefined ? {} : { beyond: shortMessage(beyond) }),
    })),
  }
}
