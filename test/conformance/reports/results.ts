import { CASES } from '../../../conformance/cases/index.js'
import type { CaseResult } from '../../../conformance/suite.js'

const caseOf = (id: string) => CASES.find((each) => each.id === id)!

const result = (id: string, parts: Partial<CaseResult>): CaseResult => ({
  id,
  case: caseOf(id),
  verdict: 'pass',
  findings: [],
  requests: 4,
  virtualMs: 600_025,
  ...parts,
})

/** One result of each verdict, made by hand. */
export const RESULTS: readonly CaseResult[] = [
  result('apic.refresh.at-expiry', {}),
  result('apic.refresh.idle-gap', {
    verdict: 'fail',
    findings: ['expected: at most 1 login; found: 2, at 0 ms, 2 s'],
    timeLine: 'plan: apic\n  step 1: read',
  }),
  result('apic.refresh.not-by-login', {
    verdict: 'advice',
    requests: 1,
    findings: ['expected: at most 1 login; found: 9'],
    timeLine: 'plan: apic',
  }),
  result('fmc.limits.rate-is-not-expiry', {
    verdict: 'not-exercised',
    findings: ['the client never reached a limit of the controller'],
  }),
  result('apstra.login.shared', {
    verdict: 'error',
    requests: 0,
    virtualMs: 0,
    findings: ['TypeError: no such option'],
  }),
]
