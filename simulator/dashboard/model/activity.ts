import type { ExchangeEntry, JournalEntry } from './wire.js'

/** What the journal tells of one session beyond what the state shows. */
export interface SessionActivity {
  /** When its newest token was given out, in monotonic ms. */
  tokenFromMs?: number
  /** The last request that named it. */
  last?: ExchangeEntry
}

/** Keeps for each session of a controller what was last heard of it; fed with the journal, entry by entry. */
export class ActivityBook {
  readonly #sessions = new Map<string, SessionActivity>()

  /** What is known of a session; nothing of one that the journal no longer mentions. */
  of(session: string): SessionActivity {
    return this.#sessions.get(session) ?? {}
  }

  /** Takes in the next entry. */
  add(entry: JournalEntry): void {
    if (entry.kind === 'controller' && entry.event === 'reset') this.#sessions.clear()
    else if (entry.kind === 'exchange') {
      const session = sessionOf(entry)
      if (session !== undefined) this.#sessions.set(session, { ...this.of(session), last: entry })
    } else if (entry.kind === 'session' && entry.event !== 'ended') {
      this.#sessions.set(entry.session, { ...this.of(entry.session), tokenFromMs: entry.atMs })
    }
  }
}

/** The session that an entry belongs to; undefined for one that belongs to none. */
export function sessionOf(entry: JournalEntry): string | undefined {
  if (entry.kind === 'exchange') return 'session' in entry.auth ? entry.auth.session : undefined
  return entry.kind === 'session' || entry.kind === 'subscription' ? entry.session : undefined
}
