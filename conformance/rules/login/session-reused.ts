import { EVERY_CONTROLLER } from '../every-controller.js'
import { hastyRenewals } from '../evidence/token-margin.js'
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
    requirement: `A program logs in no more than ${MOST_NEEDLESS} times within a minute of the login before.`,
    remedy:
      'Each login costs a session of the controller and much more time than a request. Keep the token for the life of the program, or in a file between runs.',
    source: 'AN, TF2',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'two logins.',
  },
  (recording) => {
    const logins = recording.exchanges.filter(({ auth }) => auth.outcome === 'logged-in')
    const needless = hastyRenewals(recording).filter(({ purpose }) => purpose === 'login')
    const [first, ...rest] = needless
    return {
      seen: logins.length > 1,
      findings:
        first === undefined || needless.length <= MOST_NEEDLESS
          ? []
          : [
              finding(
                `expected one session to be used; ${needless.length} logins came within a minute of the one before`,
                first,
                ...rest.slice(0, MOST_NEEDLESS),
              ),
            ],
    }
  },
)
