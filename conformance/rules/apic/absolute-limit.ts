import { formatDuration } from '../../../simulator/index.js'
import { shown } from '../evidence/exchanges.js'
import { expiryRefusals } from '../evidence/expiry.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { finding, ruleOf } from '../rule.js'
import { toldLimits } from './told-limits.js'

/** A session that is refreshed again and again still ends after a day. */
export const absoluteLimit = ruleOf(
  {
    id: 'apic.absolute-limit',
    title: 'The maximum lifetime of a session is reckoned with',
    level: 'must',
    axis: 'manners',
    requirement:
      'Before maximumLifetimeSeconds are over since its login, a client that goes on logs in anew.',
    remedy:
      'No refresh leads past this limit, and the last token may be cut short by it. Note the instant of the login, and log in again with a margin.',
    source: 'CO, SBX; option lastTokenClipped',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs: "a client that is still at work when its session's maximum lifetime is over.",
  },
  (recording) => {
    const lastMs = recording.exchanges.at(-1)?.atMs ?? 0
    const seen = sessionsSeen(recording).own.some((session) => {
      const maximumMs = toldLimits(session)?.maximumMs
      return maximumMs !== undefined && session.tokens.length > 1 && session.bornMs + maximumMs <= lastMs
    })
    return {
      seen,
      findings: expiryRefusals(recording)
        .filter(({ cause }) => cause === 'absolute')
        .map(({ exchange, session }) =>
          finding(
            `expected a login before the maximum lifetime; ${shown(exchange)} came ${formatDuration(exchange.atMs - session.bornMs)} after the last one`,
            session.login ?? exchange,
            exchange,
          ),
        ),
    }
  },
)
