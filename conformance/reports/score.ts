import { z } from 'zod'
import type { Axis, Level } from '../rules/rule.js'
import type { RuleResult, RuleVerdict } from '../rules/verdicts.js'

/** What a rule weighs in a score. One that only observes finds no fault, and so weighs nothing. */
const WEIGHT: Record<Level, number> = { must: 4, should: 2, may: 1, observe: 0 }

/** Verdicts on a rule that was exercised, the worst first; a rule that itself failed says nothing about the client. */
const FROM_WORST = ['fail', 'known', 'advice', 'pass'] as const satisfies readonly RuleVerdict[]

/** The axes, as a report names them. */
export const AXIS_NAME: Record<Axis, string> = {
  caller: 'what the caller experienced',
  manners: 'manners toward the controller',
}
const AXES = Object.keys(AXIS_NAME) as Axis[]

const points = z
  .number()
  .int()
  .min(0)
  .max(100)
  .nullable()
  .describe('0 to 100, null where nothing was exercised')
const axisScoreSchema = z.strictObject({
  points,
  exercised: z.number().int().nonnegative().describe('rules that were exercised and weigh something'),
  rules: z.number().int().nonnegative().describe('rules that weigh something'),
})

/** A score as a JSON report has it; absent in reports that were written before there was one. */
export const scoreSchema = z
  .strictObject({ overall: points, caller: axisScoreSchema, manners: axisScoreSchema })
  .optional()
  .describe('how much of what was exercised holds, by weight; the overall score is the mean of both axes')

/** How well a client did on one axis. */
export type AxisScore = z.output<typeof axisScoreSchema>

/** How well a client did: on each axis, and overall. */
export type Score = NonNullable<z.output<typeof scoreSchema>>

/**
 * The score of results, of one scenario or several: the share of the weight of exercised rules that hold. A rule counts
 * once, by the worst that any scenario found. Points are rounded down: 100 means that there is nothing to find fault with.
 */
export function scoreOf(results: readonly RuleResult[]): Score {
  const worst = worstOfEach(results)
  const [caller, manners] = AXES.map((axis) => axisScore(worst.filter(({ rule }) => rule.axis === axis)))
  const scored = [caller!, manners!].flatMap(({ points }) => points ?? [])
  const sum = scored.reduce((total, each) => total + each, 0)
  return {
    overall: scored.length === 0 ? null : Math.floor(sum / scored.length),
    caller: caller!,
    manners: manners!,
  }
}

/** A score in a sentence, with how much was exercised, without which it means little. */
export function scoreText({ overall, ...axes }: Score): string {
  if (overall === null) return 'Score: none, for nothing was exercised.'
  const parts = AXES.map((axis) => {
    const { points, exercised, rules } = axes[axis]
    return `${AXIS_NAME[axis]} ${points ?? 'none'} (${exercised} of ${rules} rules exercised)`
  })
  return `Score: ${overall} of 100; ${parts.join(', ')}.`
}

function axisScore(results: readonly RuleResult[]): AxisScore {
  const weighty = results.filter(({ rule }) => WEIGHT[rule.level] > 0)
  const exercised = weighty.filter(({ verdict }) => rank(verdict) >= 0)
  const holding = exercised.filter(({ verdict }) => verdict === 'pass')
  return {
    points: exercised.length === 0 ? null : Math.floor((100 * weightOf(holding)) / weightOf(exercised)),
    exercised: exercised.length,
    rules: weighty.length,
  }
}

function weightOf(results: readonly RuleResult[]): number {
  return results.reduce((sum, { rule }) => sum + WEIGHT[rule.level], 0)
}

/** One result for each rule: its worst one where it was exercised, any other where it never was. */
function worstOfEach(results: readonly RuleResult[]): RuleResult[] {
  const worst = new Map<string, RuleResult>()
  for (const result of results) {
    const known = worst.get(result.rule.id)
    if (known === undefined || isWorse(result.verdict, known.verdict)) worst.set(result.rule.id, result)
  }
  return [...worst.values()]
}

function isWorse(verdict: RuleVerdict, than: RuleVerdict): boolean {
  return rank(verdict) >= 0 && (rank(than) < 0 || rank(verdict) < rank(than))
}

function rank(verdict: RuleVerdict): number {
  return (FROM_WORST as readonly RuleVerdict[]).indexOf(verdict)
}
