import type { ExchangeEntry } from '../../../simulator/index.js'
import { type Finding, finding } from '../rule.js'
import { shown } from './exchanges.js'

/** The first request that a limit of that name turned away, and how many there were. */
export function turnedAway(exchanges: readonly ExchangeEntry[], ...limits: readonly string[]): Finding[] {
  const refused = exchanges.filter(({ auth }) => auth.outcome === 'throttled' && limits.includes(auth.limit))
  const [first, ...rest] = refused
  if (first === undefined) return []
  const times = refused.length === 1 ? 'once' : `${refused.length} times`
  return [
    finding(
      `expected requests within the limit; it turned the client away ${times}, first ${shown(first)}`,
      first,
      ...rest.slice(0, 4),
    ),
  ]
}
