import { formatDuration } from '../../../simulator/index.js'
import { shown } from '../evidence/exchanges.js'
import { expiryRefusals, sessionsOutlived } from '../evidence/expiry.js'
import { finding, ruleOf } from '../rule.js'

/** Behind both tokens stands a browser session with a time-out of its own. */
export const browserSession = ruleOf(
  {
    id: 'fmc.browser-session',
    title: 'The browser session time-out is reckoned with',
    level: 'must',
    axis: 'manners',
    requirement:
      'After a pause, or at the end of its whole time, a client logs in rather than use tokens that ended with the browser session.',
    remedy:
      'The administrator sets this time-out, an hour unless changed, and it ends access and refresh token alike. Tell the client how long it is.',
    source: 'fireREST; option browserTimeoutKind',
    confidence: 'likely',
    controllers: ['fmc'],
    needs: 'a session that ends by the browser time-out, and a client that goes on.',
  },
  (recording) => ({
    seen: sessionsOutlived(recording, 'idle', 'absolute').length > 0,
    findings: expiryRefusals(recording)
      .filter(({ cause }) => cause === 'idle' || cause === 'absolute')
      .map(({ exchange, session, cause }) =>
        finding(
          `expected a login; ${shown(exchange)} came ${formatDuration(exchange.atMs - session.endedMs)} after the browser session had ended (${cause})`,
          session.end ?? exchange,
          exchange,
        ),
      ),
  }),
)
