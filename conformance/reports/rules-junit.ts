import type { StaleEntry } from '../baseline.js'
import type { Recording } from '../rules/recording.js'
import type { RuleResult } from '../rules/verdicts.js'
import { findingsOf } from './evidence-lines.js'
import { type JUnitCase, type JUnitOutcome, type JUnitSuite, junitDocument } from './junit-document.js'
import { printable } from './printable.js'
import type { ReportedRun, ReportedScenario } from './reported-run.js'
import { knownText } from './rules-terminal.js'
import { placeOf, staleText } from './stale-entries.js'

/**
 * A run as JUnit XML: one test suite for each scenario. One that could not be judged at all is an error; each stale
 * entry of the baseline is a failure.
 */
export function runJunitReport({ name, scenarios, stale }: ReportedRun): string {
  const suites = scenarios.map(scenarioTestSuite)
  return junitDocument(name, stale.length === 0 ? suites : [...suites, baselineTestSuite(stale)])
}

function scenarioTestSuite({ name, notJudged, recording, results }: ReportedScenario): JUnitSuite {
  if (notJudged === undefined) return rulesTestSuite(name, recording, results)
  const message = printable(notJudged)
  const outcome = { element: 'error', type: 'not-judged', message, details: message } as const
  return { name, cases: [{ className: name, name: 'the program can be judged', timeMs: 0, outcome }] }
}

function baselineTestSuite(stale: readonly StaleEntry[]): JUnitSuite {
  const cases = stale.map((entry): JUnitCase => {
    const message = staleText(entry)
    const outcome = { element: 'failure', type: entry.why, message, details: message } as const
    return { className: 'baseline', name: placeOf(entry), timeMs: 0, outcome }
  })
  return { name: 'baseline', cases }
}

/**
 * Results of rules as a test suite, one test case for each rule. Advice passes and is told in `system-out`, as is what
 * a rule only observes; a rule that was not exercised, and a known failure, count as skipped.
 */
function rulesTestSuite(name: string, recording: Recording, results: readonly RuleResult[]): JUnitSuite {
  const shown = findingsOf(recording)
  const cases = results.map((result): JUnitCase => {
    const { id, title } = result.rule
    const outcome = outcomeOf(result, shown)
    const known = { className: id.split('.')[0]!, name: `${id}: ${title}`, timeMs: 0 }
    return outcome === undefined ? known : { ...known, outcome }
  })
  return { name, cases }
}

function outcomeOf(
  { rule, verdict, findings, note = '', known }: RuleResult,
  findingsShown: ReturnType<typeof findingsOf>,
): JUnitOutcome | undefined {
  const { shown, more } = findingsShown(findings)
  const message = [...shown.map((each) => each.message), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
  const details = [
    `Requirement: ${rule.requirement}`,
    `Remedy: ${rule.remedy}`,
    `Source: ${rule.source}`,
    ...shown.flatMap((each) => [each.message, ...each.lines.map((line) => `  ${line}`)]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n')
  switch (verdict) {
    case 'pass':
      return findings.length === 0 ? undefined : { element: 'system-out', details }
    case 'fail':
      return { element: 'failure', type: rule.level, message, details }
    case 'known':
      return { element: 'skipped', message: `${known === undefined ? '' : knownText(known)} (${message})` }
    case 'error':
      return { element: 'error', type: 'not-judged', message: printable(note), details }
    case 'not-exercised':
      return { element: 'skipped', message: printable(note) }
    case 'advice':
      return { element: 'system-out', details }
  }
}
