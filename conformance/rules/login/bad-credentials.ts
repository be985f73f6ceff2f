import { formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { type Finding, finding, ruleOf } from '../rule.js'

const WINDOW_MS = 300_000
/** Controllers lock an account, or ban an address, at five. */
const MOST_TRIES = 3

/** A wrong password stays wrong. */
export const badCredentials = ruleOf(
  {
    id: 'login.bad-credentials',
    title: 'Refused credentials are not hammered',
    level: 'must',
    axis: 'manners',
    requirement: `No more than ${MOST_TRIES} logins are refused for their credentials within ${WINDOW_MS / 60_000} min.`,
    remedy:
      'The next tries lock the account or ban the address, for everybody else as well. Tell the user after the first refusal, and try no more.',
    source: 'UG, SPEC6; option lockout',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a login that is refused for its credentials.',
  },
  ({ exchanges }) => {
    const refused = exchanges.filter(({ auth }) => auth.outcome === 'bad-credentials')
    const findings: Finding[] = []
    for (let index = MOST_TRIES; index < refused.length; index += MOST_TRIES + 1) {
      const tries = refused.slice(index - MOST_TRIES, index + 1)
      const [first, ...rest] = tries
      const spanMs = tries.at(-1)!.atMs - first!.atMs
      if (spanMs >= WINDOW_MS) continue
      findings.push(
        finding(
          `expected at most ${MOST_TRIES} tries; ${tries.length} logins were refused for their credentials within ${formatDuration(spanMs)}`,
          first!,
          ...rest,
        ),
      )
    }
    return { seen: refused.length > 0, findings }
  },
)
