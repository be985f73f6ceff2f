import type { AuthDecision, Deadline, JournalEntry, NetworkExchange, Purpose } from '../../simulator/index.js'
import type { FollowedEvent } from '../client-under-test.js'
import type { Plan, Step } from './plan.js'

/** What a call of a plan does. */
export type Operation = Extract<Step, { do: 'request' }>['operation']

/** One call of the program, as the program saw it. Instants are monotonic ms of the controller's clock. */
export interface CallRecord {
  call: number
  step: number
  operation: Operation | 'healed' | 'subscribe' | 'unsubscribe' | 'close'
  madeMs: number
  endedMs: number
  /** Status of the answer; absent when there was none. */
  status?: number
  /** Name of the error that was thrown. */
  error?: string
  /** How far each limit of the newest session was when the call was made, in ms; negative when it had passed. */
  deadlinesInMs: Partial<Record<Deadline, number>>
}

/** One exchange as the client's side of the network saw it, and what it was for. */
export interface TracedExchange extends NetworkExchange {
  purpose: Purpose
  /** What the controller had decided in the answer that reached the client; absent when none did. */
  answered?: AuthDecision
}

/** One query that the program had the client follow. Instants are monotonic ms of the controller's clock. */
export interface SubscriptionRecord {
  step: number
  /** Whether the client can follow anything at all. */
  offered: boolean
  /** When the client said that it follows the query; absent when it never did. */
  begunMs?: number
  /** When the program had heard enough. */
  endedMs: number
  /** What the client told, in order. */
  heard: (FollowedEvent & { atMs: number })[]
}

/** Everything that a plan's run left behind. */
export interface PlanRun {
  plan: Plan
  /** The journal but for what {@link PlanRun.administration} holds: what the client is judged by. */
  entries: readonly JournalEntry[]
  /** What an administrator's own requests left in the journal; no business of the client's. */
  administration: readonly JournalEntry[]
  /** The whole journal, one JSON object a line. */
  journal(): string
  calls: CallRecord[]
  exchanges: TracedExchange[]
  subscriptions: SubscriptionRecord[]
  /** Whether the client sent more requests than anybody could need. */
  flooded: boolean
  /** A call that never ended, if there is one. */
  hung: string | undefined
  /** All that decides how the run would go on after its last step, as JSON with times relative to then, in ms. */
  finalState: unknown
}
