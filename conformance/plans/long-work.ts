import { apstraOptionsSchema } from '../../simulator/apstra/options.js'
import type { Simulator, VirtualClock } from '../../simulator/index.js'
import type { ClientUnderTest } from '../client-under-test.js'
import type { Administrator } from './administrator.js'
import { blueprintCall, LISTED_PATH } from './operations.js'
import type { Plan, Step } from './plan.js'
import type { PlanProgram } from './plan-program.js'
import type { PagedReadRecord, TaskRecord } from './plan-run.js'

/** Longest that a paged read or a task may take, in ms of virtual time, before it counts as hanging. */
export const LONGEST_WORK_MS = 8 * 3_600_000
/** Looks that a client takes at a task that goes as it should. */
const LOOKS = 40
/** Shortest time between two of them, in ms. */
const LEAST_POLL_MS = 1000
/** For how long a client is to wait for a task beyond the time that this takes, in ms: a wall clock may be set forward by days. */
const PATIENCE_MS = { benign: 365 * 86_400_000, hostile: 20 * 60_000 }

/** Calls of a program that send many requests and outlive tokens. */
export class LongWork {
  readonly pagedReads: PagedReadRecord[] = []
  readonly tasks: TaskRecord[] = []
  readonly #program: PlanProgram
  readonly #administrator: Administrator
  readonly #simulator: Simulator
  readonly #clock: VirtualClock
  readonly #plan: Plan
  /** Names of the objects of the list. */
  #listed: readonly string[] = []
  #waits = false

  constructor(
    program: PlanProgram,
    given: { plan: Plan; administrator: Administrator; simulator: Simulator; clock: VirtualClock },
  ) {
    this.#program = program
    this.#plan = given.plan
    this.#administrator = given.administrator
    this.#simulator = given.simulator
    this.#clock = given.clock
  }

  /** Sees to it that there is what the plan will have read, before a client is at work. */
  prepare(): void {
    if (this.#plan.steps.some((step) => step.do === 'read-all')) {
      this.#listed = this.#administrator.makeNetworks()
    }
  }

  /** Begins to read a list of some hundreds of objects; undefined where the client cannot. */
  readAll(
    { limit, pauseMs }: Extract<Step, { do: 'read-all' }>,
    client: ClientUnderTest,
  ): Promise<void> | undefined {
    const { list } = client
    const record: PagedReadRecord = {
      step: this.#program.step,
      offered: list !== undefined,
      ended: false,
      expected: this.#listed,
      given: [],
    }
    this.pagedReads.push(record)
    if (list === undefined) return undefined
    return this.#program.record('read-all', async () => {
      for await (const item of list.call(client, LISTED_PATH, limit)) {
        record.given.push((item as { name: string }).name)
        if (pauseMs > 0 && record.given.length % limit === 0) await this.#pause(pauseMs)
      }
      record.ended = true
      return undefined
    })
  }

  /** Starts a task and begins to wait for it; undefined where the client cannot, or still waits for another one. */
  awaitTask(client: ClientUnderTest): Promise<void> | undefined {
    if (this.#waits) return undefined
    const { awaitTask } = client
    const durationMs = apstraOptionsSchema.parse(this.#plan.options).taskDurationsMs.create
    const record: TaskRecord = {
      step: this.#program.step,
      offered: awaitTask !== undefined,
      pollMs: Math.max(LEAST_POLL_MS, Math.ceil(durationMs / LOOKS)),
    }
    this.tasks.push(record)
    if (awaitTask === undefined) return undefined
    this.#waits = true
    return this.#program
      .record('await-task', async (call) => {
        const { status, body } = await client.request(blueprintCall(call))
        if (status !== 202) return status
        record.endsMs = this.#creationMs() + durationMs
        const { id: blueprintId, task_id: taskId } = JSON.parse(body) as { id: string; task_id: string }
        const { pollMs } = record
        const timeoutMs = durationMs + PATIENCE_MS[this.#plan.class]
        await awaitTask.call(client, { blueprintId, taskId, pollMs, timeoutMs })
        record.toldMs = this.#clock.monotonicMs()
        return undefined
      })
      .finally(() => {
        this.#waits = false
      })
  }

  /** When the controller took on the newest blueprint, in monotonic ms. */
  #creationMs(): number {
    const created = this.#simulator.journal.entries.findLast(
      (entry) => entry.kind === 'exchange' && entry.response.status === 202,
    )
    return created?.atMs ?? this.#clock.monotonicMs()
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.setTimer(ms, () => resolve())
    })
  }
}
