import { EVERY_CONTROLLER } from '../every-controller.js'
import { answeredRequests } from '../evidence/answered-requests.js'
import { isRenewal } from '../evidence/exchanges.js'
import { finding, ruleOf } from '../rule.js'

const WINDOW_MS = 60_000
/** More than any sequence of retries with back-off comes to in one window. */
const MOST_RENEWALS = 20

/** Logins without end keep a controller busy and lock accounts. */
export const noStorm = ruleOf(
  {
    id: 'login.no-storm',
    title: 'No storm of logins',
    level: 'must',
    axis: 'manners',
    requirement: `No more than ${MOST_RENEWALS} logins and refreshes arrive within ${WINDOW_MS / 1000} s, at the controller or at a proxy that answers in its place.`,
    remedy:
      'Hundreds of logins a minute take a controller down, and lock the account. Bound the tries of one call, wait longer after each, and share what came of it.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'two logins or refreshes.',
  },
  (recording) => {
    const renewals = answeredRequests(recording).filter(isRenewal)
    const first = renewals.findIndex(
      ({ atMs }, index) =>
        (renewals[index + MOST_RENEWALS]?.atMs ?? Number.POSITIVE_INFINITY) - atMs < WINDOW_MS,
    )
    const storm = first < 0 ? [] : renewals.slice(first, first + MOST_RENEWALS + 1)
    const [start, ...rest] = storm.map(({ entry }) => entry)
    return {
      seen: renewals.length > 1,
      findings:
        start === undefined
          ? []
          : [
              finding(
                `expected at most ${MOST_RENEWALS} logins and refreshes in a minute, found more`,
                start,
                ...rest,
              ),
            ],
    }
  },
)
