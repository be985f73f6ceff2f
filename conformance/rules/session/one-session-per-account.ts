import { lostReplies } from '../evidence/disturbances.js'
import { shown } from '../evidence/exchanges.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Where a login ends the session before it, two parts of one program log each other out. */
export const oneSessionPerAccount = ruleOf(
  {
    id: 'session.one-per-account',
    title: 'A client does not end its own session by a second login',
    level: 'must',
    axis: 'manners',
    requirement:
      'No request is refused because the client itself has logged in once more with the same account.',
    remedy:
      'An FMC keeps one session for each account, and a login ends the one before it. Share one session between all workers, or give each worker an account.',
    source: 'QSG, fmcapi; option onSecondLogin',
    confidence: 'confirmed',
    controllers: ['fmc'],
    needs: 'two logins of the client with one account.',
  },
  (recording) => {
    const { own, byId } = sessionsSeen(recording)
    const lost = lostReplies(recording)
    const sessions = [...byId.values()]
    const opened = own.filter(({ login }) => login !== undefined)
    const findings: Finding[] = []
    const told = new Set<string>()
    for (const exchange of recording.exchanges) {
      const { auth } = exchange
      if (auth.outcome !== 'refused' || auth.cause !== 'superseded' || told.has(auth.session ?? '')) continue
      const ended = byId.get(auth.session ?? '')
      const heir =
        ended && sessions.find(({ bornMs, user }) => user === ended.user && bornMs >= ended.endedMs)
      if (heir?.login === undefined || lost.has(heir.login)) continue
      told.add(auth.session ?? '')
      findings.push(
        finding(
          `expected one session; ${shown(exchange)} came on one that the client's own login had ended`,
          heir.login,
          exchange,
        ),
      )
    }
    const users = opened.map(({ user }) => user)
    return { seen: new Set(users).size < users.length, findings }
  },
)
