import { z } from 'zod'
import { baselineSchema } from '../baseline.js'
import { matrixFileSchema } from '../matrix/matrix-file.js'
import { checkJsonReportSchema } from './check.js'
import { envelopeJsonReportSchema } from './envelope/json.js'
import { jsonReportSchema } from './json.js'
import { matrixJsonReportSchema } from './matrix/matrix-json.js'
import { proofJsonReportSchema } from './proof-json.js'
import { rulesJsonReportSchema } from './rules-json.js'

const SCHEMAS = {
  check: checkJsonReportSchema,
  judge: rulesJsonReportSchema,
  envelope: envelopeJsonReportSchema,
  suite: jsonReportSchema,
  prove: proofJsonReportSchema,
  conformance: proofJsonReportSchema,
  matrix: matrixJsonReportSchema,
  'matrix-file': matrixFileSchema,
  baseline: baselineSchema,
} as const

/**
 * JSON Schema (draft 2020-12) of what is written and read: the JSON reports of the commands, the baseline that
 * `midrun check` and `midrun judge` take, and the file of `midrun matrix`.
 */
export function jsonSchemaOf(what: keyof typeof SCHEMAS): Record<string, unknown> {
  return {
    title: `midrun ${what}`,
    ...z.toJSONSchema(SCHEMAS[what], { io: what === 'matrix-file' ? 'input' : 'output' }),
  }
}
