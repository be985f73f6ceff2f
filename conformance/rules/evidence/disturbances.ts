import type { EndCause, ExchangeEntry, FaultEntry, JournalEntry } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'
import { SAME_INSTANT_MS } from './exchanges.js'
import { sessionsSeen } from './sessions-seen.js'

/** Ends of a session that come from outside, which no client can foresee. */
const TAKEN_AWAY: ReadonlySet<EndCause> = new Set(['superseded', 'terminated', 'restart', 'user-changed'])
/** Faults that let the controller carry a request out and keep the answer from the client. */
const LOSES_REPLY: ReadonlySet<string> = new Set(['drop-reply', 'reset', 'truncate', 'latency', 'hold'])

const LOST = new WeakMap<Recording, ReadonlyMap<ExchangeEntry, FaultEntry>>()

/**
 * Requests that the controller carried out, and whose answer a fault kept from the client or, with `latency` and `hold`,
 * kept back; each with its fault.
 */
export function lostReplies(recording: Recording): ReadonlyMap<ExchangeEntry, FaultEntry> {
  let found = LOST.get(recording)
  if (found === undefined) {
    found = findLost(recording.entries)
    LOST.set(recording, found)
  }
  return found
}

/** Instants, in monotonic ms and in order, at which something came between client and controller. */
export function disturbances(recording: Recording): number[] {
  const { own } = sessionsSeen(recording)
  return [
    ...recording.faults.filter(({ event }) => event === 'fired').map(({ atMs }) => atMs),
    ...recording.restarts.map(({ atMs }) => atMs),
    ...own.flatMap(({ end }) => (end?.cause !== undefined && TAKEN_AWAY.has(end.cause) ? [end.atMs] : [])),
  ].sort((one, other) => one - other)
}

/** A fault stands right before the request that it struck, where that reached the controller at all. */
function findLost(entries: readonly JournalEntry[]): ReadonlyMap<ExchangeEntry, FaultEntry> {
  const lost = new Map<ExchangeEntry, FaultEntry>()
  let struck: FaultEntry | undefined
  for (const entry of entries) {
    if (entry.kind === 'fault') struck = entry.event === 'fired' ? entry : struck
    if (entry.kind !== 'exchange') continue
    if (struck !== undefined && losesReply(struck) && isOf(struck, entry)) lost.set(entry, struck)
    struck = undefined
  }
  return lost
}

/** Journals of an earlier release tell the kind of a fault only, and `reset` may have come before the controller saw anything. */
function losesReply({ type, reply }: FaultEntry): boolean {
  return reply?.became === 'lost' ? reply.carriedOut : LOSES_REPLY.has(type)
}

function isOf({ atMs, request }: FaultEntry, exchange: ExchangeEntry): boolean {
  return (
    exchange.atMs - atMs <= SAME_INSTANT_MS &&
    request?.method === exchange.request.method &&
    request.target === exchange.request.target
  )
}
