import type { CallRecord, TracedExchange } from '../plans/run-plan.js'
import type { Property } from './property.js'

/** Shortest pause that counts as backing off, in ms. */
const LEAST_PAUSE_MS = 250
/** Statuses that say that a request was turned away for now. [RFC 9110] */
const BUSY: ReadonlySet<number> = new Set([429, 503])

/** A busy controller gets no less busy by what it just turned away. */
export const backsOff: Property = {
  id: 'backs-off',
  requirement: `A login or read that was turned away with 429 or 503 is not sent again within ${LEAST_PAUSE_MS} ms.`,
  classes: ['benign', 'hostile'],
  judge({ exchanges, calls }) {
    const violations = []
    /** When the client had the latest busy answer to each request in hand, in ms. */
    const turnedAwayMs = new Map<string, number>()
    for (const exchange of exchanges) {
      const { sentMs, endedMs, response, target } = exchange
      const what = repeatable(exchange)
      if (what === undefined) continue
      const knownMs = turnedAwayMs.get(what)
      if (knownMs !== undefined && sentMs >= knownMs && sentMs - knownMs < LEAST_PAUSE_MS) {
        if (!madeBetween(calls, knownMs, sentMs)) {
          violations.push({
            atMs: sentMs,
            message: `${target} was sent again ${sentMs - knownMs} ms after it had been turned away`,
          })
        }
      }
      if (BUSY.has(response?.status ?? 0)) turnedAwayMs.set(what, endedMs)
      else turnedAwayMs.delete(what)
    }
    return violations
  },
}

/** What tells a request that is sent again: targets of reads bear the number of their call, those of writes do not. */
function repeatable({ purpose, method, target }: TracedExchange): string | undefined {
  if (purpose === 'login') return 'login'
  return purpose === 'call' && method === 'GET' ? target : undefined
}

/** Whether the program made a call of its own in that time, which may need what was turned away before. */
function madeBetween(calls: readonly CallRecord[], fromMs: number, toMs: number): boolean {
  return calls.some(({ madeMs }) => madeMs >= fromMs && madeMs <= toMs)
}
