import type { Recording } from '../rules/recording.js'
import type { RuleResult } from '../rules/verdicts.js'
import { evidenceOf } from './evidence-lines.js'
import { type JUnitCase, type JUnitOutcome, type JUnitSuite, junitDocument } from './junit-document.js'
import { printable } from './printable.js'

/** Results of rules as JUnit XML: one test suite for the controller. */
export function rulesJunitReport(recording: Recording, results: readonly RuleResult[]): string {
  return junitDocument('midrun rules', [rulesTestSuite(recording.controller, recording, results)])
}

/**
 * Results of rules as a test suite, one test case for each rule. Advice passes and is told in `system-out`, as is what
 * a rule only observes; a rule that was not exercised counts as skipped.
 */
export function rulesTestSuite(
  name: string,
  recording: Recording,
  results: readonly RuleResult[],
): JUnitSuite {
  const evidence = evidenceOf(recording)
  const cases = results.map((result): JUnitCase => {
    const { id, title } = result.rule
    const outcome = outcomeOf(result, evidence)
    const known = { className: id.split('.')[0]!, name: `${id}: ${title}`, timeMs: 0 }
    return outcome === undefined ? known : { ...known, outcome }
  })
  return { name, cases }
}

function outcomeOf(
  { rule, verdict, findings, note = '' }: RuleResult,
  evidence: ReturnType<typeof evidenceOf>,
): JUnitOutcome | undefined {
  const message = findings.map((finding) => printable(finding.message)).join('; ')
  const details = [
    rule.requirement,
    rule.remedy,
    `Source: ${rule.source}`,
    ...findings.flatMap((finding) => [
      printable(finding.message),
      ...evidence(finding).map((line) => `  ${line}`),
    ]),
  ].join('\n')
  switch (verdict) {
    case 'pass':
      return findings.length === 0 ? undefined : { element: 'system-out', details }
    case 'fail':
      return { element: 'failure', type: rule.level, message, details }
    case 'error':
      return { element: 'error', type: 'not-judged', message: printable(note), details }
    case 'not-exercised':
      return { element: 'skipped', message: printable(note) }
    case 'advice':
      return { element: 'system-out', details }
  }
}
