import type { RuleVerdict } from '../rules/verdicts.js'
import type { Verdict } from '../suite.js'

/** How many results came to each verdict; `known` stands only where there are any. */
export type Totals = Record<Verdict, number> & { known?: number }

/** Counts results by verdict. */
export function totalsOf(results: readonly { verdict: Verdict | RuleVerdict }[]): Totals {
  const totals: Totals = { pass: 0, fail: 0, advice: 0, 'not-exercised': 0, error: 0 }
  for (const { verdict } of results) totals[verdict] = (totals[verdict] ?? 0) + 1
  return totals
}
