import { EVERY_CONTROLLER } from '../every-controller.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import type { Recording } from '../recording.js'
import { finding, ruleOf } from '../rule.js'

/** Controllers hold a limited number of sessions, and each is a key that lies about. */
export const closedAtEnd = ruleOf(
  {
    id: 'session.closed-at-end',
    title: 'The session is closed when the program ends',
    level: 'should',
    axis: 'manners',
    requirement: 'A program that ends has logged out of the session that it used last.',
    remedy:
      'Sessions that are left behind count against the limits of the controller and of the account until they run out. Log out in a place that runs at the end in any case.',
    source: 'CO, fmcapi, GOSDK',
    confidence: 'likely',
    controllers: EVERY_CONTROLLER,
    needs: 'a program that is known to have ended: an exit code, or a logout.',
  },
  (recording) => {
    const lastMs = recording.entries.at(-1)?.atMs ?? 0
    // A session that gave way to another one of its user is not the one to close.
    const newest = new Map(
      sessionsSeen(recording)
        .own.filter(({ login }) => login !== undefined)
        .map((session) => [session.user, session]),
    )
    const left = [...newest.values()].filter(({ endedMs }) => endedMs > lastMs)
    const seen = hasEnded(recording)
    return {
      seen,
      findings: seen
        ? left.map(({ id, login, uses }) =>
            finding(`expected a logout; session ${id} was left alive`, login!, uses.at(-1)!),
          )
        : [],
    }
  },
)

function hasEnded({ exchanges, circumstances: { exitCode, stopped } }: Recording): boolean {
  if (stopped) return false
  return exitCode !== undefined || exchanges.some(({ purpose }) => purpose === 'logout')
}
