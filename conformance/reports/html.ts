import { formatDuration } from '../../simulator/index.js'
import type { StaleEntry } from '../baseline.js'
import type { RuleResult } from '../rules/verdicts.js'
import { envelopeSection } from './envelope/html.js'
import { findingsOf, type ShownEntry, type ShownFinding } from './evidence-lines.js'
import { type Markup, markup } from './html-markup.js'
import { htmlPage } from './html-page.js'
import { scoreSection } from './html-score.js'
import { timeStrip } from './html-time-strip.js'
import {
  allResults,
  type Conclusion,
  conclusionText,
  type ReportedRun,
  type ReportedScenario,
} from './reported-run.js'
import { knownText, markOf } from './rules-terminal.js'
import { staleText } from './stale-entries.js'
import { MARK } from './terminal.js'
import { totalsOf } from './totals.js'

const COLUMNS = ['fail', 'known', 'error', 'advice', 'pass', 'not-exercised'] as const

/** How the page shows what a run comes to. */
export const LOOK: Record<Conclusion, string> = { conforms: 'pass', violated: 'fail', 'not-judged': 'error' }

/** A run as one HTML page that needs nothing else. */
export function htmlReport(run: ReportedRun): string {
  const { name, controller, conclusion, scenarios, stale, envelope } = run
  return htmlPage({
    title: `${name}: ${controller}: ${conclusionText(run)}`,
    skip: { text: 'Skip to the verdicts', id: 'scenario-0' },
    header: markup`<h1>${name}: ${controller}</h1>
<p class="conclusion ${LOOK[conclusion]}">${conclusionText(run)}</p>
${totals(allResults(run))}
${scoreSection(allResults(run))}
${envelope === undefined ? undefined : markup`<p><a href="#envelope">What the client survives</a></p>`}`,
    main: markup`${scenarios.length > 1 ? overview(scenarios) : undefined}
${stale.length > 0 ? staleSection(stale) : undefined}
${scenarios.map(scenarioSection)}
${envelope === undefined ? undefined : envelopeSection(envelope)}`,
  })
}

/** How many rules came to each verdict. */
export function totals(results: readonly RuleResult[]): Markup {
  const counts = totalsOf(results)
  const items = COLUMNS.filter((verdict) => (counts[verdict] ?? 0) > 0).map(
    (verdict) => markup`<li class="${verdict}"><b>${counts[verdict]}</b> ${MARK[verdict].toLowerCase()}</li>`,
  )
  return items.length === 0
    ? markup`<p>Nothing was judged.</p>`
    : markup`<ul class="totals" aria-label="Rules by verdict">${items}</ul>`
}

function overview(scenarios: readonly ReportedScenario[]): Markup {
  const counted = scenarios.map(({ results }) => totalsOf(results))
  const columns = COLUMNS.filter((verdict) => counted.some((counts) => (counts[verdict] ?? 0) > 0))
  const head = columns.map((verdict) => markup`<th scope="col" class="count">${MARK[verdict]}</th>`)
  const rows = scenarios.map(({ name, title }, index) => {
    const cells = columns.map((verdict) => {
      const count = counted[index]![verdict] ?? 0
      return markup`<td class="count${count > 0 ? ` ${verdict}` : ''}">${count}</td>`
    })
    return markup`<tr><th scope="row"><a href="#scenario-${index}">${name}</a></th>${cells}<td>${title}</td></tr>`
  })
  return markup`<nav class="wide" tabindex="0" aria-label="Scenarios">
<table><thead><tr><th scope="col">scenario</th>${head}<th scope="col">what happens</th></tr></thead><tbody>${rows}</tbody></table>
</nav>`
}

function staleSection(stale: readonly StaleEntry[]): Markup {
  const items = stale.map((entry) => markup`<li>${staleText(entry)}</li>`)
  return markup`<section class="rule on-fail"><h2>Stale entries of the baseline</h2><ul>${items}</ul></section>`
}

/** A scenario as a section whose id is `scenario-` and its index. */
export function scenarioSection(scenario: ReportedScenario, index: number): Markup {
  const { name, title, time, notJudged, recording, results } = scenario
  const shown = findingsOf(recording)
  const idle = results.filter(({ verdict }) => verdict === 'not-exercised')
  const passed = results.filter(({ verdict, findings }) => verdict === 'pass' && findings.length === 0)
  const telling = results.filter((result) => !idle.includes(result) && !passed.includes(result))
  return markup`<section id="scenario-${index}" aria-labelledby="scenario-${index}-name">
<h2 id="scenario-${index}-name">${name}</h2>
<p>${title}</p>
<p class="faint">${time}</p>
${timeStrip(recording)}
${notJudged === undefined ? undefined : markup`<p class="conclusion error">Not judged. ${notJudged}</p>`}
${sorted(telling).map((result) => ruleArticle(result, shown))}
${folded('Passed', passed, ({ rule }) => rule.title)}
${folded('Not exercised', idle, ({ note }) => note)}
</section>
`
}

/** What needs work first. */
function sorted(results: readonly RuleResult[]): RuleResult[] {
  const weight = ({ verdict }: RuleResult) => COLUMNS.indexOf(verdict)
  return results.toSorted((one, other) => weight(one) - weight(other))
}

function ruleArticle(
  { rule, verdict, findings, note, known }: RuleResult,
  findingsShown: ReturnType<typeof findingsOf>,
): Markup {
  const { id, title, requirement, remedy, source, confidence } = rule
  const { shown, more } = findingsShown(findings)
  return markup`<article class="rule on-${verdict}">
<h3><span class="mark ${verdict}">${markOf(verdict, rule)}</span> <code>${id}</code></h3>
<p>${title}</p>
${known === undefined ? undefined : markup`<p class="known">${knownText(known)}</p>`}
<dl><dt>Requirement</dt><dd>${requirement}</dd><dt>Remedy</dt><dd>${remedy}</dd><dt>Source</dt><dd>${source} (${confidence})</dd></dl>
${note === undefined ? undefined : markup`<p>${note}</p>`}
${shown.map(findingMarkup)}
${more > 0 ? markup`<p class="faint">and ${more} more</p>` : undefined}
</article>
`
}

function findingMarkup({ message, entries, lines }: ShownFinding): Markup {
  const items = entries.map((shown, index) => entryMarkup(shown, entries[index - 1]))
  const left = lines.length - entries.length > 0 ? markup`<li class="more">${lines.at(-1)}</li>` : undefined
  return markup`<p class="finding">${message}</p>
${items.length === 0 ? undefined : markup`<ol class="exchanges">${items}${left}</ol>`}`
}

function entryMarkup({ entry, line }: ShownEntry, before: ShownEntry | undefined): Markup {
  const at = formatDuration(entry.atMs)
  const gap = before === undefined ? '' : `+${formatDuration(entry.atMs - before.entry.atMs)}`
  const outcome = entry.kind !== 'exchange' ? 'other' : entry.response.status < 400 ? 'pass' : 'fail'
  return markup`<li class="on-${outcome}"><span>${at} <span class="gap">${gap}</span></span><span>${line.slice(at.length).trimStart()}</span></li>`
}

function folded(
  what: string,
  results: readonly RuleResult[],
  text: (result: RuleResult) => string | undefined,
): Markup | undefined {
  if (results.length === 0) return undefined
  const items = results.map((result) => markup`<li><code>${result.rule.id}</code>: ${text(result)}</li>`)
  return markup`<details><summary>${what} (${results.length})</summary><ul>${items}</ul></details>
`
}
