import type { Recording } from '../rules/recording.js'
import type { Rule } from '../rules/rule.js'
import type { KnownFailure, RuleResult, RuleVerdict } from '../rules/verdicts.js'
import { conclusionOf } from '../suite.js'
import { findingsOf } from './evidence-lines.js'
import { printable } from './printable.js'
import { scoreOf, scoreText } from './score.js'
import { CONCLUSION, countedVerdicts, MARK, MARK_WIDTH } from './terminal.js'

/** One line for each rule that was exercised, what stands behind those that found something, and the summary. */
export function rulesReport(recording: Recording, results: readonly RuleResult[]): string {
  const shown = findingsOf(recording)
  const idle = results.filter(({ verdict }) => verdict === 'not-exercised')
  const judged = results.filter(({ verdict }) => verdict !== 'not-exercised')
  const lines = judged.map(({ rule, verdict }) => `${MARK[verdict].padEnd(MARK_WIDTH)}  ${rule.id}`)
  const details = judged
    .filter(({ verdict, findings }) => verdict !== 'pass' || findings.length > 0)
    .map((result) => explanation(result, shown))
  const notes = idle.map(({ rule, note = '' }) => `  ${rule.id}: ${printable(note)}`)
  const summary = `${results.length} rules on ${recording.exchanges.length} requests: ${countedVerdicts(results)}. ${CONCLUSION[conclusionOf(results)]}`
  return [
    ...(lines.length === 0 ? [] : [lines.join('\n')]),
    ...details,
    ...(notes.length === 0 ? [] : [['Not exercised:', ...notes].join('\n')]),
    `${summary}\n${scoreText(scoreOf(results))}`,
  ].join('\n\n')
}

/** One line for each rule: id, level, confidence, title. */
export function rulesList(rules: readonly Rule[]): string {
  const width = Math.max(0, ...rules.map(({ id }) => id.length))
  return rules
    .map(
      ({ id, level, confidence, title }) =>
        `${id.padEnd(width)}  ${level.padEnd(7)}  ${confidence.padEnd(9)}  ${title}`,
    )
    .join('\n')
}

/** All that is written down of a rule. */
export function ruleText(rule: Rule): string {
  const { id, title, level, axis, requirement, remedy, source, confidence, controllers, needs } = rule
  return [
    `${id} (${level}, ${axis}): ${title}`,
    `  Controllers:  ${controllers.join(', ')}`,
    `  Requirement:  ${requirement}`,
    `  Remedy:       ${remedy}`,
    `  Source:       ${source} (${confidence})`,
    `  It needs:     ${needs}`,
    ...(rule.notFromHar === undefined ? [] : [`  HAR:          ${rule.notFromHar}`]),
  ].join('\n')
}

function explanation(
  { rule, verdict, findings, note, known }: RuleResult,
  findingsShown: ReturnType<typeof findingsOf>,
): string {
  const { id, title, requirement, remedy, source, confidence } = rule
  const { shown, more } = findingsShown(findings)
  return [
    `${markOf(verdict, rule)}: ${id}`,
    `  ${title}`,
    ...(verdict === 'pass' ? [] : [`  Requirement: ${requirement}`, `  Remedy: ${remedy}`]),
    `  Source: ${source} (${confidence})`,
    ...(note === undefined ? [] : [`  ${printable(note)}`]),
    ...(known === undefined ? [] : [`  ${knownText(known)}`]),
    ...shown.flatMap(({ message, lines }) => [`  - ${message}`, ...lines.map((line) => `    | ${line}`)]),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ].join('\n')
}

/** Why a failure is put up with, in a sentence. */
export function knownText({ reason, expires }: KnownFailure): string {
  return `Known until ${expires}: ${printable(reason)}`
}

/** How a report names a verdict. A rule that only observes has something to tell, and nothing to find fault with. */
export function markOf(verdict: RuleVerdict, { level }: Rule): string {
  return level === 'observe' && verdict === 'pass' ? 'seen' : MARK[verdict]
}
