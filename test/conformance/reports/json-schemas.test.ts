import { expect, it } from 'vitest'
import { jsonSchemaOf } from '../../../conformance/reports/json-schemas.js'
import { rulesJsonReportSchema } from '../../../conformance/reports/rules-json.js'
import { runOfEachVerdict } from './reported-runs.js'

/** A field that each of them has. */
const FIELD = {
  check: 'conclusion',
  judge: 'conclusion',
  envelope: 'strains',
  suite: 'conclusion',
  prove: 'conclusion',
  conformance: 'conclusion',
  matrix: 'conclusion',
  baseline: 'expires',
} as const

it.each(Object.keys(FIELD) as (keyof typeof FIELD)[])(
  'describes %s in JSON Schema, closed to unknown fields',
  (what) => {
    const schema = jsonSchemaOf(what)
    const { properties, additionalProperties } = (schema.items ?? schema) as Record<string, object>

    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: `midrun ${what}`,
    })
    expect(additionalProperties).toBe(false)
    expect(Object.keys(properties!)).toContain(FIELD[what])
  },
)

it('fits a report with every verdict', async () => {
  const report = rulesJsonReportSchema.parse((await runOfEachVerdict()).json())

  expect(report.totals).toEqual({ pass: 1, fail: 1, known: 1, advice: 1, 'not-exercised': 1, error: 1 })
  expect(report.rules.find(({ verdict }) => verdict === 'known')?.known?.expires).toBe('2026-12-31')
})
