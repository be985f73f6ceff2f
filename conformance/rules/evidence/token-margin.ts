import type { ExchangeEntry } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'
import { isGrant } from './exchanges.js'
import { type SessionSeen, sessionsSeen, type TokenSeen, tokenAt } from './sessions-seen.js'

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
  return session.endedMs < atMs ? Math.min(endsMs, session.endedMs) : endsMs
}

/** The token that a renewal takes the place of: the newest one that its own request did not bring. */
function tokenBefore(renewal: ExchangeEntry, session: SessionSeen | undefined): TokenSeen | undefined {
  if (session === undefined) return undefined
  const newest = tokenAt(session, renewal.atMs)
  return newest?.grant === renewal ? session.tokens[session.tokens.indexOf(newest) - 1] : newest
}
