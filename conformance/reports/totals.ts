import type { CaseResult, Verdict } from '../suite.js'

/** How many cases came to each verdict. */
export type Totals = Record<Verdict, number>

/** Counts results by verdict. */
export function totalsOf(results: readonly Pick<CaseResult, 'verdict'>[]): Totals {
  const totals: Totals = { pass: 0, fail: 0, advice: 0, 'not-exercised': 0, error: 0 }
  for (const { verdict } of results) totals[verdict]++
  return totals
}
