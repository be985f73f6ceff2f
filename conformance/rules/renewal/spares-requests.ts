import { lostReplies } from '../evidence/disturbances.js'
import { shown } from '../evidence/exchanges.js'
import { sessionsSeen, tokenAt } from '../evidence/sessions-seen.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Requests that are under way when their token is replaced. */
export const sparesRequests = ruleOf(
  {
    id: 'renewal.spares-requests',
    title: "A client's refresh does not kill its own requests",
    level: 'must',
    axis: 'manners',
    requirement: 'No request is refused because the client itself has replaced its token meanwhile.',
    remedy:
      'A controller may drop the old token at once. Before a refresh, wait for the requests that are under way, and hold new ones until it is done.',
    source: 'option oldTokenAfterRefresh',
    confidence: 'assumed',
    controllers: ['apic', 'fmc'],
    needs: 'a refresh that succeeds.',
  },
  (recording) => {
    const lost = lostReplies(recording)
    const findings: Finding[] = []
    let seen = false
    for (const session of sessionsSeen(recording).own) {
      for (const use of session.uses) {
        const { auth } = use
        seen ||= use.purpose === 'refresh' && auth.outcome === 'accepted'
        if (auth.outcome !== 'refused' || auth.cause !== 'replaced' || use.purpose !== 'call') continue
        const grant = tokenAt(session, use.atMs)?.grant
        if (grant === undefined || lost.has(grant)) continue
        findings.push(
          finding(
            `expected ${shown(use)} to be served; the client's own refresh had replaced its token`,
            grant,
            use,
          ),
        )
      }
    }
    return { seen, findings }
  },
)
