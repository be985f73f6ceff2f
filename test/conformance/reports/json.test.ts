import { describe, expect, it } from 'vitest'
import { jsonReport, jsonReportSchema } from '../../../conformance/reports/json.js'
import { RESULTS } from './results.js'

describe('jsonReport', () => {
  it('has the shape that its schema documents, after a round trip through text', () => {
    const report = jsonReport(RESULTS)
    expect(jsonReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report)
  })

  it('says what each case is and what became of it', () => {
    const { version, conclusion, totals, cases } = jsonReport(RESULTS)
    expect({ version, conclusion, totals }).toEqual({
      version: 1,
      conclusion: 'violated',
      totals: { pass: 1, fail: 1, advice: 1, 'not-exercised': 1, error: 1 },
    })
    const { plan, ...failed } = cases[1]!
    expect(failed).toEqual({
      id: 'apic.refresh.idle-gap',
      controller: 'apic',
      verdict: 'fail',
      level: 'must',
      title: 'A pause of two hours between two reads',
      requirement: 'After a pause longer than the token lives, the next call is served without a refusal.',
      source: 'JWT; CiscoDevNet/terraform-provider-aci#1369',
      confidence: 'confirmed',
      findings: ['expected: at most 1 login; found: 2, at 0 ms, 2 s'],
      requests: 4,
      virtualMs: 600_025,
    })
    expect(plan.steps).toHaveLength(3)
  })
})
