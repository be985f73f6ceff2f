import type { RuleResult } from '../rules/verdicts.js'
import { envelopeMarkdownSection } from './envelope/markdown.js'
import { findingsOf } from './evidence-lines.js'
import { codeBlock, escaped } from './markdown-text.js'
import { allResults, conclusionText, type ReportedRun, type ReportedScenario } from './reported-run.js'
import { knownText, markOf } from './rules-terminal.js'
import { scoreOf, scoreText } from './score.js'
import { staleText } from './stale-entries.js'
import { countedVerdicts, MARK } from './terminal.js'
import { totalsOf } from './totals.js'

const COLUMNS = ['fail', 'known', 'error', 'advice', 'pass', 'not-exercised'] as const

/**
 * A run as Markdown, for the summary page of a CI job: a table of totals, then what each rule found. Whatever a client
 * may have sent stands in code blocks only, where it is neither markup nor a mention.
 */
export function markdownReport(run: ReportedRun): string {
  const { name, controller, scenarios, stale, envelope } = run
  const parts = [
    `## ${escaped(name)} (${controller}): ${conclusionText(run)}`,
    `${countedVerdicts(allResults(run)) || 'Nothing was judged'}. ${scoreText(scoreOf(allResults(run)))}`,
    totalsTable(scenarios),
    ...(stale.length === 0 ? [] : ['### Stale entries of the baseline', codeBlock(stale.map(staleText))]),
    ...scenarios.flatMap(scenarioSection),
    ...(envelope === undefined ? [] : ['### What the client survives', ...envelopeMarkdownSection(envelope)]),
  ]
  return `${parts.join('\n\n')}\n`
}

function totalsTable(scenarios: readonly ReportedScenario[]): string {
  const rows = scenarios.map(({ name, time, results }) => {
    const totals = totalsOf(results)
    const counts = COLUMNS.map((verdict) => String(totals[verdict] ?? 0))
    return [`\`${name}\``, ...counts, escaped(time)]
  })
  const head = ['scenario', ...COLUMNS.map((verdict) => MARK[verdict]), 'how time passed']
  const rule = ['---', ...COLUMNS.map(() => '--:'), '---']
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A scenario as parts of a page, of which the first is its heading. */
export function scenarioSection({ name, title, notJudged, recording, results }: ReportedScenario): string[] {
  const shown = findingsOf(recording)
  const telling = results.filter(
    ({ verdict, findings }) => verdict !== 'not-exercised' && (verdict !== 'pass' || findings.length > 0),
  )
  const idle = results.filter(({ verdict }) => verdict === 'not-exercised')
  return [
    `### \`${name}\``,
    escaped(title),
    ...(notJudged === undefined ? [] : [codeBlock([`Not judged. ${notJudged}`])]),
    ...telling.flatMap((result) => ruleSection(result, shown)),
    ...(idle.length === 0 ? [] : notExercised(idle)),
  ]
}

function ruleSection(
  { rule, verdict, findings, note, known }: RuleResult,
  findingsShown: ReturnType<typeof findingsOf>,
): string[] {
  const { shown, more } = findingsShown(findings)
  const lines = [
    ...(note === undefined ? [] : [note]),
    ...shown.flatMap(({ message, lines }) => [`- ${message}`, ...lines.map((line) => `    ${line}`)]),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ]
  return [
    `#### ${markOf(verdict, rule)} \`${rule.id}\``,
    escaped(rule.title),
    ...(known === undefined ? [] : [escaped(knownText(known))]),
    [
      `- Requirement: ${escaped(rule.requirement)}`,
      `- Remedy: ${escaped(rule.remedy)}`,
      `- Source: ${escaped(rule.source)} (${rule.confidence})`,
    ].join('\n'),
    codeBlock(lines),
  ]
}

function notExercised(results: readonly RuleResult[]): string[] {
  return [
    `<details><summary>Not exercised (${results.length})</summary>`,
    codeBlock(results.map(({ rule, note = '' }) => `${rule.id}: ${note}`)),
    '</details>',
  ]
}
