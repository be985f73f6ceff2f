import type { Clock, Timer } from '../../clock/clock.js'
import type { Domain } from '../domains.js'
import type { TaskOptions } from './task-options.js'

/** Number in the first task id [G]. */
const FIRST_TASK_NUMBER = 8_589_934_593

/** Work to be done after its request was answered. */
export interface Work {
  /** Value of `taskType`. */
  readonly taskType: string
  readonly message: string
  readonly domain: Domain
  /** How long it takes, in ms. */
  readonly durationMs: number
  /** Whether nothing is left of the task when it is done: it is answered with 404 then. */
  readonly vanishes: boolean
  readonly fails: boolean
  /** Done at its end. */
  finish(): void
}

/** A task: work that goes on, or is over. All instants are monotonic ms. */
export interface Task {
  readonly id: string
  readonly work: Work
  readonly startedMs: number
  done: boolean
}

/** The tasks of one FMC. Each ends on the clock, by a timer of its own. */
export class TaskBoard {
  readonly #clock: Clock
  readonly #options: TaskOptions
  readonly #tasks = new Map<string, Task>()
  readonly #timers = new Set<Timer>()
  #started = 0

  constructor(clock: Clock, options: TaskOptions) {
    this.#clock = clock
    this.#options = options
  }

  /** Begins work and gives the task that clients can ask for. */
  start(work: Work): Task {
    const id = String(FIRST_TASK_NUMBER + this.#started++)
    const task: Task = { id, work, startedMs: this.#clock.monotonicMs(), done: false }
    this.#tasks.set(id, task)
    this.later(work.durationMs, `task:${id}`, () => {
      task.done = true
      if (work.vanishes) this.#tasks.delete(id)
      work.finish()
    })
    return task
  }

  /**
   * Does something after `delayMs` ms unless all is cancelled before.
   * @param label names the timer among those that fired
   */
  later(delayMs: number, label: string, run: () => void): void {
    const timer = this.#clock.setTimer(
      delayMs,
      () => {
        this.#timers.delete(timer)
        run()
        return 'quiet'
      },
      label,
    )
    this.#timers.add(timer)
  }

  /** The task of that id as clients see it: one that began just now may not show yet. */
  find(id: string): Task | undefined {
    const task = this.#tasks.get(id)
    return task !== undefined && this.#ageMs(task) >= this.#options.hiddenSec * 1000 ? task : undefined
  }

  /** The status word of a task. */
  status(task: Task): string {
    const { pendingSec, runningStatus, doneStatus } = this.#options
    if (task.done) return task.work.fails ? 'Failed' : doneStatus
    return this.#ageMs(task) < pendingSec * 1000 ? 'Pending' : runningStatus
  }

  /** Forgets all tasks; what they were to do at their end is not done. */
  cancelAll(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    this.#tasks.clear()
  }

  #ageMs({ startedMs }: Task): number {
    return this.#clock.monotonicMs() - startedMs
  }
}
