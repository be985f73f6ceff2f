import { disturbances } from '../evidence/disturbances.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { marginsOf } from '../evidence/token-margin.js'
import { finding, ruleOf } from '../rule.js'
import { toldLimits } from './told-limits.js'

/** Logins in place of a refresh that chance may bring. */
const MOST_LOGINS = 3

/** An APIC refreshes a session for a day. */
export const refreshNotLogin = ruleOf(
  {
    id: 'apic.refresh-not-login',
    title: 'A live session is refreshed rather than opened anew',
    level: 'should',
    axis: 'manners',
    requirement: 'While a session can be refreshed, the client does not log in in place of a refresh.',
    remedy:
      'Each login makes a session that lives on beside the one before, closes its subscriptions, and asks the AAA server. Ask aaaRefresh with the token that you have.',
    source: 'TK, PY, CO, GO',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs: 'a renewal after the first login.',
  },
  (recording) => {
    const margins = marginsOf(recording)
    const broken = disturbances(recording)
    const needless = margins.filter(({ renewal, leftMs, before }) => {
      const limits = toldLimits(before.session)
      const roomMs = limits === undefined ? 0 : limits.maximumMs - (renewal.atMs - before.session.bornMs)
      const refreshable = leftMs > 0 && limits !== undefined && roomMs > limits.tokenMs
      const undisturbed = !broken.some((atMs) => atMs >= before.issuedMs && atMs <= renewal.atMs)
      return renewal.purpose === 'login' && refreshable && undisturbed
    })
    const refreshes = sessionsSeen(recording).own.some(({ tokens }) => tokens.length > 1)
    const [first, ...rest] = needless
    return {
      seen: margins.length > 0,
      findings:
        first === undefined || needless.length <= MOST_LOGINS || refreshes
          ? []
          : [
              finding(
                `expected a refresh; ${needless.length} logins came while the session before could be refreshed`,
                first.renewal,
                ...rest.map(({ renewal }) => renewal),
              ),
            ],
    }
  },
)
