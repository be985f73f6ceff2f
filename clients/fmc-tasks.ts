import { type ClientTime, sleep } from './clock.js'
import { ClientError, ControllerError } from './errors.js'
import type { FmcObject } from './fmc-lists.js'

/** A task of the controller, such as a deployment or the registration of a device. */
export interface FmcTask {
  id: string
  /**
   * What its status word means. `vanished`: it was there and is not any more, which is how the registration of a device
   * ends when it went well [C: TF2, fmcapi].
   */
  state: 'going' | 'succeeded' | 'failed' | 'vanished'
  /** The controller's own word, such as `In_progress`; empty for a task that vanished. */
  status: string
  /** The controller's own words about it; empty where there are none. */
  message: string
  /** The last answer in full. */
  details: FmcObject
}

/** How to wait for a task. */
export interface AwaitFmcTaskOptions {
  /** How long to wait in all, in ms. 30 min unless given. */
  timeoutMs?: number
  /** Time between two looks, in ms. 5 s unless given. */
  pollMs?: number
  /** How long the task may not be there yet, in ms. 60 s unless given; that it takes a moment is known [C: TF2], not how long. */
  appearMs?: number
}

/** A task failed, did not end in time, or never was there. */
export class TaskError extends ClientError {
  override name = 'TaskError'
  readonly reason: 'failed' | 'timeout' | 'never-there'
  /** What was known of it last; undefined when it was never seen. */
  readonly task: FmcTask | undefined

  constructor(id: string, reason: TaskError['reason'], waitedMs: number, task: FmcTask | undefined) {
    const said =
      task === undefined ? '' : `, last seen with status "${task.status}" and message "${task.message}"`
    const what = {
      failed: `failed${said}`,
      timeout: `did not end within ${Math.round(waitedMs)} ms${said}`,
      'never-there': `did not appear within ${Math.round(waitedMs)} ms: the id is wrong, or it ended before the first look`,
    }[reason]
    super(`task ${id} ${what}`)
    this.reason = reason
    this.task = task
  }
}

/** Status words of tasks that have ended, in lower case; all others are still going [C: TF2, fmcapi]. */
const ENDED: Readonly<Record<string, 'succeeded' | 'failed'>> = {
  success: 'succeeded',
  succeeded: 'succeeded',
  completed: 'succeeded',
  deployed: 'succeeded',
  failed: 'failed',
}

/** What an answer of `job/taskstatuses/{id}` says; the casing of status words varies [C: TF2, fmcapi]. */
export function toTask(id: string, reply: unknown): FmcTask {
  const details = (reply ?? {}) as FmcObject
  const status = textOf(details.status)
  return {
    id,
    state: ENDED[status.toLowerCase()] ?? 'going',
    status,
    message: textOf(details.message),
    details,
  }
}

/**
 * Looks at a task again and again until it has ended.
 * @param look reads the task
 * @returns the task, `succeeded` or `vanished`
 * @throws TaskError; and what `look` throws, but for the 404 of a task that is not there yet or not any more
 */
export async function awaitEnd(
  id: string,
  look: () => Promise<FmcTask>,
  clock: ClientTime,
  options: AwaitFmcTaskOptions,
): Promise<FmcTask> {
  const { timeoutMs = 1_800_000, pollMs = 5000, appearMs = 60_000 } = options
  const startMs = clock.monotonicMs()
  let last: FmcTask | undefined
  for (;;) {
    const seen = await unlessMissing(look)
    if (seen === undefined && last !== undefined) {
      return { ...last, state: 'vanished', status: '' }
    }
    last = seen
    if (last?.state === 'succeeded') return last
    const waitedMs = clock.monotonicMs() - startMs
    if (last?.state === 'failed') throw new TaskError(id, 'failed', waitedMs, last)
    if (last === undefined && waitedMs >= Math.min(appearMs, timeoutMs))
      throw new TaskError(id, 'never-there', waitedMs, last)
    if (waitedMs >= timeoutMs) throw new TaskError(id, 'timeout', waitedMs, last)
    await sleep(clock, Math.min(pollMs, timeoutMs - waitedMs))
  }
}

async function unlessMissing(look: () => Promise<FmcTask>): Promise<FmcTask | undefined> {
  try {
    return await look()
  } catch (error) {
    if (error instanceof ControllerError && error.status === 404) return undefined
    throw error
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
