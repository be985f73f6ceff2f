import { EVERY_CONTROLLER } from '../every-controller.js'
import { prematureRenewals } from '../evidence/token-margin.js'
import { finding, ruleOf } from '../rule.js'

/** Logins of one program beside a good session that are still no habit. */
const MOST_NEEDLESS = 4

/** A login for each request. */
export const sessionReused = ruleOf(
  {
    id: 'login.session-reused',
    title: 'One login serves many requests',
    level: 'should',
    axis: 'manners',
    requirement: `A program logs in no more than ${MOST_NEEDLESS} times while its session has more than half of its token's life left.`,
    remedy:
      'Each login costs a session of the controller and much more time than a request. Keep the token for the life of the program, or in a file between runs.',
    source: 'AN, TF2',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'two logins.',
  },
  (recording) => {
    const logins = recording.exchanges.filter(({ auth }) => auth.outcome === 'logged-in')
    const needless = prematureRenewals(recording).filter(({ purpose }) => purpose === 'login')
    const [first, ...rest] = needless
    return {
      seen: logins.length > 1,
      findings:
        first === undefined || needless.length <= MOST_NEEDLESS
          ? []
          : [
              finding(
                `expected one session to be used; ${needless.length} logins came while the one before had most of its life left`,
                first,
                ...rest.slice(0, MOST_NEEDLESS),
              ),
            ],
    }
  },
)
