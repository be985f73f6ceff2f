/** The controllers that Midrun simulates, in the order in which they are shown. */
export const CONTROLLER_KINDS = ['apic', 'fmc', 'apstra'] as const

/** A controller that Midrun simulates. */
export type ControllerKind = (typeof CONTROLLER_KINDS)[number]

/** What a request is for, as far as its session is concerned. */
export type Purpose = 'login' | 'refresh' | 'logout' | 'call'

/**
 * Why a session ended.
 * - `token-expired`: its last token ran out and cannot be renewed
 * - `idle`: nothing was heard of it for the idle time-out
 * - `absolute`: its maximum lifetime is over
 * - `logout`: its holder ended it, or revoked it
 * - `superseded`: a newer login of the same user took its place
 * - `terminated`: an administrator ended it
 * - `restart`: the controller restarted and forgot it
 * - `refused-refresh`: a refresh of it was refused, and the controller takes that for misuse
 * - `user-changed`: its user was removed, locked or got another password
 */
export type EndCause =
  | 'token-expired'
  | 'idle'
  | 'absolute'
  | 'logout'
  | 'superseded'
  | 'terminated'
  | 'restart'
  | 'refused-refresh'
  | 'user-changed'

/**
 * Why a request was refused for a session reason: the end of the session that it named, or
 * - `missing`: it named none
 * - `unknown`: nobody ever got that token here, or too long ago to tell
 * - `replaced`: the session lives, but this token of it was replaced by a refresh
 * - `refresh-limit`: no refresh is left
 * - `bad-signature`, `unknown-certificate`, `expired-certificate`: certificate signatures that do not verify
 * - `challenge`: the session asks for a challenge token that was not sent
 */
export type RefusalCause =
  | EndCause
  | 'missing'
  | 'unknown'
  | 'replaced'
  | 'refresh-limit'
  | 'bad-signature'
  | 'unknown-certificate'
  | 'expired-certificate'
  | 'challenge'

/** How a controller decided who sent a request, and the true cause where it refused. */
export type AuthDecision =
  /** The path asks for no credentials. */
  | { outcome: 'public' }
  /** A live session, or, with `none`, a controller that asks for none. `token` is a fingerprint. */
  | {
      outcome: 'accepted'
      how: 'token' | 'signature' | 'bearer' | 'none'
      user: string
      session?: string
      token?: string
    }
  /** A login with the right password. */
  | { outcome: 'logged-in'; user: string; session: string }
  /** Refused for a session reason; a new login would help. */
  | { outcome: 'refused'; cause: RefusalCause; session?: string; token?: string }
  /** Known, alive, and not allowed to do this; a new login would not help. */
  | { outcome: 'forbidden'; user: string; session?: string; token?: string }
  /** Wrong user name or password, or a locked account. */
  | { outcome: 'bad-credentials'; user?: string; cause: 'password' | 'locked' | 'unknown-user' | 'malformed' }
  /** A limit (rate, parallel requests, bans) turned it away before anybody looked at its session. */
  | { outcome: 'throttled'; limit: string }

/** Header fields as text; repeated ones are joined as HTTP joins them. */
export type HeaderRecord = Record<string, string>

interface EntryBase {
  /** Position in the journal, from 0. */
  seq: number
  /** Monotonic instant, in ms since the controller's clock was started. */
  atMs: number
  /** Wall reading of the controller's clock, in ms since 1970. */
  wallMs: number
}

/** One request and what was answered; secrets are replaced by fingerprints. */
export interface ExchangeEntry extends EntryBase {
  kind: 'exchange'
  purpose: Purpose
  request: { method: string; target: string; headers: HeaderRecord; body: string }
  auth: AuthDecision
  response: { status: number; reason: string; headers: [string, string][]; body: string }
  /** Time that the controller took to answer, in ms. */
  processingMs: number
}

/** Birth, refresh or end of a session. */
export interface SessionEntry extends EntryBase {
  kind: 'session'
  event: 'born' | 'refreshed' | 'ended'
  session: string
  user: string
  /** Fingerprint of the token that was given out, at birth and refresh. */
  token?: string
  /** First instant at which that token is no longer accepted if nothing more is heard of it, in monotonic ms. */
  tokenEndsMs?: number
  /** Why it ended. */
  cause?: EndCause
  /** Monotonic instant at which it ended, in ms; earlier than `atMs` when the end was noticed later. */
  endedMs?: number
}

/** A move of the controller's clock by hand. */
export interface ClockEntry extends EntryBase {
  kind: 'clock'
  event: 'advance' | 'freeze' | 'run' | 'step-wall'
  /** How far, in ms, for `advance` and `step-wall`. */
  byMs?: number
  /** Virtual ms per real ms, for `run`. */
  rate?: number
}

/**
 * What became of the reply to a request that a fault struck.
 * - `replaced`: something in front of the controller answered in its place, with this status and, in s, this Retry-After;
 *   the controller never saw the request
 * - `lost`: none came; `carriedOut` says whether the controller got the request
 * - `cut`: it broke off after so many bytes of its body
 * - `late`: it came so many ms later than the controller sent it
 */
export type FaultReply =
  | { became: 'replaced'; status: number; retryAfterSeconds?: number }
  | { became: 'lost'; carriedOut: boolean }
  | { became: 'cut'; bytes: number }
  | { became: 'late'; byMs: number }

/**
 * A fault that was armed or taken back, or that struck.
 * - `held`, `released`, `given-up`: a request that it struck begins to wait, is let go on, or is given up by its client
 */
export interface FaultEntry extends EntryBase {
  kind: 'fault'
  event: 'armed' | 'fired' | 'disarmed' | 'held' | 'released' | 'given-up'
  fault: string
  type: string
  /** The request that it struck, without its secrets. */
  request?: { method: string; target: string; purpose?: Purpose; body?: string }
  /** What became of the reply; absent where a fault that stood before this one had already decided that. */
  reply?: FaultReply
  /** Under which id the request waits, or waited. */
  held?: string
}

/** The controller restarted, was reset, or got other lifetimes. */
export interface ControllerEntry extends EntryBase {
  kind: 'controller'
  event: 'restart' | 'reset' | 'timeouts'
  /** Lifetimes that were set, in s, by name. */
  timeouts?: Record<string, number>
}

/**
 * Something that happened to a socket on which a controller pushes events, or to a subscription to events.
 * - `opened`, `closed`: the socket, from the first to the last instant at which the controller would use it
 * - `subscribed`, `refreshed`, `unsubscribed`: asked for by the client
 * - `expired`: the client did not refresh it in time
 * - `sent`: one event left for the client
 */
export interface SubscriptionEntry extends EntryBase {
  kind: 'subscription'
  event: 'opened' | 'closed' | 'subscribed' | 'refreshed' | 'unsubscribed' | 'expired' | 'sent'
  /** The session that the socket belongs to. */
  session: string
  /** The subscriptions concerned; none for `opened`. */
  subscriptions?: string[]
  /** Why a socket was closed. */
  cause?: 'session-ended' | 'client' | 'replaced' | 'restart' | 'reset'
  /** What a `sent` event says, about which object. */
  change?: { status: 'created' | 'modified' | 'deleted'; dn: string }
}

/** What the program that uses a client under test saw: one call of it, written by a harness that can see both sides. */
export interface CallEntry extends EntryBase {
  kind: 'call'
  call: number
  event: 'made' | 'answered' | 'failed'
  operation: string
  status?: number
  error?: string
}

/** Anything that a journal holds. */
export type JournalEntry =
  | ExchangeEntry
  | SessionEntry
  | ClockEntry
  | FaultEntry
  | ControllerEntry
  | SubscriptionEntry
  | CallEntry

/** An entry before the journal has given it a place and a time. */
export type NewEntry<E extends JournalEntry = JournalEntry> = E extends JournalEntry
  ? Omit<E, 'seq' | 'atMs' | 'wallMs'>
  : never
