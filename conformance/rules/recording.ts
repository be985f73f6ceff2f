import type {
  CallEntry,
  ClockEntry,
  ControllerEntry,
  ControllerKind,
  ExchangeEntry,
  FaultEntry,
  JournalEntry,
  SessionEntry,
  SubscriptionEntry,
} from '../../simulator/index.js'

/** The circumstances of a run that its journal does not show. Times in ms. */
export interface Circumstances {
  /** How far the client's wall clock was ahead of the controller's. 0 unless given. */
  clockOffsetMs?: number
  /** How much faster the client's clocks ran than the controller's, in parts per million. 0 unless given. */
  clockDriftPpm?: number
  /** How far the client's wall clock was set forward or back during the run, the lengths of all steps together. 0 unless given. */
  clockStepMs?: number
  /** How long the client's machine slept during the run, all suspends together. 0 unless given. */
  suspendedMs?: number
  /** Exit code of the client's program; undefined where it was not run or did not end by itself. */
  exitCode?: number
  /** Whether the program was stopped at the end of its time, rather than ending by itself. */
  stopped?: boolean
  /** Whether the controller had a certificate that the client had no reason to trust; false unless given. */
  untrustedCertificate?: boolean
  /** Who wrote the recording down: the controller, unless it was captured on the client's side. */
  captured?: 'journal' | 'har'
  /** Number, from 1, of a file's last line, where that was cut and left out. */
  cutLine?: number
}

/** What a controller recorded of a run, in the forms in which rules look at it. */
export interface Recording {
  controller: ControllerKind
  /** Every entry, in order. */
  entries: readonly JournalEntry[]
  /** The client's requests, in the order in which they arrived. */
  exchanges: readonly ExchangeEntry[]
  sessions: readonly SessionEntry[]
  faults: readonly FaultEntry[]
  clockMoves: readonly ClockEntry[]
  restarts: readonly ControllerEntry[]
  subscriptions: readonly SubscriptionEntry[]
  calls: readonly CallEntry[]
  circumstances: Circumstances
}

/** Prepares a journal for the rules. */
export function recordingOf(
  controller: ControllerKind,
  entries: readonly JournalEntry[],
  circumstances: Circumstances = {},
): Recording {
  const ofKind = <K extends JournalEntry['kind']>(kind: K) =>
    entries.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind)
  return {
    controller,
    entries,
    exchanges: ofKind('exchange'),
    sessions: ofKind('session'),
    faults: ofKind('fault'),
    clockMoves: ofKind('clock'),
    restarts: ofKind('controller').filter(({ event }) => event !== 'timeouts'),
    subscriptions: ofKind('subscription'),
    calls: ofKind('call'),
    circumstances,
  }
}
