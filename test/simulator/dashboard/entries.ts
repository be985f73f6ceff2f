import type { ExchangeEntry, JournalEntry, SessionView } from '../../../simulator/dashboard/model/wire.js'

const WALL_START_MS = Date.parse('2026-11-22T09:00:00Z')

/** An exchange as a controller would have written it; `seq` and instant first. */
export function exchange(seq: number, atMs: number, changes: Partial<ExchangeEntry> = {}): ExchangeEntry {
  return {
    ...placed(seq, atMs),
    kind: 'exchange',
    purpose: 'call',
    request: { method: 'GET', target: '/api/class/fvTenant.json', headers: {}, body: '' },
    auth: { outcome: 'accepted', how: 'token', user: 'admin', session: 'apic-1' },
    response: { status: 200, reason: 'OK', headers: [], body: '{}' },
    processingMs: 0,
    ...changes,
  }
}

/** Any other entry. */
export function entry<K extends JournalEntry['kind']>(
  seq: number,
  atMs: number,
  kind: K,
  rest: Omit<Extract<JournalEntry, { kind: K }>, 'kind' | 'seq' | 'atMs' | 'wallMs'>,
): JournalEntry {
  return { ...placed(seq, atMs), kind, ...rest } as unknown as JournalEntry
}

/** A session that lives for 10 min without renewal and for a day at most. */
export function session(changes: Partial<SessionView> = {}): SessionView {
  return {
    id: 'apic-1',
    user: 'admin',
    state: 'live',
    bornMs: 0,
    lastUsedMs: 0,
    refreshes: 0,
    refreshesLeft: null,
    deadlines: { token: 600_000, absolute: 86_400_000 },
    ...changes,
  }
}

function placed(seq: number, atMs: number) {
  return { seq, atMs, wallMs: WALL_START_MS + atMs }
}
