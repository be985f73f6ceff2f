import type { Dispatcher } from 'undici'
import type { CertificateIdentity, ClientTime, EventSocketFactory } from '../clients/index.js'
import type { ControllerKind } from '../simulator/index.js'

/** What a client under test is given to live on. */
export interface ClientEnvironment {
  controller: ControllerKind
  /** Scheme, host and port of the controller. */
  url: string
  username: string
  password: string
  /** The identity to sign requests with in place of a login; APIC only, and only in runs about signatures. */
  certificate?: CertificateIdentity
  /** The client's clocks and timers. It must use no others. */
  clock: ClientTime
  /** The way to the controller, for undici's `request`, `fetch` and whatever is built on them. */
  dispatcher: Dispatcher
  /** Opens a websocket to the controller, whose URL begins with `wss:` in place of `https:`; APIC only. */
  connectSocket?: EventSocketFactory
  /** Random numbers in [0, 1), the same in each replay. */
  random: () => number
  /**
   * Has time stand still until the function that it gives is called: for work that the harness cannot see, such as
   * another process's, so that no time passes before it has come to rest.
   */
  standStill: () => () => void
  /** How long one exchange may take, in ms. */
  requestTimeoutMs: number
  /** Whether the session is to be renewed although nobody uses it. */
  keepAlive: boolean
  /** What the wire does not tell and an administrator would configure. Times in ms. */
  known: {
    /** FMC: lifetime of an access token. */
    accessTokenMs?: number
    /** FMC: browser session time-out, and what it counts from. */
    browserSessionMs?: number
    browserSessionKind?: 'idle' | 'absolute'
  }
}

/** One call of the program that uses the client. */
export interface ClientCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, from the leading slash. */
  path: string
  /** To be sent as JSON. */
  body?: unknown
}

/**
 * What a client tells of a query that it follows.
 * - `existing`: an object that is there; `created`, `modified`, `deleted`: a change
 * - `gap`: changes may be missing from here to the next `resumed`
 * - `ended`: the query cannot be followed any more
 */
export type FollowedEvent =
  | { type: 'existing' | 'created' | 'modified' | 'deleted'; dn: string }
  | { type: 'gap' | 'resumed' | 'ended' }

/** A task of an Apstra blueprint that a client is to wait for. Times in ms. */
export interface AwaitedTask {
  blueprintId: string
  taskId: string
  /** Between two looks at the task. */
  pollMs: number
  /** For the whole wait. */
  timeoutMs: number
}

/** A client as the harness drives it: what `--client MODULE` has to offer. */
export interface ClientUnderTest {
  /**
   * Carries out one call, with whatever login, refresh and retry the client thinks right, and gives the controller's
   * last answer. Throws when there is none.
   */
  request(call: ClientCall): Promise<{ status: number; body: string }>
  /**
   * Follows a query of an APIC by whatever the controller offers, and has `hear` called for each event in order;
   * optional. Resolves when the query is followed, with the function that ends it; throws when it cannot be followed.
   * @param path with query, as in {@link ClientCall.path}
   */
  subscribe?(path: string, hear: (event: FollowedEvent) => void): Promise<() => Promise<void>>
  /**
   * Reads a list of an FMC to its end; optional. Gives its items one by one and fetches a page when it is needed: the
   * program works on one page before it asks for the next.
   * @param path without the parameters of paging
   * @param limit items on a page
   */
  list?(path: string, limit: number): AsyncIterable<unknown>
  /**
   * Waits for a task of an Apstra, however often the session is renewed meanwhile; optional. Resolves when it has
   * succeeded; throws when it ended otherwise, or not in time.
   */
  awaitTask?(task: AwaitedTask): Promise<void>
  /** The session on an Apstra as JSON for another process; optional, with {@link restore}. The session outlives `close`. */
  save?(): Promise<unknown>
  /**
   * A client, as of another process, that goes on with a saved session; optional. Throws when it cannot.
   * @param saved what {@link save} gave
   * @param password whether the other process knows the password; where not, it must never log in
   */
  restore?(saved: unknown, password: boolean): Promise<ClientUnderTest>
  /** Ends the client's work, and its session on the controller unless that was saved; optional. */
  close?(): Promise<void>
  /**
   * All of the client's state that bears on what it does next, as JSON, with times relative to now; optional. With it
   * `prove --exhaustive` can tell states apart and stop at a fixed point. May be a promise that needs no time to pass.
   */
  snapshot?(): unknown
}

/** The client itself cannot be worked with any more, whatever it does with its session: nothing is to be judged. */
export class UnusableClientError extends Error {
  override name = 'UnusableClientError'
}

/** Makes a client; the export `createClient` of a module given to `--client`. */
export type CreateClient = (environment: ClientEnvironment) => ClientUnderTest | Promise<ClientUnderTest>
