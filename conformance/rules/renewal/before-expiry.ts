import { EVERY_CONTROLLER } from '../every-controller.js'
import { isGrant, shown } from '../evidence/exchanges.js'
import { expiryRefusals, tokensOutlived } from '../evidence/expiry.js'
import { marginsOf } from '../evidence/token-margin.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** A client that renews when it is told off has already lost a request. */
export const beforeExpiry = ruleOf(
  {
    id: 'renewal.before-expiry',
    title: 'The token is renewed before it runs out, not after a refusal',
    level: 'must',
    axis: 'manners',
    requirement: 'No login or refresh is set off by the refusal of a token that had run out.',
    remedy:
      'Waiting for the refusal loses the request that met it, and with it a write that nobody dares to repeat. Renew on a timer or before each request, with a margin of more than a round trip.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a renewal, or a client that is still at work when one of its tokens has run out.',
  },
  (recording) => {
    const refusals = new Map(expiryRefusals(recording).map((refusal) => [refusal.exchange, refusal]))
    const findings: Finding[] = []
    let refused: (typeof recording.exchanges)[number] | undefined
    for (const exchange of recording.exchanges) {
      if (refusals.has(exchange)) refused = exchange
      if (!isGrant(exchange) || refused === undefined) continue
      findings.push(
        finding(
          `expected a renewal in time; ${shown(exchange)} came after ${shown(refused)} had been refused`,
          refused,
          exchange,
        ),
      )
      refused = undefined
    }
    return { seen: tokensOutlived(recording).length > 0 || marginsOf(recording).length > 0, findings }
  },
)
