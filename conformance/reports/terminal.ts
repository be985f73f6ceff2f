import { formatDuration } from '../../simulator/index.js'
import type { Case } from '../cases/case.js'
import type { RuleVerdict } from '../rules/verdicts.js'
import { type CaseResult, conclusionOf, type Verdict } from '../suite.js'
import { totalsOf } from './totals.js'

/** How a report names each verdict. */
export const MARK: Record<Verdict | RuleVerdict, string> = {
  pass: 'pass',
  fail: 'FAIL',
  known: 'known',
  advice: 'advice',
  'not-exercised': 'not exercised',
  error: 'ERROR',
}

/** Characters of the longest of them. */
export const MARK_WIDTH = Math.max(...Object.values(MARK).map(({ length }) => length))

/** Findings of a case that are printed; the JSON report has all of them. */
const MOST_FINDINGS = 5

/** The last sentence of a report. */
export const CONCLUSION = {
  conforms: 'The client conforms.',
  violated: 'The client does not conform.',
  'not-judged': 'The client could not be judged.',
}

/** One line about a case, as soon as its result is known. */
export function caseLine({ id, verdict, requests, virtualMs }: CaseResult): string {
  const effort = `${counted(requests, 'request')} in ${formatDuration(virtualMs)}`
  return `${MARK[verdict].padEnd(MARK_WIDTH)}  ${id} (${effort})`
}

/** What stands behind each case that did not pass, and the summary. */
export function terminalReport(results: readonly CaseResult[]): string {
  const virtualMs = results.reduce((sum, result) => sum + result.virtualMs, 0)
  const details = results.filter(({ verdict }) => verdict !== 'pass').map(explanation)
  const summary = `${counted(results.length, 'case')}, ${formatDuration(virtualMs)} of virtual time: ${countedVerdicts(results)}. ${CONCLUSION[conclusionOf(results)]}`
  return [...details, summary].join('\n\n')
}

/** One line for each case: id, level, confidence, title. */
export function caseList(cases: readonly Case[]): string {
  const width = Math.max(...cases.map(({ id }) => id.length))
  return cases
    .map(
      ({ id, level, confidence, title }) =>
        `${id.padEnd(width)}  ${level.padEnd(6)}  ${confidence.padEnd(9)}  ${title}`,
    )
    .join('\n')
}

/** How many results came to each verdict: `3 pass, 1 fail`. */
export function countedVerdicts(results: readonly { verdict: Verdict | RuleVerdict }[]): string {
  return Object.entries(totalsOf(results))
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${MARK[verdict as RuleVerdict].toLowerCase()}`)
    .join(', ')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

function explanation({
  id,
  case: { title, requirement, source, confidence },
  ...result
}: CaseResult): string {
  const { verdict, findings, timeLine } = result
  return [
    `${MARK[verdict]}: ${id}`,
    `  ${title}`,
    `  Requirement: ${requirement}`,
    `  Source: ${source} (${confidence})`,
    ...findings.slice(0, MOST_FINDINGS).map((finding) => `  - ${finding}`),
    ...(findings.length > MOST_FINDINGS ? [`  - and ${findings.length - MOST_FINDINGS} more`] : []),
    ...(timeLine === undefined ? [] : timeLine.split('\n').map((line) => `  | ${line}`)),
  ].join('\n')
}
