import { requestKey, shown } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Logins for the sake of one request that chance may bring. */
const MOST_LOGINS = 1

/** Some 401 of an Apstra say that the user may not do this. */
export const refusalOfLiveToken = ruleOf(
  {
    id: 'apstra.refusal-of-live-token',
    title: 'A 401 to a live token is not answered by login after login',
    level: 'must',
    axis: 'manners',
    requirement: `For a request that gets 401 although its token is live, a client logs in no more than ${MOST_LOGINS === 1 ? 'once' : MOST_LOGINS}.`,
    remedy:
      "Apstra answers 401 to some requests that the user may not send, such as another user's password. A second 401 after a login is final: hand it to the caller.",
    source: 'SPEC6',
    confidence: 'likely',
    controllers: ['apstra'],
    needs: 'an answer 401 to a request with a live token.',
  },
  ({ exchanges }) => {
    const open = new Map<
      string,
      { first: (typeof exchanges)[number]; logins: (typeof exchanges)[number][] }
    >()
    const findings: Finding[] = []
    let latest: (typeof exchanges)[number] | undefined
    let seen = false
    for (const exchange of exchanges) {
      if (exchange.purpose === 'login') latest = exchange
      if (exchange.purpose !== 'call') continue
      const key = requestKey(exchange)
      const isLive = exchange.auth.outcome === 'accepted' || exchange.auth.outcome === 'forbidden'
      if (exchange.response.status !== 401 || !isLive) {
        open.delete(key)
        continue
      }
      seen = true
      const before = open.get(key)
      if (before === undefined) {
        open.set(key, { first: exchange, logins: [] })
        continue
      }
      const login = latest
      if (login === undefined || login.seq < before.first.seq || before.logins.includes(login)) continue
      before.logins.push(login)
      if (before.logins.length !== MOST_LOGINS + 1) continue
      findings.push(
        finding(
          `expected the second 401 to be final; ${shown(exchange)} came again after another login`,
          before.first,
          ...before.logins,
          exchange,
        ),
      )
    }
    return { seen, findings }
  },
)
