import { shown } from '../evidence/exchanges.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { finding, ruleOf } from '../rule.js'

/** Refreshes that one login allows [C: QSG, LAB-102, CODELAB]. */
export const REFRESHES_OF_A_LOGIN = 3

/** The fourth refresh is refused. */
export const threeRefreshes = ruleOf(
  {
    id: 'fmc.three-refreshes',
    title: 'A session is refreshed three times at most',
    level: 'must',
    axis: 'manners',
    requirement: 'No refresh is sent for a session whose refreshes are used up.',
    remedy:
      'An FMC refreshes a session three times and then wants a login. Count the refreshes of each login.',
    source: 'QSG, LAB-102, CODELAB',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'a session that is refreshed three times.',
  },
  (recording) => ({
    seen: sessionsSeen(recording).own.some(({ tokens }) => tokens.length > REFRESHES_OF_A_LOGIN),
    findings: recording.exchanges
      .filter(
        ({ purpose, auth }) =>
          purpose === 'refresh' && auth.outcome === 'refused' && auth.cause === 'refresh-limit',
      )
      .map((exchange) =>
        finding(`expected a login; ${shown(exchange)} came when no refresh was left`, exchange),
      ),
  }),
)
