import { type ApstraCalls, itemsOf } from './apstra-collection.js'
import { TaskFailedError, TaskTimeoutError } from './apstra-errors.js'
import { type ClientTime, ElapsedTime, sleep } from './clock.js'
import { ConnectionError, RequestTimeoutError, ThrottledError } from './errors.js'

/** How far a task is; `cancelled` from Apstra 6 on. [C: GOSDK, NCH, SPEC6] */
export type TaskStatus = 'init' | 'in_progress' | 'succeeded' | 'failed' | 'timeout' | 'cancelled'

/** A task of a blueprint, with its members as on the wire. */
export interface BlueprintTask {
  id: string
  status: TaskStatus
  type?: string
  /** What came of it: the reply that the call would have had, or what went wrong and the status for that. */
  detailed_status?: { api_response?: unknown; errors?: unknown; error_code?: number }
  [member: string]: unknown
}

/** How long to wait for a task. */
export interface AwaitBlueprintTaskOptions {
  /** In ms; ten minutes unless given. It is looked at after each poll, so that a slow one adds to it. */
  timeoutMs?: number
  /** Time between two polls, in ms; 1 s unless given. */
  pollMs?: number
}

const UNDER_WAY: ReadonlySet<TaskStatus> = new Set(['init', 'in_progress'])

/** The tasks of blueprints. A task belongs to its blueprint and not to the session that started it. */
export class BlueprintTasks {
  readonly #calls: ApstraCalls
  readonly #clock: ClientTime

  constructor(calls: ApstraCalls, clock: ClientTime) {
    this.#calls = calls
    this.#clock = clock
  }

  /** Tasks of a blueprint. @param ids which ones; all that the controller still knows unless given */
  async list(blueprintId: string, ids?: readonly string[]): Promise<BlueprintTask[]> {
    const filter = ids === undefined ? '' : `?filter=${encodeURIComponent(`id in [${ids.map(quoted)}]`)}`
    // The slash before the query is what clients of the vendor send. [C: GOSDK]
    const path = `${tasksPath(blueprintId)}/${filter}`
    return itemsOf(await this.#calls.request({ method: 'GET', path }))
  }

  /** One task. */
  async read(blueprintId: string, taskId: string): Promise<BlueprintTask> {
    const path = `${tasksPath(blueprintId)}/${encodeURIComponent(taskId)}`
    return (await this.#calls.request({ method: 'GET', path })) as BlueprintTask
  }

  /**
   * Waits for a task to end, however often the session is renewed or opened anew meanwhile, and through broken
   * connections, time-outs and a busy controller.
   * @returns its last state, with the result in `detailed_status.api_response`
   * @throws TaskFailedError, TaskTimeoutError; and what `request` throws for good
   */
  async waitFor(
    blueprintId: string,
    taskId: string,
    { timeoutMs = 600_000, pollMs = 1000 }: AwaitBlueprintTaskOptions = {},
  ): Promise<BlueprintTask> {
    const elapsed = new ElapsedTime(this.#clock)
    let task: BlueprintTask | undefined
    for (;;) {
      let trouble: unknown
      try {
        task = await this.read(blueprintId, taskId)
        if (task.status === 'succeeded') return task
        if (!UNDER_WAY.has(task.status)) throw new TaskFailedError(task)
      } catch (error) {
        if (!isPassing(error)) throw error
        trouble = error
      }
      const leftMs = timeoutMs - elapsed.nowMs()
      if (leftMs <= 0) throw new TaskTimeoutError(taskId, timeoutMs, task, trouble)
      await sleep(this.#clock, Math.min(pollMs, leftMs))
    }
  }
}

/** Whether the next poll may fare better. */
function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.reason !== 'untrusted'
  return error instanceof RequestTimeoutError || error instanceof ThrottledError
}

function tasksPath(blueprintId: string): string {
  return `/api/blueprints/${encodeURIComponent(blueprintId)}/tasks`
}

function quoted(id: string): string {
  return `'${id.replaceAll("'", "\\'")}'`
}
