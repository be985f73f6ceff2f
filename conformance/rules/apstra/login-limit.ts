import { turnedAway } from '../evidence/turned-away.js'
import { ruleOf } from '../rule.js'

const WINDOW_MS = 60_000
/** Wrong passwords for which an address is banned [C: UG, SPEC6]: as many logins are worth a look. */
const MANY = 5

/** Limits on logins that hit everybody behind an address. */
export const loginLimit = ruleOf(
  {
    id: 'apstra.login-limit',
    title: 'The limits on logins are kept',
    level: 'must',
    axis: 'manners',
    requirement: 'No login is turned away because there were too many, or too many wrong ones.',
    remedy:
      'A ban lasts minutes and hits every program behind the address. Log in once, share the token, and stop at the first refusal of a password.',
    source: 'UG, SPEC6, TF',
    confidence: 'confirmed',
    controllers: ['apstra'],
    needs: `${MANY} logins within a minute, or a login that is turned away.`,
    notFromHar: 'A HAR file does not tell which limit a 429 was for.',
  },
  ({ exchanges }) => {
    const logins = exchanges.filter(({ purpose }) => purpose === 'login')
    return {
      seen: logins.some(
        ({ atMs }, index) => (logins[index + MANY - 1]?.atMs ?? Number.POSITIVE_INFINITY) - atMs < WINDOW_MS,
      ),
      findings: turnedAway(logins, 'password-attempts', 'login-rate'),
    }
  },
)
