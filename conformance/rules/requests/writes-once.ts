import { EVERY_CONTROLLER } from '../every-controller.js'
import { lostReplies } from '../evidence/disturbances.js'
import { isWrite, requestKey, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Writes of which a second one does what the first has done already [RFC 9110]. */
const IDEMPOTENT: ReadonlySet<string> = new Set(['PUT', 'DELETE'])
/** Faults with which the answer comes in the end, if the client waits for it. */
const KEEPS_BACK: ReadonlySet<string> = new Set(['latency', 'hold'])
/** What comes later than this is not a repetition, in ms. */
const LATEST_MS = 600_000

/** A write whose answer was lost may have been carried out: only its caller can decide what to do. */
export const writesOnce = ruleOf(
  {
    id: 'requests.writes-once',
    title: 'An unsafe write is not repeated when its reply was lost',
    level: 'must',
    axis: 'manners',
    requirement: 'A POST or PATCH that was carried out is not sent again because no answer came.',
    remedy:
      'The second one creates a second object, or fails because the first is there. Repeat reads only; for a write, look what became of it, or tell the caller.',
    source: 'RFC 9110',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a POST or PATCH that the controller carries out and whose answer is lost.',
    notFromHar: 'A HAR file does not tell whether the controller carried out what got no answer.',
  },
  (recording) => {
    const lost = lostReplies(recording)
    const open = new Map<string, (typeof recording.exchanges)[number]>()
    const findings: Finding[] = []
    let seen = false
    for (const exchange of recording.exchanges) {
      if (!isWrite(exchange) || IDEMPOTENT.has(exchange.request.method)) continue
      const key = requestKey(exchange)
      const first = open.get(key)
      if (first !== undefined && exchange.atMs - first.atMs <= LATEST_MS) {
        findings.push(
          finding(
            `expected the write to be left to its caller; ${shown(exchange)} came again after its answer was lost`,
            first,
            exchange,
          ),
        )
      }
      open.delete(key)
      const fault = lost.get(exchange)
      if (fault === undefined || KEEPS_BACK.has(fault.type) || exchange.response.status >= 300) continue
      seen = true
      open.set(key, exchange)
    }
    return { seen, findings }
  },
)
