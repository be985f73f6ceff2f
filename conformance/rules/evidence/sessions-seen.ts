import type { ExchangeEntry, SessionEntry } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'
import { isGrant, sessionOf } from './exchanges.js'

/** A token that a controller gave out. Instants are monotonic ms. */
export interface TokenSeen {
  fingerprint: string | undefined
  session: SessionSeen
  issuedMs: number
  /** First instant at which it is no longer accepted if nothing more is heard of it; infinite where nobody says. */
  endsMs: number
  /** The journal entry that tells of it. */
  entry: SessionEntry
  /** Request that brought it to the client; undefined where somebody else asked for it. */
  grant?: ExchangeEntry
  /** The token that took its place. */
  next?: TokenSeen
}

/** A session as a journal tells of it. */
export interface SessionSeen {
  id: string
  user: string
  bornMs: number
  /** Oldest first; the first one came with the login. */
  tokens: TokenSeen[]
  /** Requests that named it, refused ones too, in order. */
  uses: ExchangeEntry[]
  /** The client's login that opened it; undefined where somebody else did, or it is older than the journal. */
  login?: ExchangeEntry
  end?: SessionEntry
  /** Instant at which it ended, in monotonic ms; infinite while it lives. */
  endedMs: number
}

/** All sessions of a recording. */
export interface SessionsSeen {
  byId: ReadonlyMap<string, SessionSeen>
  /** Those that the client opened or used, in the order of their birth. */
  own: readonly SessionSeen[]
}

const KNOWN = new WeakMap<Recording, SessionsSeen>()

/** Finds the sessions of a recording: in one pass, and once for all rules. */
export function sessionsSeen(recording: Recording): SessionsSeen {
  let found = KNOWN.get(recording)
  if (found === undefined) {
    found = read(recording)
    KNOWN.set(recording, found)
  }
  return found
}

/** The newest token of a session at an instant in monotonic ms. */
export function tokenAt({ tokens }: SessionSeen, atMs: number): TokenSeen | undefined {
  return tokens.findLast(({ issuedMs }) => issuedMs <= atMs)
}

function read({ entries }: Recording): SessionsSeen {
  const byId = new Map<string, SessionSeen>()
  for (const entry of entries) {
    if (entry.kind === 'session') note(byId, entry)
    if (entry.kind === 'exchange') noteUse(byId.get(sessionOf(entry) ?? ''), entry)
  }
  const own = [...byId.values()].filter(
    ({ login, uses }) => login !== undefined || uses.some(({ auth }) => auth.outcome === 'accepted'),
  )
  return { byId, own }
}

function note(byId: Map<string, SessionSeen>, entry: SessionEntry): void {
  const known = byId.get(entry.session)
  // What came before the first entry that was kept is not known.
  const session: SessionSeen = known ?? {
    id: entry.session,
    user: entry.user,
    bornMs: entry.event === 'born' ? entry.atMs : Number.NEGATIVE_INFINITY,
    tokens: [],
    uses: [],
    endedMs: Number.POSITIVE_INFINITY,
  }
  byId.set(entry.session, session)
  if (entry.event === 'ended') {
    session.end = entry
    session.endedMs = entry.endedMs ?? entry.atMs
    return
  }
  const token: TokenSeen = {
    fingerprint: entry.token,
    session,
    issuedMs: entry.atMs,
    endsMs: entry.tokenEndsMs ?? Number.POSITIVE_INFINITY,
    entry,
  }
  const before = session.tokens.at(-1)
  if (before !== undefined) before.next = token
  session.tokens.push(token)
}

/** A grant stands right behind the entry of the token that it brought. */
function noteUse(session: SessionSeen | undefined, exchange: ExchangeEntry): void {
  if (session === undefined) return
  session.uses.push(exchange)
  if (!isGrant(exchange)) return
  const newest = session.tokens.at(-1)
  if (newest !== undefined) newest.grant ??= exchange
  if (exchange.purpose === 'login') session.login = exchange
}
