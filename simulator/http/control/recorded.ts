import type { SessionView } from '../../controller.js'
import type { ControllerKind, JournalEntry } from '../../journal/entries.js'
import type { Journal } from '../../journal/journal.js'
import { sessionsRecordedIn } from '../../recorded-sessions.js'
import type { ClockReading, ControllerView } from './scope.js'

/** A controller of which a journal is left, as it was at the end of it. */
export class RecordedController implements ControllerView {
  readonly kind: ControllerKind
  readonly journal: Pick<Journal, 'entries' | 'dropped'>
  readonly #sessions: SessionView[]

  /** @param entries oldest first; where some are missing between others, all are numbered anew from the first on */
  constructor(kind: ControllerKind, entries: readonly JournalEntry[]) {
    this.kind = kind
    this.journal = { entries: withoutGaps(entries), dropped: entries[0]?.seq ?? 0 }
    this.#sessions = sessionsRecordedIn(entries)
  }

  /** The instant of the last entry, at which time stands still. */
  clock(): ClockReading {
    const { wallMs, atMs } = this.journal.entries.at(-1) ?? { wallMs: 0, atMs: 0 }
    return { now: new Date(wallMs).toISOString(), monotonicMs: atMs, rate: 0, frozen: true }
  }

  sessions(): SessionView[] {
    return this.#sessions
  }

  armed(): [] {
    return []
  }

  held(): [] {
    return []
  }

  timeouts(): [] {
    return []
  }

  /** Nothing changes any more. */
  listen(): () => void {
    return () => {}
  }
}

/** Readers go on by number, so a part of a journal, such as its exchanges alone, has to be one without holes. */
function withoutGaps(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const first = entries[0]?.seq ?? 0
  if (entries.every(({ seq }, index) => seq === first + index)) return entries
  return entries.map((entry, index) => ({ ...entry, seq: first + index }))
}
