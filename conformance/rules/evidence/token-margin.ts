import type { ExchangeEntry } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'
import { lostReplies } from './disturbances.js'
import { isGrant, SAME_INSTANT_MS } from './exchanges.js'
import { type SessionSeen, sessionsSeen, type TokenSeen, tokenAt } from './sessions-seen.js'

/** Age of a token, in ms, below which nothing can be a reason to renew it. */
const HASTE_MS = 60_000

/** A renewal, and what the token that it replaced still had to live. */
export interface Margin {
  renewal: ExchangeEntry
  /** The token that was in use before. */
  before: TokenSeen
  /** What it still had to live, in ms; negative where it had run out. */
  leftMs: number
  /** Its whole lifetime, in ms. */
  lifetimeMs: number
}

/** Margins of all successful logins and refreshes that came after a session of the same user, in order. */
export function marginsOf(recording: Recording): Margin[] {
  const { byId } = sessionsSeen(recording)
  const newest = new Map<string, SessionSeen>()
  return recording.exchanges.flatMap((exchange) => {
    if (!isGrant(exchange) || !('session' in exchange.auth)) return []
    const session = byId.get(exchange.auth.session ?? '')
    if (session === undefined) return []
    const before = tokenBefore(exchange, newest.get(session.user))
    newest.set(session.user, session)
    if (before === undefined || !Number.isFinite(before.endsMs)) return []
    const lifetimeMs = before.endsMs - before.issuedMs
    return [{ renewal: exchange, before, leftMs: endOf(before, exchange) - exchange.atMs, lifetimeMs }]
  })
}

/** Renewals of tokens that had more than half of their life before them. */
export function prematureRenewals(recording: Recording): ExchangeEntry[] {
  return marginsOf(recording)
    .filter(({ leftMs, lifetimeMs }) => leftMs > lifetimeMs / 2)
    .map(({ renewal }) => renewal)
}

/** When a token would have ended without the renewal, in monotonic ms: a login may itself end the session before it. */
function endOf({ endsMs, session }: TokenSeen, { atMs }: ExchangeEntry): number {
  return session.endedMs < atMs - SAME_INSTANT_MS ? Math.min(endsMs, session.endedMs) : endsMs
}

/**
 * Renewals that followed the one before at once, with nearly all of the token's life left: no limit of a session is
 * that short, so something is wrong with the way in which the client reckons.
 */
export function hastyRenewals(recording: Recording): ExchangeEntry[] {
  const lost = lostReplies(recording)
  return marginsOf(recording)
    .filter(({ leftMs, lifetimeMs }) => leftMs > 0.9 * lifetimeMs && lifetimeMs - leftMs <= HASTE_MS)
    .filter(({ before: { grant } }) => grant !== undefined && !lost.has(grant))
    .map(({ renewal }) => renewal)
}

/** The token that a renewal takes the place of: the newest one that its own request did not bring. */
function tokenBefore(renewal: ExchangeEntry, session: SessionSeen | undefined): TokenSeen | undefined {
  if (session === undefined) return undefined
  const newest = tokenAt(session, renewal.atMs)
  return newest?.grant === renewal ? session.tokens[session.tokens.indexOf(newest) - 1] : newest
}
