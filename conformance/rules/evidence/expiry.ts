import type { EndCause, ExchangeEntry, RefusalCause } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'
import { lostReplies } from './disturbances.js'
import { tokenOf } from './exchanges.js'
import { type SessionSeen, sessionsSeen, type TokenSeen } from './sessions-seen.js'
import { couldSee } from './visible-time.js'

/** Ends that come by themselves when their time is over. */
const RUN_OUT: ReadonlySet<RefusalCause | EndCause> = new Set(['token-expired', 'idle', 'absolute'])

/** A request that was refused because something of its session had run out, and that need not have been sent. */
export interface ExpiryRefusal {
  exchange: ExchangeEntry
  cause: RefusalCause
  session: SessionSeen
  /** The token that it carried, where the journal tells of it. */
  token?: TokenSeen
}

const KNOWN = new WeakMap<Recording, ExpiryRefusal[]>()

/**
 * The first request that each token of the client was refused for because it, or its session, had run out. Left out is
 * what no client could foresee: an end that came in time which it did not see pass, or of a token that never reached it.
 */
export function expiryRefusals(recording: Recording): readonly ExpiryRefusal[] {
  let found = KNOWN.get(recording)
  if (found === undefined) {
    found = findRefusals(recording)
    KNOWN.set(recording, found)
  }
  return found
}

/** Tokens of the client whose end it lived to see: it still sent requests when they had run out. */
export function tokensOutlived(recording: Recording): TokenSeen[] {
  const lastMs = recording.exchanges.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
  const outlived = ({ issuedMs, endsMs }: TokenSeen) =>
    endsMs <= lastMs && couldSee(recording, issuedMs, lastMs, endsMs - issuedMs)
  return sessionsSeen(recording).own.flatMap(({ tokens }) => tokens.filter(outlived))
}

/** Sessions that ran out in one of these ways while the client went on sending requests. */
export function sessionsOutlived(recording: Recording, ...causes: readonly EndCause[]): SessionSeen[] {
  const lastMs = recording.exchanges.at(-1)?.atMs ?? Number.NEGATIVE_INFINITY
  return sessionsSeen(recording).own.filter(
    ({ end, endedMs }) => end?.cause !== undefined && causes.includes(end.cause) && endedMs <= lastMs,
  )
}

function findRefusals(recording: Recording): ExpiryRefusal[] {
  const { byId } = sessionsSeen(recording)
  const told = new Set<string>()
  return recording.exchanges.flatMap((exchange) => {
    const { auth } = exchange
    if (auth.outcome !== 'refused' || !RUN_OUT.has(auth.cause)) return []
    // Whoever closes a session that has run out has lost nothing by it.
    if (exchange.purpose === 'logout') return []
    const session = byId.get(auth.session ?? '')
    const key = `${auth.session} ${auth.token}`
    if (session === undefined || told.has(key)) return []
    told.add(key)
    const carried = tokenOf(exchange)
    const token = session.tokens.find(({ fingerprint }) => fingerprint === carried)
    const refusal = { exchange, cause: auth.cause, session, ...(token === undefined ? {} : { token }) }
    return isForeseeable(recording, refusal) ? [refusal] : []
  })
}

function isForeseeable(recording: Recording, { exchange, cause, session, token }: ExpiryRefusal): boolean {
  const grant = session.tokens.at(-1)?.grant
  if (grant !== undefined && lostReplies(recording).has(grant)) return false
  const { fromMs, endMs } = spanOf(exchange, cause, session, token)
  if (!Number.isFinite(fromMs) || !Number.isFinite(endMs)) return true
  return couldSee(recording, fromMs, exchange.atMs, endMs - fromMs)
}

/** From when to when the time ran that was over. */
function spanOf(
  { seq }: ExchangeEntry,
  cause: RefusalCause,
  session: SessionSeen,
  token: TokenSeen | undefined,
): { fromMs: number; endMs: number } {
  if (cause === 'absolute') return { fromMs: session.bornMs, endMs: session.endedMs }
  if (cause === 'token-expired' && token !== undefined) return { fromMs: token.issuedMs, endMs: token.endsMs }
  const used = session.uses.findLast((use) => use.seq < seq && use.auth.outcome !== 'refused')
  return { fromMs: used?.atMs ?? session.bornMs, endMs: session.endedMs }
}
