import { formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { type AnsweredRequest, answeredRequests } from '../evidence/answered-requests.js'
import { SAME_INSTANT_MS } from '../evidence/exchanges.js'
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
  (recording) => {
    const askedToWait = new Map<string, AnsweredRequest>()
    const findings: Finding[] = []
    let seen = false
    for (const request of answeredRequests(recording)) {
      const { key } = request
      const before = askedToWait.get(key)
      // The same request of another worker, sent before the answer was heard, is no repetition.
      if (before !== undefined && request.atMs <= before.answeredMs + SAME_INSTANT_MS) continue
      if (before?.retryAfterMs !== undefined) {
        const waitedMs = request.atMs - before.answeredMs
        if (waitedMs < before.retryAfterMs) {
          findings.push(
            finding(
              `expected ${formatDuration(before.retryAfterMs)} of waiting; ${request.shown} came again after ${formatDuration(waitedMs)}`,
              before.entry,
              request.entry,
            ),
          )
        }
      }
      askedToWait.delete(key)
      if (!request.isThrottled || request.retryAfterMs === undefined) continue
      seen = true
      askedToWait.set(key, request)
    }
    return { seen, findings }
  },
)
