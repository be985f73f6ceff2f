import { EVERY_CONTROLLER } from '../every-controller.js'
import { isGrant, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** A request without any token cannot be served. */
export const tokenCarried = ruleOf(
  {
    id: 'session.token-carried',
    title: 'Every request carries the token',
    level: 'must',
    axis: 'manners',
    requirement: 'Once it has logged in, a client sends no request without a token that needs one.',
    remedy:
      'Such a request is refused whatever the state of the session. Set the token in one place that all requests go through, redirects and pages of lists included.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a login, and a request after it.',
  },
  (recording) => {
    const findings: Finding[] = []
    let login: (typeof recording.exchanges)[number] | undefined
    let seen = false
    for (const exchange of recording.exchanges) {
      const { auth } = exchange
      if (login !== undefined && exchange.purpose === 'call') {
        seen = true
        if (auth.outcome === 'refused' && auth.cause === 'missing') {
          findings.push(finding(`expected a token; ${shown(exchange)} carried none`, login, exchange))
        }
      }
      if (exchange.purpose === 'login' && isGrant(exchange)) login = exchange
    }
    return { seen, findings }
  },
)
