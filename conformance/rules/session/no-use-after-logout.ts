import { EVERY_CONTROLLER } from '../every-controller.js'
import { sessionOf, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** A logout is the last thing that is sent on a session. */
export const noUseAfterLogout = ruleOf(
  {
    id: 'session.no-use-after-logout',
    title: 'Nothing is sent on a session that the client has closed',
    level: 'must',
    axis: 'manners',
    requirement: 'After its own logout a client sends no request on the same token.',
    remedy:
      'Requests of other threads or of a pool fail when one part of a program logs out. Wait for all requests before the logout, and forget the token with it.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a logout of the client.',
  },
  (recording) => {
    const logouts = new Map<string, (typeof recording.exchanges)[number]>()
    const findings: Finding[] = []
    for (const exchange of recording.exchanges) {
      const session = sessionOf(exchange)
      if (session === undefined) continue
      const logout = logouts.get(session)
      const refusedForIt = exchange.auth.outcome === 'refused' && exchange.auth.cause === 'logout'
      if (logout !== undefined && refusedForIt && sameToken(logout, exchange)) {
        findings.push(
          finding(
            `expected nothing after the logout; ${shown(exchange)} came on the same token`,
            logout,
            exchange,
          ),
        )
      }
      if (exchange.purpose === 'logout' && exchange.auth.outcome === 'accepted')
        logouts.set(session, exchange)
    }
    return { seen: logouts.size > 0, findings }
  },
)

function sameToken(one: { auth: object }, other: { auth: object }): boolean {
  return 'token' in one.auth && 'token' in other.auth && one.auth.token === other.auth.token
}
