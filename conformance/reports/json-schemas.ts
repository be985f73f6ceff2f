import { z } from 'zod'
import { baselineSchema } from '../baseline.js'
import { checkJsonReportSchema } from './check.js'
import { rulesJsonReportSchema } from './rules-json.js'

/**
 * JSON Schema (draft 2020-12) of what is written and read: the JSON reports of `midrun check` and `midrun judge`, and
 * the baseline that both take.
 */
export function jsonSchemaOf(what: 'check' | 'judge' | 'baseline'): Record<string, unknown> {
  const schema = { check: checkJsonReportSchema, judge: rulesJsonReportSchema, baseline: baselineSchema }[
    what
  ]
  return { title: `midrun ${what}`, ...z.toJSONSchema(schema) }
}
