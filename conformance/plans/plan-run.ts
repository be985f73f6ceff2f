import type { AuthDecision, Deadline, JournalEntry, NetworkExchange, Purpose } from '../../simulator/index.js'
import type { FollowedEvent } from '../client-under-test.js'
import type { Plan, Step } from './plan.js'

/** What a call of a plan does. */
export type Operation = Extract<Step, { do: 'request' }>['operation']

/**
 * Calls of clients that can do more than send requests. Those without a password are of a successor that is given none,
 * and so must not log in.
 */
export type OwnWork =
  | 'read-all'
  | 'await-task'
  | 'save'
  | 'restore'
  | 'restore-without-password'
  | 'read-without-password'

/** One call of the program, as the program saw it. Instants are monotonic ms of the controller's clock. */
export interface CallRecord {
  call: number
  step: number
  operation: Operation | 'healed' | 'subscribe' | 'unsubscribe' | 'close' | OwnWork
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

/** One list that the program read, or wanted to read, to its end. */
export interface PagedReadRecord {
  step: number
  /** Whether the client can read lists. */
  offered: boolean
  /** Whether the end was reached; what came before is given all the same. */
  ended: boolean
  /** Names of the objects that were there from the beginning to the end of the run. */
  expected: readonly string[]
  /** Names of the objects that the client gave, in order. */
  given: string[]
}

/** One task that the program waited for, or wanted to. Instants are monotonic ms of the controller's clock. */
export interface TaskRecord {
  step: number
  /** Whether the client can wait for tasks. */
  offered: boolean
  /** Between two looks at the task, in ms. */
  pollMs: number
  /** When the task was to end; absent when it could not be started. */
  endsMs?: number
  /** When the client said that it had ended well; absent when it did not. */
  toldMs?: number
}

/** One session that was to be handed over. */
export interface HandOverRecord {
  step: number
  /** Whether the client can save and restore. */
  offered: boolean
  /** Whether a successor was made of what was saved, with the password. */
  restored: boolean
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
  pagedReads: PagedReadRecord[]
  tasks: TaskRecord[]
  handOvers: HandOverRecord[]
  /** Whether the client sent more requests than anybody could need. */
  flooded: boolean
  /** A call that never ended, if there is one. */
  hung: string | undefined
  /** All that decides how the run would go on after its last step, as JSON with times relative to then, in ms. */
  finalState: unknown
}
