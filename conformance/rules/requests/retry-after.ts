import { formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { answeredMs, requestKey, shown } from '../evidence/exchanges.js'
import { isThrottled, retryAfterMs } from '../evidence/throttling.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** The controller has said when it wants to be asked again. */
export const retryAfter = ruleOf(
  {
    id: 'requests.retry-after',
    title: 'Retry-After is honoured',
    level: 'must',
    axis: 'manners',
    requirement:
      'A request that was turned away with Retry-After does not come again before that time is over.',
    remedy:
      'Whoever comes earlier is turned away again, and may be banned. Wait at least as long as the field says.',
    source: 'RFC 9110; option retryAfterSeconds',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'an answer 429 or 503 with Retry-After.',
  },
  ({ exchanges }) => {
    const askedToWait = new Map<string, (typeof exchanges)[number]>()
    const findings: Finding[] = []
    let seen = false
    for (const exchange of exchanges) {
      const key = requestKey(exchange)
      const before = askedToWait.get(key)
      if (before !== undefined) {
        const waitMs = retryAfterMs(before)!
        const waitedMs = exchange.atMs - answeredMs(before)
        if (waitedMs < waitMs) {
          findings.push(
            finding(
              `expected ${formatDuration(waitMs)} of waiting; ${shown(exchange)} came again after ${formatDuration(Math.max(0, waitedMs))}`,
              before,
              exchange,
            ),
          )
        }
      }
      askedToWait.delete(key)
      if (!isThrottled(exchange) || retryAfterMs(exchange) === undefined) continue
      seen = true
      askedToWait.set(key, exchange)
    }
    return { seen, findings }
  },
)
