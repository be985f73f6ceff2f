import { isAbsolute, sep } from 'node:path'
import { packageVersion } from '../../simulator/http/version.js'
import type { StaleEntry } from '../baseline.js'
import type { Finding, Rule } from '../rules/rule.js'
import type { RuleResult, RuleVerdict } from '../rules/verdicts.js'
import { findingsOf, type ShownFinding } from './evidence-lines.js'
import { printable, printableJson } from './printable.js'
import { allResults, type ReportedRun, type ReportedScenario } from './reported-run.js'
import { placeOf, staleText } from './stale-entries.js'
import { totalsOf } from './totals.js'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json'

/** Verdicts whose findings are results of an analysis, and the level of each. */
const LEVEL: Partial<Record<RuleVerdict, 'error' | 'warning'>> = {
  fail: 'error',
  known: 'error',
  advice: 'warning',
}

/** What a baseline is held to; no rule of a client, but the run fails for it. */
const STALE = {
  id: 'baseline.stale',
  name: friendlyName('baseline.stale'),
  shortDescription: { text: 'The baseline holds no stale entry' },
  fullDescription: {
    text: 'Each failure that the baseline lists still fails, and its last day is not over.',
  },
  help: { text: 'Take the entry from the baseline, or mend the client.' },
  defaultConfiguration: { level: 'error' },
  properties: { tags: ['baseline'] },
}

/**
 * A run as SARIF 2.1.0: one result for each rule that found something wrong in a scenario, with the exchanges that show
 * it as code flows. A known failure is suppressed. What could not be judged is a notification of the tool.
 */
export function sarifReport(run: ReportedRun): string {
  const results = allResults(run)
  const rules = [...new Set(results.map(({ rule }) => rule))]
  return printableJson({
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: 'Midrun', version: packageVersion, rules: [...rules.map(descriptor), STALE] },
        },
        invocations: [
          {
            executionSuccessful: run.conclusion !== 'not-judged',
            toolExecutionNotifications: run.scenarios.flatMap(notifications),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: [
          ...run.scenarios.flatMap((scenario) => scenarioResults(run, scenario, rules)),
          ...run.stale.map((entry) => staleResult(run, entry, rules.length)),
        ],
        properties: {
          conclusion: run.conclusion,
          totals: totalsOf(results),
          scenarios: run.scenarios.map(({ name, title, time }) => ({ name, title, time })),
        },
      },
    ],
  })
}

function descriptor({ id, title, requirement, remedy, level, axis, source, confidence }: Rule) {
  return {
    id,
    name: friendlyName(id),
    shortDescription: { text: plain(title) },
    fullDescription: { text: plain(requirement) },
    help: { text: plain(remedy) },
    defaultConfiguration: { level: level === 'must' ? 'error' : level === 'observe' ? 'none' : 'warning' },
    properties: { axis, confidence, source, tags: [level, axis] },
  }
}

/** An id as one word, such as `RenewalBeforeExpiry`, which viewers show as the name of a rule. */
function friendlyName(id: string): string {
  return id.replaceAll(/(?:^|[.-])(\w)/g, (_match, initial: string) => initial.toUpperCase())
}

function staleResult({ controller, file }: ReportedRun, entry: StaleEntry, ruleIndex: number) {
  return {
    ruleId: STALE.id,
    ruleIndex,
    level: 'error',
    message: { text: plain(staleText(entry)) },
    locations: [locationOf(file, controller)],
    partialFingerprints: { 'ruleInScenario/v1': `${placeOf(entry)}/${STALE.id}` },
    codeFlows: [],
    properties: { verdict: 'fail', findings: [] },
  }
}

function scenarioResults(run: ReportedRun, scenario: ReportedScenario, rules: readonly Rule[]) {
  const shown = findingsOf(scenario.recording)
  return scenario.results.flatMap(({ rule, verdict, findings, known }: RuleResult) => {
    const level = LEVEL[verdict]
    if (level === undefined) return []
    return {
      ruleId: rule.id,
      ruleIndex: rules.indexOf(rule),
      level,
      message: { text: plain(messageOf(shown(findings))) },
      locations: [locationOf(run.file, scenario.name)],
      partialFingerprints: { 'ruleInScenario/v1': `${scenario.name}/${rule.id}` },
      codeFlows: shown(findings)
        .shown.filter(({ entries }) => entries.length > 0)
        .map(codeFlow),
      ...(known === undefined
        ? {}
        : {
            suppressions: [
              {
                kind: 'external',
                status: 'accepted',
                justification: printable(`${known.reason} (until ${known.expires})`),
              },
            ],
          }),
      properties: { verdict, findings: findings.map(({ atMs }: Finding) => ({ atMs })) },
    }
  })
}

function messageOf({ shown, more }: ReturnType<ReturnType<typeof findingsOf>>): string {
  return [...shown.map(({ message }) => message), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** What happened, step by step; a file can be named, but no line of it: the evidence is what went over the wire. */
function codeFlow({ message, entries }: ShownFinding) {
  return {
    message: { text: plain(message) },
    threadFlows: [
      {
        locations: entries.map(({ entry, line }) => ({
          location: { message: { text: plain(line) } },
          executionOrder: entry.seq + 1,
          properties: { atMs: entry.atMs },
        })),
      },
    ],
  }
}

/** Viewers do not show a result without a line; a finding is about the whole file, so it gets the first one. */
function locationOf(file: string | undefined, name: string) {
  return {
    ...(file === undefined
      ? {}
      : {
          physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: 1 } },
        }),
    logicalLocations: [{ fullyQualifiedName: name, kind: 'module' }],
  }
}

/** A relative path stays relative, so that the report fits every check-out of a repository. */
function uriOf(file: string): string {
  const parts = file
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replace(/^\.[\\/]/, '')
    .split(sep)
  const path = parts.map(encodeURIComponent).join('/')
  return isAbsolute(file) ? `file://${path}` : path
}

function notifications({ name, notJudged, results }: ReportedScenario) {
  const errors = results.filter(({ verdict }) => verdict === 'error')
  const texts = [
    ...(notJudged === undefined ? [] : [`${name}: ${notJudged}`]),
    ...errors.map(({ rule, note = '' }) => `${name}: ${rule.id} could not be judged: ${note}`),
  ]
  return texts.map((text) => ({ level: 'error', message: { text: plain(text) } }))
}

/** A message in which brackets make no link and braces no placeholder. */
function plain(text: string): string {
  return printable(text)
    .replaceAll(/[\\[\]]/g, (character) => `\\${character}`)
    .replaceAll(/[{}]/g, (character) => character + character)
}
