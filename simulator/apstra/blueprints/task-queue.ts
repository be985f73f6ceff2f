import type { Timer } from '../../clock/clock.js'
import type { ControllerContext } from '../../controller.js'
import type { FieldErrors } from '../answers.js'
import type { Stamps } from '../collections/collection-store.js'
import type { Json } from '../python-json.js'

/** Words of the `status` member that are used here; `cancelled` of 6.0 is not. [C: GOSDK, SPEC6, APY] */
export type TaskStatus = 'init' | 'in_progress' | 'succeeded' | 'failed' | 'timeout'

/** How a call ends whose work a task does. */
export type Outcome =
  | { ok: true; response: Json; version: number }
  | { ok: false; status: number; problem: string | FieldErrors }

/** Who asked for a task, and how. */
export interface TaskOrigin {
  userId: string
  userName: string
  address: string
  method: string
  path: string
  args: Readonly<Record<string, string>>
  data: Json
}

/** A piece of work on a blueprint. It belongs to the blueprint: the token that began it may end meanwhile. */
export interface Task {
  readonly id: string
  /** Such as `blueprint.create`. */
  readonly type: string
  readonly origin: TaskOrigin
  readonly outcome: Outcome
  readonly createdAt: string
  status: TaskStatus
  beginAt: string | undefined
  updatedAt: string
}

/** What a task is to do. */
export interface Work {
  type: string
  origin: TaskOrigin
  /** How long it takes once it has begun, in ms. */
  durationMs: number
  outcome: Outcome
  /** Called when it has ended, with its last status. */
  ended(status: TaskStatus): void
}

/** How many ended tasks a blueprint remembers. [guess] */
const REMEMBERED_TASKS = 200

/**
 * The tasks of one blueprint, which run one after another on the controller's clock. [that they do not overlap: guess]
 *
 * How a task will end is known when it is taken on, since nothing but earlier tasks changes a blueprint; it is shown,
 * and takes effect, when the task ends.
 */
export class TaskQueue {
  readonly #context: ControllerContext
  readonly #stamps: Stamps
  readonly #timeoutMs: number
  readonly #tasks = new Map<string, Task>()
  readonly #timers = new Set<Timer>()
  #freeAtMs = 0
  #pending = 0

  /** @param timeoutMs longest time that a task may run, in ms; after that it ends without effect */
  constructor(context: ControllerContext, stamps: Stamps, timeoutMs: number) {
    this.#context = context
    this.#stamps = stamps
    this.#timeoutMs = timeoutMs
  }

  /** How many tasks have not ended. */
  get pending(): number {
    return this.#pending
  }

  /** Whether a task that takes this long, in ms, would run into the time-out. */
  timesOut(durationMs: number): boolean {
    return durationMs > this.#timeoutMs
  }

  /** Whether a task of that type has not ended. */
  isPending(type: string): boolean {
    return this.all().some((task) => task.type === type && isActive(task))
  }

  /** All tasks that are remembered, oldest first. */
  all(): Task[] {
    return [...this.#tasks.values()]
  }

  /** Those that have ended, oldest first. */
  ended(): Task[] {
    return this.all().filter((task) => !isActive(task))
  }

  /** Takes tasks that ended elsewhere, oldest first. */
  adopt(ended: readonly Task[]): void {
    for (const task of ended) this.#tasks.set(task.id, task)
  }

  /** The task of that id. */
  find(id: string): Task | undefined {
    return this.#tasks.get(id)
  }

  /** Takes a task on, and says in how many ms it ends. */
  add({ type, origin, durationMs, outcome, ended }: Work): { task: Task; endsInMs: number } {
    const createdAt = this.#stamps.now()
    const task: Task = {
      id: this.#stamps.newId(),
      type,
      origin,
      outcome,
      createdAt,
      status: 'init',
      beginAt: undefined,
      updatedAt: createdAt,
    }
    this.#tasks.set(task.id, task)
    this.#forgetOldest()
    this.#pending++
    const nowMs = this.#context.clock.monotonicMs()
    const beginsInMs = Math.max(0, this.#freeAtMs - nowMs)
    const endsInMs = beginsInMs + Math.min(durationMs, this.#timeoutMs)
    this.#freeAtMs = nowMs + endsInMs
    this.#after(beginsInMs, task, () => {
      task.beginAt = this.#stamps.now()
      this.#enter(task, 'in_progress')
    })
    const last = this.timesOut(durationMs) ? 'timeout' : outcome.ok ? 'succeeded' : 'failed'
    this.#after(endsInMs, task, () => {
      this.#pending--
      this.#enter(task, last)
      ended(last)
    })
    return { task, endsInMs }
  }

  /** Ends all work without a trace. */
  clear(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    this.#tasks.clear()
    this.#pending = 0
    this.#freeAtMs = 0
  }

  #enter(task: Task, status: TaskStatus): void {
    task.status = status
    task.updatedAt = this.#stamps.now()
  }

  #after(delayMs: number, task: Task, run: () => void): void {
    if (delayMs === 0) {
      run()
      return
    }
    const strike = () => {
      this.#timers.delete(timer)
      run()
      return 'quiet' as const
    }
    const timer = this.#context.clock.setTimer(delayMs, strike, `task:${task.id}:${task.type}`)
    this.#timers.add(timer)
  }

  #forgetOldest(): void {
    for (const task of this.#tasks.values()) {
      if (this.#tasks.size <= REMEMBERED_TASKS || isActive(task)) return
      this.#tasks.delete(task.id)
    }
  }
}

function isActive({ status }: Task): boolean {
  return status === 'init' || status === 'in_progress'
}
