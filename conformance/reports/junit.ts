import { CONTROLLER_KINDS } from '../../simulator/index.js'
import type { CaseResult } from '../suite.js'
import { type JUnitCase, type JUnitOutcome, junitDocument } from './junit-document.js'

/**
 * Results as JUnit XML: one test suite for each controller, one test case for each case. Advice passes and is told in
 * `system-out`; a case that was not exercised counts as skipped. Times are virtual, in s.
 */
export function junitReport(results: readonly CaseResult[]): string {
  const suites = CONTROLLER_KINDS.flatMap((controller) => {
    const own = results.filter((result) => result.case.controller === controller)
    return own.length === 0 ? [] : [{ name: controller, cases: own.map(testCase) }]
  })
  return junitDocument('midrun suite', suites)
}

function testCase(result: CaseResult): JUnitCase {
  const { id, case: each, virtualMs } = result
  const className = id.split('.').slice(0, 2).join('.')
  const outcome = outcomeOf(result)
  const known = { className, name: `${id}: ${each.title}`, timeMs: virtualMs }
  return outcome === undefined ? known : { ...known, outcome }
}

function outcomeOf({
  verdict,
  findings,
  timeLine,
  case: { requirement, source },
}: CaseResult): JUnitOutcome | undefined {
  const message = findings.join('; ')
  const lines = [requirement, `Source: ${source}`, ...findings, ...(timeLine === undefined ? [] : [timeLine])]
  const details = lines.join('\n')
  switch (verdict) {
    case 'pass':
      return undefined
    case 'fail':
      return { element: 'failure', type: 'must', message, details }
    case 'error':
      return { element: 'error', type: 'not-judged', message, details }
    case 'not-exercised':
      return { element: 'skipped', message }
    case 'advice':
      return { element: 'system-out', details }
  }
}
