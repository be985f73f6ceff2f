import { EVERY_CONTROLLER } from '../every-controller.js'
import { requestKey, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Refusals of one request in a row that a client may provoke. */
const MOST_REFUSALS = 3

/** Whatever the controller says, a call must end. */
export const refusalsBounded = ruleOf(
  {
    id: 'requests.refusals-bounded',
    title: 'A refused request is not repeated without end',
    level: 'must',
    axis: 'manners',
    requirement: `The same request is refused for a session reason no more than ${MOST_REFUSALS} times in a row.`,
    remedy:
      'A request that a new session does not help will never be served, and its caller hangs. Log in and repeat it once, then tell the caller.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a request that is refused for a session reason.',
  },
  ({ exchanges }) => {
    const inARow = new Map<string, (typeof exchanges)[number][]>()
    const findings: Finding[] = []
    let seen = false
    for (const exchange of exchanges) {
      if (exchange.purpose !== 'call') continue
      const key = requestKey(exchange)
      if (exchange.auth.outcome !== 'refused') {
        inARow.delete(key)
        continue
      }
      seen = true
      const refused = inARow.get(key) ?? []
      refused.push(exchange)
      inARow.set(key, refused)
      if (refused.length !== MOST_REFUSALS + 1) continue
      findings.push(
        finding(
          `expected at most ${MOST_REFUSALS} refusals in a row; ${shown(exchange)} was refused ${refused.length} times`,
          exchange,
          ...refused,
        ),
      )
    }
    return { seen, findings }
  },
)
