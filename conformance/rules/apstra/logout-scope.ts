import type { ExchangeEntry, SessionEntry } from '../../../simulator/index.js'
import { SAME_INSTANT_MS } from '../evidence/exchanges.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { finding, ruleOf } from '../rule.js'

/** A logout that reaches further than it looks. */
export const logoutScope = ruleOf(
  {
    id: 'apstra.logout-scope',
    title: 'What a logout ended besides its own session',
    level: 'observe',
    axis: 'manners',
    requirement: 'Tells which other sessions of the user a logout of the client ended.',
    remedy:
      'All tokens of an Apstra user name one session. Give each program a user of its own, or let tokens run out in place of a logout.',
    source: 'option logoutScope',
    confidence: 'assumed',
    controllers: ['apstra'],
    needs: 'a logout of the client.',
    notFromHar: 'A HAR file does not tell of the sessions of others.',
  },
  (recording) => {
    const sessions = [...sessionsSeen(recording).byId.values()]
    const logouts = recording.exchanges.filter(
      ({ purpose, auth }) => purpose === 'logout' && auth.outcome === 'accepted',
    )
    return {
      seen: logouts.length > 0,
      findings: logouts.flatMap((logout) => {
        const own = 'session' in logout.auth ? logout.auth.session : undefined
        const others = sessions.filter(
          ({ id, end }) => id !== own && end?.cause === 'logout' && endsWith(logout, end),
        )
        return others.length === 0
          ? []
          : [
              finding(
                `the logout ended ${others.length} more of the user's sessions`,
                logout,
                ...others.map(({ end }) => end!),
              ),
            ]
      }),
    }
  },
)

/** The ends that a logout brings stand right before it. */
function endsWith(logout: ExchangeEntry, end: SessionEntry): boolean {
  return end.seq < logout.seq && logout.atMs - end.atMs <= SAME_INSTANT_MS
}
