import { EVERY_CONTROLLER } from '../every-controller.js'
import { lostReplies } from '../evidence/disturbances.js'
import { answeredMs, isRenewal, SAME_INSTANT_MS, shown, tokenOf } from '../evidence/exchanges.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Single flight: calls at the same time share one renewal. */
export const singleFlight = ruleOf(
  {
    id: 'renewal.single-flight',
    title: 'One login or refresh is under way at a time',
    level: 'must',
    axis: 'manners',
    requirement:
      'No login or refresh arrives before the one before it was answered, and none refreshes a token twice.',
    remedy:
      'Two renewals race: one invalidates what the other brings. Let every request that finds a renewal under way wait for it.',
    source: 'by construction; option oldTokenAfterRefresh; option onSecondLogin',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'two logins or refreshes.',
    notFromHar: 'A HAR file has no order of arrival at the controller.',
  },
  (recording) => {
    const lost = lostReplies(recording)
    const findings: Finding[] = []
    const refreshed = new Map<string, (typeof recording.exchanges)[number]>()
    const renewals = recording.exchanges.filter(isRenewal)
    let before: (typeof renewals)[number] | undefined
    for (const renewal of renewals) {
      const token = renewal.purpose === 'refresh' ? tokenOf(renewal) : undefined
      const twin = token === undefined ? undefined : refreshed.get(token)
      // Two answers in one instant: the second cannot have waited for the first.
      const races = before !== undefined && renewal.atMs <= answeredMs(before) + SAME_INSTANT_MS
      if (before !== undefined && races && isSameClient(before, renewal)) {
        findings.push(
          finding(
            `expected one renewal at a time; ${shown(renewal)} came while ${shown(before)} was under way`,
            before,
            renewal,
          ),
        )
      } else if (twin !== undefined && !lost.has(twin)) {
        findings.push(
          finding(
            `expected one refresh of each token; ${shown(renewal)} refreshed one a second time`,
            twin,
            renewal,
          ),
        )
      }
      if (token !== undefined && renewal.auth.outcome === 'accepted') refreshed.set(token, renewal)
      before = renewal
    }
    return { seen: renewals.length > 1, findings }
  },
)

/** Logins of two accounts have nothing to do with each other. */
function isSameClient(one: { auth: object }, other: { auth: object }): boolean {
  const users = [one, other].map(({ auth }) => ('user' in auth ? auth.user : undefined))
  return users[0] === undefined || users[1] === undefined || users[0] === users[1]
}
