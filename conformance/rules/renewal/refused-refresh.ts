import { formatDuration } from '../../../simulator/index.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Refused refreshes in a row that a client may send: one, and one that was under way. */
const MOST_REFUSED = 2

/** A session that cannot be refreshed needs a login. */
export const refusedRefresh = ruleOf(
  {
    id: 'renewal.refused-refresh',
    title: 'A refused refresh is followed by a login',
    level: 'must',
    axis: 'manners',
    requirement: `No more than ${MOST_REFUSED} refreshes in a row are refused before the client logs in.`,
    remedy: 'A refresh that was refused once is refused for ever. Log in with the password instead.',
    source: 'fireREST, GO',
    confidence: 'confirmed',
    controllers: ['apic', 'fmc'],
    needs: 'a refresh that is refused.',
  },
  ({ exchanges }) => {
    const findings: Finding[] = []
    let refused: (typeof exchanges)[number][] = []
    let seen = false
    for (const exchange of exchanges) {
      if (exchange.purpose === 'login') refused = []
      if (exchange.purpose !== 'refresh') continue
      if (exchange.auth.outcome !== 'refused') refused = []
      else refused.push(exchange)
      seen ||= refused.length > 0
      if (refused.length !== MOST_REFUSED + 1) continue
      const [first] = refused
      findings.push(
        finding(
          `expected a login after a refused refresh; ${refused.length} were refused in a row within ${formatDuration(exchange.atMs - first!.atMs)}`,
          first!,
          ...refused,
        ),
      )
    }
    return { seen, findings }
  },
)
