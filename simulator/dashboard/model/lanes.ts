import { sessionOf } from './activity.js'
import { type EntryFilter, isNarrow, matches } from './filter.js'
import type { ControllerKind, EndCause, ExchangeEntry, JournalEntry } from './wire.js'

/** What a mark on the time line stands for; each has a shape of its own. */
export type MarkKind =
  | 'login'
  | 'refresh'
  | 'logout'
  | 'request'
  | 'refused'
  | 'forbidden'
  | 'throttled'
  | 'fault'
  | 'restart'
  | 'ended'
  | 'event'
  | 'clock'

/** One entry on the time line. */
export interface Mark {
  /** Monotonic instant, in ms. */
  atMs: number
  kind: MarkKind
  seq: number
}

/** The time during which one token is good. All instants are monotonic ms. */
export interface TokenBar {
  fromMs: number
  /** When it ends if it is not renewed; undefined where it never does. */
  endsMs: number | undefined
  /** When a newer one took its place, or the session ended; undefined while it is the newest of a live session. */
  toMs: number | undefined
}

/** Key of the lane with the moves of the clock. */
export const CLOCK_LANE = 'clock'

/** A swim lane: one session, all requests of a controller without one, or the moves of the clock. */
export interface Lane {
  key: string
  controller: ControllerKind
  /** Undefined for the lanes of requests without session and of the clock. */
  session: string | undefined
  user: string
  /** Undefined where its birth is no longer in the journal. */
  bornMs?: number
  /** Of its end, or of the reset that forgot it. */
  endedMs?: number
  cause?: EndCause
  tokens: TokenBar[]
  /** In order of time. */
  marks: Mark[]
}

/** A move of the clock, which concerns all lanes. */
export interface ClockMark {
  atMs: number
  seq: number
  event: 'advance' | 'freeze' | 'run' | 'step-wall'
  byMs: number
  rate: number
}

/** Lanes of one controller; fed with the journal, entry by entry. */
export class LaneBook {
  readonly clockMarks: ClockMark[] = []
  readonly #controller: ControllerKind
  readonly #filter: EntryFilter
  readonly #lanes = new Map<string, Lane>()
  readonly #others: Lane
  readonly #clock: Lane

  constructor(controller: ControllerKind, filter: EntryFilter) {
    this.#controller = controller
    this.#filter = filter
    this.#others = emptyLane(`${controller}/`, controller)
    this.#clock = emptyLane(CLOCK_LANE, controller)
  }

  /** The moves of the clock as a lane of their own; undefined while there are none. */
  get clockLane(): Lane | undefined {
    return this.#clock.marks.length === 0 ? undefined : this.#clock
  }

  /** The lane of requests without session, then those of sessions, newest first; under a filter those with a mark. */
  lanes(): Lane[] {
    const lanes = [this.#others, ...[...this.#lanes.values()].reverse()]
    return isNarrow(this.#filter) ? lanes.filter(({ marks }) => marks.length > 0) : lanes
  }

  /** Takes in the next entry. */
  add(entry: JournalEntry): void {
    if (entry.kind === 'clock') {
      const { atMs, seq, event, byMs = 0, rate = 0 } = entry
      this.clockMarks.push({ atMs, seq, event, byMs, rate })
      if (matches(entry, this.#filter)) this.#clock.marks.push({ atMs, kind: 'clock', seq })
      return
    }
    const session = sessionOf(entry)
    const lane = session === undefined ? this.#others : this.#lane(session)
    if (entry.kind === 'session') follow(lane, entry)
    // A reset forgets every session, without a word of each.
    if (entry.kind === 'controller' && entry.event === 'reset') {
      for (const each of this.#lanes.values()) if (each.endedMs === undefined) end(each, entry.atMs)
    }
    if (lane.user === '' && entry.kind === 'exchange' && 'user' in entry.auth) {
      lane.user = session === undefined ? '' : (entry.auth.user ?? '')
    }
    const kind = markKind(entry)
    if (kind === undefined || !matches(entry, this.#filter)) return
    lane.marks.push({
      atMs: entry.kind === 'session' ? (entry.endedMs ?? entry.atMs) : entry.atMs,
      kind,
      seq: entry.seq,
    })
  }

  #lane(session: string): Lane {
    const found = this.#lanes.get(session)
    if (found !== undefined) return found
    const lane = emptyLane(`${this.#controller}/${session}`, this.#controller, session)
    this.#lanes.set(session, lane)
    return lane
  }
}

function emptyLane(key: string, controller: ControllerKind, session?: string): Lane {
  return { key, controller, session, user: '', tokens: [], marks: [] }
}

/** Index of the first mark at or after an instant. */
export function firstAt(marks: readonly { atMs: number }[], atMs: number): number {
  let low = 0
  let high = marks.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (marks[middle]!.atMs < atMs) low = middle + 1
    else high = middle
  }
  return low
}

/** The mark closest to an instant, if it is no farther than `withinMs` from it. */
export function nearestMark(marks: readonly Mark[], atMs: number, withinMs: number): Mark | undefined {
  const index = firstAt(marks, atMs)
  let best: Mark | undefined
  for (const mark of [marks[index - 1], marks[index]]) {
    if (mark === undefined || Math.abs(mark.atMs - atMs) > withinMs) continue
    if (best === undefined || Math.abs(mark.atMs - atMs) < Math.abs(best.atMs - atMs)) best = mark
  }
  return best
}

/** Writes what happened to a session into its lane. */
function follow(lane: Lane, entry: Extract<JournalEntry, { kind: 'session' }>): void {
  lane.user = entry.user
  if (entry.event === 'ended') {
    end(lane, entry.endedMs ?? entry.atMs)
    if (entry.cause !== undefined) lane.cause = entry.cause
    return
  }
  const last = lane.tokens.at(-1)
  if (entry.event === 'born') lane.bornMs = entry.atMs
  if (last !== undefined) last.toMs = entry.atMs
  lane.tokens.push({ fromMs: entry.atMs, endsMs: entry.tokenEndsMs, toMs: undefined })
}

function end(lane: Lane, atMs: number): void {
  lane.endedMs = atMs
  const last = lane.tokens.at(-1)
  if (last !== undefined) last.toMs = atMs
}

function markKind(entry: JournalEntry): MarkKind | undefined {
  switch (entry.kind) {
    case 'exchange':
      return exchangeMark(entry)
    case 'fault':
      return entry.event === 'fired' ? 'fault' : undefined
    case 'session':
      return entry.event === 'ended' ? 'ended' : undefined
    case 'controller':
      return entry.event === 'timeouts' ? 'event' : 'restart'
    case 'subscription':
    case 'call':
      return 'event'
    case 'clock':
      return undefined
  }
}

function exchangeMark({ auth, purpose }: ExchangeEntry): MarkKind {
  if (auth.outcome === 'refused' || auth.outcome === 'bad-credentials') return 'refused'
  if (auth.outcome === 'forbidden') return 'forbidden'
  if (auth.outcome === 'throttled') return 'throttled'
  return purpose === 'call' ? 'request' : purpose
}
