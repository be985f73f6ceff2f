import { describe, expect, it } from 'vitest'
import { caseLine, caseList, terminalReport } from '../../../conformance/reports/terminal.js'
import { RESULTS } from './results.js'

describe('the terminal report', () => {
  it('has one line for each case', () => {
    expect(RESULTS.map(caseLine)).toEqual([
      'pass           apic.refresh.at-expiry (4 requests in 10 min 0.025 s)',
      'FAIL           apic.refresh.idle-gap (4 requests in 10 min 0.025 s)',
      'advice         apic.refresh.not-by-login (1 request in 10 min 0.025 s)',
      'not exercised  fmc.limits.rate-is-not-expiry (4 requests in 10 min 0.025 s)',
      'ERROR          apstra.login.shared (0 requests in 0 ms)',
    ])
  })

  it('explains what did not pass, with the run, and sums up', () => {
    expect(terminalReport([RESULTS[0]!, RESULTS[1]!])).toBe(
      [
        'FAIL: apic.refresh.idle-gap',
        '  A pause of two hours between two reads',
        '  Requirement: After a pause longer than the token lives, the next call is served without a refusal.',
        '  Source: JWT; CiscoDevNet/terraform-provider-aci#1369 (confirmed)',
        '  - expected: at most 1 login; found: 2, at 0 ms, 2 s',
        '  | plan: apic',
        '  |   step 1: read',
        '',
        '2 cases, 20 min 0.05 s of virtual time: 1 pass, 1 fail. The client does not conform.',
      ].join('\n'),
    )
  })

  it('names every verdict in its summary', () => {
    expect(terminalReport(RESULTS).split('\n').at(-1)).toBe(
      '5 cases, 40 min 0.1 s of virtual time: 1 pass, 1 fail, 1 advice, 1 not exercised, 1 error. The client does not conform.',
    )
  })

  it('lists cases with level, confidence and title', () => {
    expect(caseList(RESULTS.slice(0, 2).map((result) => result.case))).toBe(
      [
        'apic.refresh.at-expiry  must    confirmed  Reads at the very end of the token',
        'apic.refresh.idle-gap   must    confirmed  A pause of two hours between two reads',
      ].join('\n'),
    )
  })
})
