import type { RuleResult } from '../rules/verdicts.js'
import { type Markup, markup } from './html-markup.js'
import { AXIS_NAME, type AxisScore, scoreOf } from './score.js'

/** The score of a whole run: a bar for each axis, with how much of it was exercised; nothing where nothing was. */
export function scoreSection(results: readonly RuleResult[]): Markup | undefined {
  const { overall, caller, manners } = scoreOf(results)
  if (overall === null) return undefined
  const both = { exercised: caller.exercised + manners.exercised, rules: caller.rules + manners.rules }
  return markup`<section aria-label="Score"><dl class="score">
${row('Score, of 100', { points: overall, ...both })}
${row(AXIS_NAME.caller, caller)}
${row(AXIS_NAME.manners, manners)}
</dl></section>`
}

function row(name: string, { points, exercised, rules }: AxisScore): Markup {
  const bar =
    points === null ? undefined : markup`<span class="meter"><span style="width: ${points}%"></span></span>`
  return markup`<div><dt>${name}</dt><dd>${bar}</dd><dd class="of"><b>${points ?? 'none'}</b> ${exercised} of ${rules} rules exercised</dd></div>`
}
