import type { ExchangeEntry } from '../../../simulator/index.js'
import { responseField } from './exchanges.js'

/** Statuses by which whoever answers asks to be left alone for a while. */
export const TURNS_AWAY: ReadonlySet<number> = new Set([429, 503])

/** Whether a limit turned a request away, by the controller's own word or by its status. */
export function isThrottled({ auth, response: { status } }: ExchangeEntry): boolean {
  return auth.outcome === 'throttled' || TURNS_AWAY.has(status)
}

/** What Retry-After asks for, in ms from the answer; undefined where there is none that can be read. */
export function retryAfterMs(exchange: ExchangeEntry): number | undefined {
  const value = responseField(exchange, 'retry-after')?.trim()
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const dateMs = Date.parse(value)
  return Number.isNaN(dateMs) ? undefined : Math.max(0, dateMs - exchange.wallMs)
}
