import type { JournalEntry } from '../../simulator/index.js'
import type { SubscriptionRecord } from '../plans/run-plan.js'
import type { Property } from './property.js'

/** Time in ms after a change within which a program that stops listening need not have heard of it. */
const GRACE_MS = 110_000
/** The name of a tenant that a plan makes, by a call of the program or by an administrator. */
const MADE_NAME = /"name":"((?:run|made)-\w+)"/

/** An event that got lost without a word leaves a program with a picture that stays wrong. */
export const noSilentLoss: Property = {
  id: 'no-silent-loss',
  requirement: 'Each change of what the client follows is told, or the gap that it fell into.',
  classes: ['benign', 'hostile'],
  judge({ plan, entries, administration, subscriptions, flooded, hung }) {
    if (subscriptions.length === 0 || flooded || hung !== undefined) return []
    const madeMs = tenantsMade([...entries, ...administration])
    return subscriptions.flatMap((subscription) => {
      const { begunMs = Number.POSITIVE_INFINITY, endedMs } = subscription
      return [...madeMs]
        .filter(([, atMs]) => atMs >= begunMs && atMs < endedMs - GRACE_MS)
        .filter(([dn, atMs]) => !isAccountedFor(dn, atMs, subscription, madeMs, plan.class === 'hostile'))
        .map(([dn, atMs]) => ({ atMs, message: `that ${dn} was made was neither told nor reported as lost` }))
    })
  },
}

/** When each tenant of the plan's was made, in monotonic ms, by DN. */
function tenantsMade(entries: readonly JournalEntry[]): ReadonlyMap<string, number> {
  const madeMs = new Map<string, number>()
  for (const entry of entries) {
    if (entry.kind !== 'exchange' || entry.request.method !== 'POST') continue
    if (entry.auth.outcome !== 'accepted' || entry.response.status !== 200) continue
    const name = MADE_NAME.exec(entry.request.body)?.[1]
    if (name === undefined) continue
    const dn = `uni/tn-${name}`
    madeMs.set(dn, Math.min(entry.atMs, madeMs.get(dn) ?? entry.atMs))
  }
  return madeMs
}

/**
 * Whether a subscriber was told of a tenant, or of a gap in which it was made. Events come in order: once a later
 * change is told, no gap after it can be about an earlier one.
 * @param mayEnd whether the query may cease to be followed
 */
function isAccountedFor(
  dn: string,
  atMs: number,
  { heard }: SubscriptionRecord,
  madeMs: ReadonlyMap<string, number>,
  mayEnd: boolean,
): boolean {
  if (heard.some((event) => 'dn' in event && event.dn === dn && event.atMs >= atMs)) return true
  const later = heard.findIndex((event) => event.type === 'created' && (madeMs.get(event.dn) ?? 0) > atMs)
  const before = later < 0 ? heard : heard.slice(0, later)
  return before.some(({ type }, index) => {
    if (type === 'ended') return mayEnd
    if (type !== 'gap') return false
    const resumed = heard.slice(index).find((event) => event.type === 'resumed')
    return resumed === undefined || resumed.atMs >= atMs
  })
}
