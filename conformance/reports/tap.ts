import type { StaleEntry } from '../baseline.js'
import type { RuleResult } from '../rules/verdicts.js'
import { findingsOf } from './evidence-lines.js'
import { printable } from './printable.js'
import type { ReportedRun, ReportedScenario } from './reported-run.js'
import { staleText } from './stale-entries.js'

/** One test point, with what stands below it. */
interface TestPoint {
  ok: boolean
  description: string
  /** `SKIP` or `TODO`, and why. */
  directive?: { name: 'SKIP' | 'TODO'; why: string }
  /** Written as a YAML block; lists are lists of lines. */
  diagnostics?: Record<string, string | readonly string[]>
  subtests?: readonly TestPoint[]
}

/**
 * A run as TAP 14: one test point for each scenario, with a subtest that has one for each rule. A rule that was not
 * exercised is skipped, and a known failure is a test to do; advice passes and is told in the diagnostics.
 */
export function tapReport({ scenarios, stale }: ReportedRun): string {
  const points = [...scenarios.map(scenarioPoint), ...(stale.length === 0 ? [] : [baselinePoint(stale)])]
  return ['TAP version 14', ...documentLines(points), ''].join('\n')
}

function documentLines(points: readonly TestPoint[]): string[] {
  return [`1..${points.length}`, ...points.flatMap((point, index) => pointLines(point, index + 1))]
}

function pointLines(
  { ok, description, directive, diagnostics, subtests }: TestPoint,
  number: number,
): string[] {
  const state = ok ? 'ok' : 'not ok'
  const why = directive === undefined ? '' : ` # ${directive.name} ${escaped(directive.why)}`
  return [
    ...(subtests === undefined ? [] : [`# Subtest: ${escaped(description)}`]),
    ...(subtests === undefined ? [] : documentLines(subtests).map((line) => `    ${line}`)),
    `${state} ${number} - ${escaped(description)}${why}`,
    ...(diagnostics === undefined ? [] : yamlBlock(diagnostics)),
  ]
}

function scenarioPoint(scenario: ReportedScenario): TestPoint {
  const { name, title, time, notJudged, recording, results } = scenario
  const shown = findingsOf(recording)
  const failed = results.some(({ verdict }) => verdict === 'fail' || verdict === 'error')
  return {
    ok: notJudged === undefined && !failed,
    description: name,
    diagnostics: { scenario: title, time, ...(notJudged === undefined ? {} : { not_judged: notJudged }) },
    ...(notJudged === undefined ? { subtests: results.map((result) => rulePoint(result, shown)) } : {}),
  }
}

/** Each stale entry fails; without any there is no such test point. */
function baselinePoint(stale: readonly StaleEntry[]): TestPoint {
  const subtests = stale.map((entry) => ({ ok: false, description: staleText(entry) }))
  return { ok: false, description: 'baseline', subtests }
}

function rulePoint(
  { rule, verdict, findings, note = '', known }: RuleResult,
  findingsShown: ReturnType<typeof findingsOf>,
): TestPoint {
  const { id, title, level, requirement, remedy, source } = rule
  const description = `${id}: ${title}`
  if (verdict === 'not-exercised') return { ok: true, description, directive: { name: 'SKIP', why: note } }
  if (verdict === 'pass' && findings.length === 0) return { ok: true, description }
  const { shown, more } = findingsShown(findings)
  return {
    ok: verdict === 'pass' || verdict === 'advice',
    description,
    ...(known === undefined
      ? {}
      : { directive: { name: 'TODO', why: `known until ${known.expires}: ${known.reason}` } as const }),
    diagnostics: {
      severity: verdict === 'error' ? 'error' : level,
      requirement,
      remedy,
      source,
      ...(note === '' ? {} : { note }),
      found: [
        ...shown.flatMap(({ message, lines }) => [message, ...lines.map((line) => `  ${line}`)]),
        ...(more > 0 ? [`and ${more} more`] : []),
      ],
    },
  }
}

/** Text of one line in which `#` begins no directive. */
function escaped(text: string): string {
  return printable(text).replaceAll(/[\\#]/g, (character) => `\\${character}`)
}

/** YAML in which each text is double-quoted, for then it needs no other care than JSON takes. */
function yamlBlock(diagnostics: Record<string, string | readonly string[]>): string[] {
  const quoted = (text: string) => JSON.stringify(printable(text))
  const lines = Object.entries(diagnostics).flatMap(([key, value]) => {
    if (typeof value === 'string') return [`${key}: ${quoted(value)}`]
    if (value.length === 0) return [`${key}: []`]
    return [`${key}:`, ...value.map((item) => `  - ${quoted(item)}`)]
  })
  return ['---', ...lines, '...'].map((line) => `  ${line}`)
}
