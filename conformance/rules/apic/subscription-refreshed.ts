import type { SubscriptionEntry } from '../../../simulator/index.js'
import { couldSee } from '../evidence/visible-time.js'
import type { Recording } from '../recording.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** Nothing tells a client that a subscription is gone: it just hears no more. */
export const subscriptionRefreshed = ruleOf(
  {
    id: 'apic.subscription-refreshed',
    title: 'A subscription is refreshed before it runs out',
    level: 'must',
    axis: 'manners',
    requirement: 'While its socket is open, no subscription of the client expires.',
    remedy:
      'An expired subscription falls silent without a word. Refresh each one by its id, well before 60 s or the time that you asked for are over.',
    source: 'TK, PY, NI',
    confidence: 'confirmed',
    controllers: ['apic'],
    needs: 'a subscription that is refreshed, or that lives out its time.',
    notFromHar: 'A HAR file does not tell when the controller let a subscription go.',
  },
  (recording) => {
    const begun = new Map<string, (typeof recording.subscriptions)[number]>()
    const queries = new Queries(recording)
    const findings: Finding[] = []
    // Nor is time that it slept through, and nobody knows when that was.
    const slept = (recording.circumstances.suspendedMs ?? 0) > 0
    let seen = false
    for (const entry of recording.subscriptions) {
      for (const id of entry.subscriptions ?? []) {
        if (entry.event === 'subscribed' || entry.event === 'refreshed') begun.set(id, entry)
        seen ||= entry.event === 'refreshed'
        if (entry.event !== 'expired') continue
        const since = begun.get(id) ?? entry
        // Time that the client did not see pass is no fault of its own.
        if (slept || queries.isShared(id, since.atMs)) continue
        if (!couldSee(recording, since.atMs, entry.atMs, entry.atMs - since.atMs)) continue
        findings.push(finding(`expected a refresh of subscription ${id}; it ran out`, since, entry))
      }
    }
    return { seen, findings }
  },
)

/** Which query each subscription follows: the request that made it is the next entry. */
class Queries {
  readonly #made: { id: string; target: string }[]
  readonly #refreshes: SubscriptionEntry[]

  constructor({ exchanges, subscriptions }: Recording) {
    const targets = new Map(exchanges.map(({ seq, request }) => [seq, request.target]))
    this.#made = subscriptions
      .filter(({ event }) => event === 'subscribed')
      .flatMap(({ seq, subscriptions: ids = [] }) =>
        ids.map((id) => ({ id, target: targets.get(seq + 1) ?? '' })),
      )
    this.#refreshes = subscriptions.filter(({ event }) => event === 'refreshed')
  }

  /**
   * Whether another subscription to the same query was refreshed since: to unsubscribe would end that one too, so the
   * one that is not wanted any more can only be left to run out.
   */
  isShared(id: string, sinceMs: number): boolean {
    const target = this.#made.find((made) => made.id === id)?.target
    const others = this.#made
      .filter((made) => made.id !== id && made.target === target)
      .map((made) => made.id)
    return this.#refreshes.some(
      ({ atMs, subscriptions = [] }) =>
        atMs >= sinceMs && subscriptions.some((other) => others.includes(other)),
    )
  }
}
