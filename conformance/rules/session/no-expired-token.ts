import { formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { shown } from '../evidence/exchanges.js'
import { expiryRefusals, tokensOutlived } from '../evidence/expiry.js'
import { finding, ruleOf } from '../rule.js'

/** The promise itself, for whatever runs out by itself. */
export const noExpiredToken = ruleOf(
  {
    id: 'session.no-expired-token',
    title: 'No request is sent on a token that has run out',
    level: 'must',
    axis: 'manners',
    requirement: 'No request carries a token, or names a session, whose time is over.',
    remedy:
      'A refused request costs a round trip at best, and is lost at worst. Note when a token was asked for and how long it lives, and renew it before that.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a client that is still at work when one of its tokens has run out or would have.',
  },
  (recording) => ({
    seen: tokensOutlived(recording).length > 0,
    findings: expiryRefusals(recording).map(({ exchange, cause, session, token }) => {
      const endMs = cause === 'token-expired' && token !== undefined ? token.endsMs : session.endedMs
      const lateMs = Math.max(0, exchange.atMs - endMs)
      return finding(
        `expected a live session; ${shown(exchange)} came ${formatDuration(lateMs)} after its end (${cause})`,
        token?.entry ?? exchange,
        exchange,
      )
    }),
  }),
)
