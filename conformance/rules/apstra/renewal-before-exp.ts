import { formatDuration } from '../../../simulator/index.js'
import { isGrant } from '../evidence/exchanges.js'
import { expiryRefusals } from '../evidence/expiry.js'
import { marginsOf } from '../evidence/token-margin.js'
import { finding, ruleOf } from '../rule.js'

/** Nothing refreshes an Apstra token: the next one comes by a login. */
export const renewalBeforeExp = ruleOf(
  {
    id: 'apstra.renewal-before-exp',
    title: 'A login renews the token before its exp',
    level: 'must',
    axis: 'manners',
    requirement: 'A client that is in use when its token nears its exp logs in before that.',
    remedy:
      'Use does not extend a token, and there is no refresh. Read exp and created_at from it, and log in again after most of the time between them.',
    source: '12 tokens, LAB',
    confidence: 'confirmed',
    controllers: ['apstra'],
    needs: 'a login that follows a token of the same user.',
  },
  (recording) => {
    const expired = new Map(expiryRefusals(recording).map(({ session, exchange }) => [session, exchange]))
    const renewed = marginsOf(recording).filter(({ renewal }) => isGrant(renewal))
    return {
      seen: renewed.length > 0,
      findings: renewed.flatMap(({ before, renewal, leftMs }) => {
        const refused = expired.get(before.session)
        if (refused === undefined || leftMs > 0) return []
        return [
          finding(
            `expected a login before exp; it came ${formatDuration(-leftMs)} after, when a request had been refused`,
            refused,
            renewal,
          ),
        ]
      }),
    }
  },
)
