import type { ExchangeEntry, FaultEntry, Purpose } from '../../../simulator/index.js'
import type { Recording } from '../recording.js'
import { lostReplies } from './disturbances.js'
import { answeredMs, requestKey, shown } from './exchanges.js'
import { isThrottled, retryAfterMs, TURNS_AWAY } from './throttling.js'

/** A request that got an answer: the controller's, or one that a fault gave in its place. */
export interface AnsweredRequest {
  /** The journal entry that tells of it. */
  entry: ExchangeEntry | FaultEntry
  purpose: Purpose
  /** What makes the request the same as another one. */
  key: string
  /** Method and target, for a message. */
  shown: string
  /** Monotonic instants in ms at which it arrived and was answered. */
  atMs: number
  answeredMs: number
  /** Whether a limit, or something in front of the controller, turned it away for now. */
  isThrottled: boolean
  /** How long the client was asked to wait, in ms from the answer; undefined where it was not, or never heard of it. */
  retryAfterMs?: number
}

const KNOWN = new WeakMap<Recording, readonly AnsweredRequest[]>()

/** All requests that were answered, in the order in which they arrived. */
export function answeredRequests(recording: Recording): readonly AnsweredRequest[] {
  let found = KNOWN.get(recording)
  if (found === undefined) {
    found = recording.entries.flatMap((entry) => {
      if (entry.kind === 'exchange') return [ofController(entry, recording)]
      return entry.kind === 'fault' ? ofFault(entry) : []
    })
    KNOWN.set(recording, found)
  }
  return found
}

function ofController(entry: ExchangeEntry, recording: Recording): AnsweredRequest {
  const waitMs = lostReplies(recording).has(entry) ? undefined : retryAfterMs(entry)
  return {
    entry,
    purpose: entry.purpose,
    key: requestKey(entry),
    shown: shown(entry),
    atMs: entry.atMs,
    answeredMs: answeredMs(entry),
    isThrottled: isThrottled(entry),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  }
}

/** None where the journal is of an earlier release, which does not tell what a fault answered. */
function ofFault(entry: FaultEntry): AnsweredRequest[] {
  const { request, reply, atMs } = entry
  if (request?.purpose === undefined || reply?.became !== 'replaced') return []
  const { method, target, body = '', purpose } = request
  const waitMs = reply.retryAfterSeconds === undefined ? undefined : reply.retryAfterSeconds * 1000
  return [
    {
      entry,
      purpose,
      key: requestKey({ request: { method, target, body } }),
      shown: shown({ request: { method, target } }),
      atMs,
      answeredMs: atMs,
      isThrottled: TURNS_AWAY.has(reply.status),
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    },
  ]
}
