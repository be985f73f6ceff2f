import { planSchema } from '../../../conformance/plans/plan.js'
import type { CallRecord, PlanRun, TracedExchange } from '../../../conformance/plans/run-plan.js'
import type { AuthDecision, JournalEntry, Purpose, SessionEntry } from '../../../simulator/index.js'

/** A run made by hand: benign and empty but for what is given. */
export function madeRun(parts: Partial<PlanRun>, kind: 'benign' | 'hostile' = 'benign'): PlanRun {
  return {
    plan: planSchema.parse({ controller: 'fmc', class: kind, steps: [] }),
    entries: [],
    administration: [],
    journal: () => '',
    calls: [],
    exchanges: [],
    subscriptions: [],
    pagedReads: [],
    tasks: [],
    handOvers: [],
    flooded: false,
    hung: undefined,
    finalState: undefined,
    ...parts,
  }
}

/** An exchange as the client saw it, 10 ms long unless told otherwise. */
export function exchange(
  purpose: Purpose,
  sentMs: number,
  more: Partial<TracedExchange> = {},
): TracedExchange {
  return { purpose, method: 'GET', target: '/api/hosts', sentMs, endedMs: sentMs + 10, ...more }
}

/** A call of the program. */
export function called(operation: CallRecord['operation'], outcome: Partial<CallRecord>): CallRecord {
  return { call: 1, step: 0, operation, madeMs: 0, endedMs: 1, deadlinesInMs: {}, ...outcome }
}

/** What the controller wrote of an exchange. */
export function exchanged(
  auth: AuthDecision,
  more: { purpose?: Purpose; method?: string; body?: string; atMs?: number } = {},
): JournalEntry {
  const { purpose = 'call', method = 'GET', body = '', atMs = 0 } = more
  return {
    kind: 'exchange',
    seq: 0,
    atMs,
    wallMs: 0,
    purpose,
    request: { method, target: '/api/hosts', headers: {}, body },
    auth,
    response: { status: 200, reason: 'OK', headers: [], body: '' },
    processingMs: 0,
  }
}

/** What the controller wrote of a session. */
export function sessionEvent(event: SessionEntry['event'], session: string, token?: string): JournalEntry {
  const base = { kind: 'session', seq: 0, atMs: 0, wallMs: 0, event, session, user: 'operator' } as const
  return token === undefined ? base : { ...base, token }
}
