import { type ExchangeEntry, formatDuration } from '../../../simulator/index.js'
import { EVERY_CONTROLLER } from '../every-controller.js'
import { isRenewal, requestKey, shown } from '../evidence/exchanges.js'
import { prematureRenewals } from '../evidence/token-margin.js'
import { type Finding, finding, ruleOf } from '../rule.js'

/** A request that comes again later than this is the program's own wish, in ms. */
const SOON_MS = 60_000
/** So many refusals that each led to a renewal and a repetition are no chance. */
const TWICE = 2

/** A client that takes a permission refusal for an expired session logs in for nothing. */
export const permissionIsNotExpiry = ruleOf(
  {
    id: 'requests.permission-is-not-expiry',
    title: 'A permission refusal is not taken for an expired session',
    level: 'must',
    axis: 'manners',
    requirement: 'A request that its user may not send is not sent again after a needless login or refresh.',
    remedy:
      'The new session may do no more than the old one, and the login may end that for others. Look at the text of a 403, not at its status alone, and hand a permission refusal to the caller.',
    source: 'BLOG, CO, AIM, SPEC6; option rbacDenyStyle',
    confidence: 'likely',
    controllers: EVERY_CONTROLLER,
    needs: 'a request that its user may not send.',
  },
  (recording) => {
    const needless = new Set(prematureRenewals(recording))
    const denied = new Map<string, ExchangeEntry>()
    const repeated: Repetition[] = []
    let renewal: ExchangeEntry | undefined
    let denials = 0
    for (const exchange of recording.exchanges) {
      if (isRenewal(exchange)) renewal = exchange
      if (exchange.purpose !== 'call') continue
      const key = requestKey(exchange)
      const before = denied.get(key)
      const soon = before !== undefined && exchange.atMs - before.atMs <= SOON_MS
      const isRepeated = soon && renewal !== undefined && renewal.seq > before.seq
      if (isRepeated) repeated.push({ before, renewal: renewal!, exchange })
      if (exchange.auth.outcome !== 'forbidden') denied.delete(key)
      else {
        denied.set(key, exchange)
        if (!isRepeated) denials++
      }
    }
    // A renewal in time may stand between two tries by chance, but not after each and every refusal.
    const always = repeated.length >= TWICE && repeated.length >= denials
    return {
      seen: denials > 0,
      findings: repeated.filter(({ renewal }) => always || needless.has(renewal)).map(repetitionFinding),
    }
  },
)

/** A request that was denied, and came again after a renewal. */
interface Repetition {
  before: ExchangeEntry
  renewal: ExchangeEntry
  exchange: ExchangeEntry
}

function repetitionFinding({ before, renewal, exchange }: Repetition): Finding {
  return finding(
    `expected no login after a permission refusal; ${shown(exchange)} came again after one, ${formatDuration(exchange.atMs - before.atMs)} later`,
    before,
    renewal,
    exchange,
  )
}
