import type { Deadline, SessionView } from './controller.js'
import type { ExchangeEntry, JournalEntry, SessionEntry } from './journal/entries.js'

/** A session as the entries so far show it. */
interface Recorded {
  id: string
  user: string
  bornMs: number
  lastUsedMs: number
  refreshes: number
  deadlines: Partial<Record<Deadline, number>>
  ended?: NonNullable<SessionView['ended']>
}

/**
 * The sessions that a journal tells of, as they were at its end, oldest first. Of limits it shows the end of the newest
 * token only, and none of what is left of refreshes. A session whose birth the journal has lost begins with its first use.
 */
export function sessionsRecordedIn(entries: readonly JournalEntry[]): SessionView[] {
  const sessions = new Map<string, Recorded>()
  for (const entry of entries) {
    if (entry.kind === 'session') follow(sessions, entry)
    else if (entry.kind === 'exchange') use(sessions, entry)
    // A reset forgets every session, without a word of each.
    else if (entry.kind === 'controller' && entry.event === 'reset') sessions.clear()
  }
  return [...sessions.values()].map(({ ended, ...session }) => ({
    ...session,
    state: ended === undefined ? 'live' : 'ended',
    refreshesLeft: null,
    ...(ended === undefined ? {} : { ended }),
  }))
}

function follow(sessions: Map<string, Recorded>, entry: SessionEntry): void {
  const { event, session: id, user, atMs, tokenEndsMs, cause, endedMs = atMs } = entry
  const session = sessions.get(id) ?? begun(sessions, id, user, atMs)
  if (event === 'ended') {
    // The controller gives each end its cause.
    if (cause !== undefined) session.ended = { atMs: endedMs, cause }
    return
  }
  session.lastUsedMs = atMs
  if (event === 'refreshed') session.refreshes++
  if (tokenEndsMs !== undefined) session.deadlines = { token: tokenEndsMs }
}

/** A request that its session was good for, whether its user might do it or not; a logout is a use as any other. */
function use(sessions: Map<string, Recorded>, { auth, atMs }: ExchangeEntry): void {
  if (auth.outcome !== 'accepted' && auth.outcome !== 'forbidden') return
  const { session: id, user } = auth
  if (id === undefined) return
  const session = sessions.get(id) ?? begun(sessions, id, user, atMs)
  session.lastUsedMs = atMs
}

function begun(sessions: Map<string, Recorded>, id: string, user: string, bornMs: number): Recorded {
  const session = { id, user, bornMs, lastUsedMs: bornMs, refreshes: 0, deadlines: {} }
  sessions.set(id, session)
  return session
}
