import type { Clock } from './clock/clock.js'
import type { AuthDecision, ControllerKind, EndCause, HeaderRecord, Purpose } from './journal/entries.js'
import type { Journal } from './journal/journal.js'
import type { RandomStream } from './random.js'
import type { JsonValue } from './snapshot.js'
import type { Timeout, TimeoutValues } from './timeouts.js'

/** A request as a controller sees it, whichever shell it came through. */
export interface WireRequest {
  /** Upper case. */
  method: string
  /** Path and query exactly as on the request line, percent-encoding included. */
  target: string
  /** Names in lower case; repeated fields joined with `, `, cookies with `; `. */
  headers: HeaderRecord
  /** The body as UTF-8 text, empty when there is none. */
  body: string
  /** Address of the sender, for limits that count per source. */
  address: string
  /** Scheme that the client used, for absolute links in replies. */
  scheme: 'http' | 'https'
}

/** A reply as it must stand on the wire. */
export interface WireResponse {
  status: number
  /** Text after the status on the status line. */
  reason: string
  /** Fields in wire order and with the controller's own spelling; shells add the connection's only. */
  headers: [name: string, value: string][]
  /** The body as UTF-8 text. */
  body: string
}

/** A controller's answer, and how it is to be delivered. */
export interface Handling {
  response: WireResponse
  /** How long the controller works before it answers, in ms of its clock. */
  processingMs: number
  /** To be called once, when the answer has left: frees the place that the request took in the controller's limits. */
  release(): void
}

/** What can be seen of a session from outside, without its secrets. All instants are monotonic ms. */
export interface SessionView {
  id: string
  user: string
  state: 'live' | 'ended'
  bornMs: number
  lastUsedMs: number
  refreshes: number
  /** Null where the controller sets no limit. */
  refreshesLeft: number | null
  /** When each limit strikes if nothing more is heard of the session; a limit that the session does not have is absent. */
  deadlines: Partial<Record<Deadline, number>>
  ended?: { atMs: number; cause: EndCause }
}

/**
 * The limits of a session: `token` (the newest access token runs out), `idle` (silence), `absolute` (maximum lifetime),
 * `refresh` (after it no refresh is possible).
 */
export type Deadline = 'token' | 'idle' | 'absolute' | 'refresh'

/** What a controller lives on. */
export interface ControllerContext {
  clock: Clock
  journal: Journal
  /** A deterministic stream of random numbers of its own for each name. */
  random(name: string): RandomStream
  /**
   * Signs a web token's first two parts and gives the third, base64url: RS256 with a real key where somebody may
   * verify it, a filler of the same length where only speed counts.
   */
  signWebToken(signingInput: string): string
}

/** The client's end of a websocket, as a controller sees it. Neither call comes back into the controller. */
export interface SocketPeer {
  /** Sends one text message. */
  send(text: string): void
  /** Closes the socket in good order, after what was sent before. */
  close(): void
}

/** How long a shell on real connections keeps each of them. */
export interface KeepAlive {
  /** Real ms without a request after which it is closed. */
  idleMs: number
  /** Requests after which it is closed, 1 or more. */
  maxRequests: number
}

/** What a controller makes of a websocket handshake. */
export interface SocketVerdict {
  /** Status 101 when the socket is open, the refusal in full otherwise. */
  handling: Handling
  /** To be called once when an open socket is gone, whoever ended it. */
  closed(): void
}

/**
 * A simulated controller: a deterministic state machine that does no I/O. Same options, same requests at the same
 * instants, same random streams: same answers.
 */
export interface Controller {
  readonly kind: ControllerKind
  /** Its manners on real connections; absent where they never get in a client's way. */
  readonly keepAlive?: KeepAlive
  /** Answers one request at the clock's now, and writes one exchange entry. Never throws for anything a client sends. */
  handle(request: WireRequest): Handling
  /**
   * Decides about a websocket handshake at the clock's now and writes one exchange entry; absent where a controller
   * has no sockets. The peer is used from then on until it is closed.
   */
  openSocket?(request: WireRequest, peer: SocketPeer): SocketVerdict
  /** What the request is for; looks at method and path only. */
  purposeOf(request: Pick<WireRequest, 'method' | 'target'>): Purpose
  /** Live sessions and those that ended lately, oldest first. */
  sessions(): SessionView[]
  /** Ends a live session as an administrator would; false when there is none of that id. */
  terminate(session: string): boolean
  /** Somebody else logs in with the same account, through the API or the web page. False for an unknown user. */
  loginElsewhere(user: string): boolean
  /**
   * Another client of the same account logs out; which sessions that ends is the controller's affair. False for an
   * unknown user.
   */
  logoutElsewhere(user: string): boolean
  /** Lifetimes that can be set while it runs, as they are now. */
  timeouts(): Timeout[]
  /**
   * Sets some of {@link timeouts}, to whole numbers within their bounds; they count for tokens and sessions that are
   * given out from now on.
   */
  setTimeouts(values: TimeoutValues): void
  /** The controller's services restart; whether sessions survive is an option of each controller. */
  restart(): void
  /** Back to the state in which it was made: objects, users and settings; no session is left. */
  reset(): void
  /** Goes up whenever what {@link snapshot} would give may have changed, so that nobody takes one in vain. */
  readonly revision: number
  /**
   * What the controller is configured with: its objects, users with their passwords, and settings. Neither sessions,
   * nor work that goes on, nor anything that ages by the monotonic clock is in it.
   */
  snapshot(): JsonValue
  /**
   * Takes what {@link snapshot} gave, here or in another process, in the place of all that it has. For a controller
   * without sessions.
   * @throws SnapshotError for what does not fit this release or these options; the controller has to be reset then
   */
  restore(snapshot: unknown): void
}

/** What a controller's request handler found out: the parts of an exchange entry that only it knows. */
export interface Verdict {
  auth: AuthDecision
  response: WireResponse
  processingMs?: number
  release?: () => void
}
