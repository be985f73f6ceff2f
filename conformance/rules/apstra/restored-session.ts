import { isWrite, sessionOf, shown, tokenOf } from '../evidence/exchanges.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { finding, ruleOf } from '../rule.js'

/** A token from a file may have died since. */
export const restoredSession = ruleOf(
  {
    id: 'apstra.restored-session',
    title: 'A restored session is verified by a read first',
    level: 'should',
    axis: 'manners',
    requirement: 'The first request on a token that an earlier run left is a read.',
    remedy:
      'A logout of anybody with the same user name may have ended the token since. Ask for something small before the first change, and log in when that is refused.',
    source: 'PYEZ; option logoutScope',
    confidence: 'likely',
    controllers: ['apstra'],
    needs: 'a first request that carries a token of an earlier run.',
  },
  (recording) => {
    const first = recording.exchanges.find(({ auth }) => auth.outcome !== 'public')
    if (first === undefined || tokenOf(first) === undefined) return { seen: false, findings: [] }
    const session = sessionsSeen(recording).byId.get(sessionOf(first) ?? '')
    if (session?.login !== undefined) return { seen: false, findings: [] }
    return {
      seen: true,
      findings: isWrite(first)
        ? [finding(`expected a read on the restored token; found ${shown(first)}`, first)]
        : [],
    }
  },
)
