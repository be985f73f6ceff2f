import { envelopeTerminalReport } from './envelope/terminal.js'
import { printable } from './printable.js'
import { allResults, conclusionText, type ReportedRun, type ReportedScenario } from './reported-run.js'
import { rulesReport } from './rules-terminal.js'
import { scoreOf, scoreText } from './score.js'
import { staleText } from './stale-entries.js'
import { countedVerdicts } from './terminal.js'

/** A run for a terminal: each scenario, and what all of them come to where there are several. */
export function runTerminalReport(run: ReportedRun): string {
  return [...run.scenarios.map(scenarioTerminalReport), ...closing(run)].join('\n\n')
}

/** One scenario for a terminal, as soon as it is judged. */
export function scenarioTerminalReport({
  name,
  title,
  time,
  notJudged,
  recording,
  results,
}: ReportedScenario): string {
  const judged =
    notJudged === undefined ? rulesReport(recording, results) : `Not judged. ${printable(notJudged)}`
  return `${name}: ${title}\n${time}\n\n${judged}`
}

/** What is told when all scenarios are over, but for what the report on the only one has told. */
export function closing(run: ReportedRun): string[] {
  const { scenarios, stale, envelope } = run
  const survived = envelope === undefined ? [] : [envelopeTerminalReport(envelope)]
  if (scenarios.length < 2 && stale.length === 0) return survived
  const entries = ['Stale entries of the baseline:', ...stale.map((entry) => `  ${staleText(entry)}`)]
  const counted = countedVerdicts(allResults(run)) || 'nothing judged'
  return [
    ...survived,
    ...(stale.length === 0 ? [] : [entries.join('\n')]),
    `${scenarios.length === 1 ? '1 scenario' : `${scenarios.length} scenarios`}: ${counted}. ${conclusionText(run)}\n${scoreText(scoreOf(allResults(run)))}`,
  ]
}
