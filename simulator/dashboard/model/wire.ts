/**
 * What the control API tells the page. The one file here that looks at the simulator's sources, and at types only: the
 * page runs in a browser and shares no code with the server.
 */
import type { Deadline, SessionView } from '../../controller.js'
import type {
  AuthDecision,
  ControllerKind,
  EndCause,
  ExchangeEntry,
  JournalEntry,
  Purpose,
  RefusalCause,
} from '../../journal/entries.js'

export type {
  AuthDecision,
  ControllerKind,
  Deadline,
  EndCause,
  ExchangeEntry,
  JournalEntry,
  Purpose,
  RefusalCause,
  SessionView,
}

/** One of the controllers that the page's server serves. */
export interface ServedController {
  controller: ControllerKind
  /** Where clients reach it. */
  url: string
  /** Whether this is the controller from whose address the page came. */
  own: boolean
}

/** `GET /controllers`. */
export interface Served {
  controllers: ServedController[]
  /** False for a recorded journal: there is nothing to steer. */
  live: boolean
  version: string
}

/** `event: entries`: new journal entries, oldest first. */
export interface EntriesMessage {
  controller: ControllerKind
  entries: JournalEntry[]
  /** Entries that the journal no longer has. */
  dropped: number
  /** The `seq` that comes next. */
  next: number
}

/** Where the clock of a controller stands. */
export interface ClockReading {
  /** Time of day, ISO 8601. */
  now: string
  /** Time of day, in ms since 1970. */
  wallMs: number
  monotonicMs: number
  /** Virtual ms per real ms; 0 while frozen. */
  rate: number
  frozen: boolean
}

/** A fault that waits for its requests. */
export interface ArmedFault {
  id: string
  type: string
  options: Record<string, unknown>
  purpose?: Purpose
  method?: string
  path?: string
  skip: number
  times: number
  /** Requests that it has struck so far. */
  struck: number
}

/** A request in flight that waits to be released. */
export interface HeldRequest {
  id: string
  fault: string
  /** Whether the controller has not seen it yet, or its reply has not left. */
  at: 'request' | 'reply'
  request: { method: string; target: string }
  /** Monotonic instant since which it waits, in ms. */
  sinceMs: number
}

/** A time-out that can be changed while the controller runs. */
export interface Timeout {
  name: string
  title: string
  value: number
  /** Such as `s`. */
  unit: string
  min?: number
  max?: number
}

/** `event: state`: what a controller is like now. */
export interface StateMessage {
  controller: ControllerKind
  clock: ClockReading
  sessions: SessionView[]
  faults: { armed: ArmedFault[] }
  held: HeldRequest[]
  /** Time-outs that can be changed, by name; `GET /timeouts` says more about each. */
  timeouts: Record<string, number>
}

/** The part of JSON Schema in which faults describe their options. */
export interface OptionSchema {
  type?: string
  enum?: unknown[]
  default?: unknown
  minimum?: number
  maximum?: number
  description?: string
}

/** One kind of fault in `GET /faults`. */
export interface FaultKind {
  type: string
  /** One sentence that says what happens. */
  title: string
  options: { properties?: Record<string, OptionSchema>; required?: string[] }
}
