import { formatDuration, type SubscriptionEntry } from '../../../simulator/index.js'
import { sessionsSeen } from '../evidence/sessions-seen.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** How long a client may take to subscribe again after a login, in ms. */
const SOON_MS = 60_000

/** Subscriptions belong to a session and end with it. */
export const resubscribed = ruleOf(
  {
    id: 'apic.resubscribed',
    title: 'A new session is subscribed anew',
    level: 'must',
    axis: 'manners',
    requirement: `When a session with subscriptions was followed by another one, the client subscribes again within ${SOON_MS / 1000} s.`,
    remedy:
      'Subscriptions die with their session, and nothing is replayed. After each login open the socket, subscribe again, and read what was missed.',
    source: 'TK, NI',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs:
      'a session that ends with subscriptions, and a client that logs in again and goes on for a minute.',
    notFromHar: 'A HAR file does not tell when the controller let a subscription go.',
  },
  (recording) => {
    const lastMs = recording.exchanges.at(-1)?.atMs ?? 0
    const { own } = sessionsSeen(recording)
    const findings: Finding[] = []
    let seen = false
    for (const closed of endsWithSubscriptions(recording.subscriptions)) {
      const heir = own.find(
        ({ login, bornMs, id }) => login !== undefined && id !== closed.session && bornMs >= closed.atMs,
      )
      if (heir?.login === undefined || heir.bornMs + SOON_MS > lastMs) continue
      seen = true
      const again = recording.subscriptions.some(
        ({ event, session, atMs }) =>
          event === 'subscribed' && session === heir.id && atMs <= heir.bornMs + SOON_MS,
      )
      if (again) continue
      findings.push(
        finding(
          `expected a subscription within ${formatDuration(SOON_MS)} of the new session; none came`,
          closed,
          heir.login,
        ),
      )
    }
    return { seen, findings }
  },
)

function endsWithSubscriptions(entries: readonly SubscriptionEntry[]): SubscriptionEntry[] {
  return entries.filter(
    ({ event, cause, subscriptions }) =>
      event === 'closed' &&
      (cause === 'session-ended' || cause === 'restart') &&
      (subscriptions ?? []).length > 0,
  )
}
