import { z } from 'zod'
import { baselineSchema } from '../baseline.js'
import { checkJsonReportSchema } from './check.js'
import { envelopeJsonReportSchema } from './envelope/json.js'
import { rulesJsonReportSchema } from './rules-json.js'

/**
 * JSON Schema (draft 2020-12) of what is written and read: the JSON reports of `midrun check`, `midrun judge` and
 * `midrun envelope`, and the baseline that the first two take.
 */
export function jsonSchemaOf(what: 'check' | 'judge' | 'envelope' | 'baseline'): Record<string, unknown> {
  const schema = {
    check: checkJsonReportSchema,
    judge: rulesJsonReportSchema,
    envelope: envelopeJsonReportSchema,
    baseline: baselineSchema,
  }[what]
  return { title: `midrun ${what}`, ...z.toJSONSchema(schema) }
}
