import type { ControllerContext } from '../../controller.js'
import { filledIn } from '../../text.js'
import { type Answer, empty, errors, json } from '../answers.js'
import type { Stamps } from '../collections/collection-store.js'
import type { Collections } from '../collections/collections.js'
import type { Content } from '../collections/fields.js'
import { isoMicroseconds, MicrosecondClock } from '../microseconds.js'
import type { ApstraOptions } from '../options.js'
import type { Json } from '../python-json.js'
import type { Call } from '../routes.js'
import type { UserDirectory } from '../users.js'
import { Blueprint } from './blueprint.js'
import { designFrom } from './blueprint-design.js'
import { type BlueprintState, type Change, isRefusal, newState, type Refusal } from './blueprint-state.js'
import { isAsyncFull, originOf } from './call-details.js'
import { describeBlueprint, type KeptBlueprint, stateOf, tasksOf } from './kept-blueprint.js'
import { lockedText, mayOverride } from './locks.js'
import { type Outcome, type Task, TaskQueue, type TaskStatus } from './task-queue.js'

/** How many blueprints that are gone are remembered for their tasks. [guess] */
const REMEMBERED_BLUEPRINTS = 100

/** A call that changes a blueprint. */
export interface Alteration {
  /** Type of its task, such as `blueprint.deploy`. [guess after NCH] */
  type: string
  /** Which of the durations its task has. */
  duration: 'change' | 'deploy'
  change: Change
  /** What the call is answered once the change is made; it is the task's `api_response`, too. */
  answer(state: BlueprintState): { status: number; value?: Json }
  /** Whether an administrator may do this although somebody else holds the lock. */
  liftsLock?: boolean
}

/** What a new blueprint is to be. */
export interface BlueprintRequest {
  id: string | undefined
  label: string
  design: string
  templateId: string | undefined
}

/** The blueprints of a controller, and the way in which each call that changes one becomes a task. */
export class Blueprints {
  readonly #context: ControllerContext
  readonly #options: ApstraOptions
  readonly #users: UserDirectory
  readonly #collections: Collections
  readonly #stamps: Stamps
  readonly #blueprints = new Map<string, Blueprint>()
  #revision = 0

  constructor(
    context: ControllerContext,
    options: ApstraOptions,
    users: UserDirectory,
    collections: Collections,
  ) {
    this.#context = context
    this.#options = options
    this.#users = users
    this.#collections = collections
    const ids = context.random('blueprints')
    const microseconds = new MicrosecondClock(context.clock, context.random('blueprint-times'))
    this.#stamps = {
      newId: () => ids.uuid(),
      now: () => `${isoMicroseconds(microseconds.nowUs())}Z`,
    }
  }

  /** Goes up each time a task ends, and what it did shows. */
  get revision(): number {
    return this.#revision
  }

  /** What is kept of all but those that are being made. */
  contents(): unknown[] {
    return [...this.#blueprints.values()].filter(({ phase }) => phase !== 'creating').map(describeBlueprint)
  }

  /** Takes kept blueprints in the place of all that there are. */
  replaceAll(kept: readonly KeptBlueprint[]): void {
    this.reset()
    for (const one of kept) {
      const tasks = new TaskQueue(this.#context, this.#stamps, this.#options.taskTimeoutMs)
      const blueprint = new Blueprint(one.origin, stateOf(one), tasks)
      tasks.adopt(tasksOf(one))
      blueprint.phase = one.gone ? 'gone' : 'ready'
      blueprint.modifiedAt = one.modifiedAt
      blueprint.lockedBy = one.lockedBy
      this.#blueprints.set(one.origin.id, blueprint)
    }
    this.#collections.poolUseChanged()
  }

  /** Those that clients can work with, oldest first. */
  present(): Blueprint[] {
    return [...this.#blueprints.values()].filter(({ isThere }) => isThere)
  }

  /** The blueprint of that id, also one that is being created or is gone. */
  find(id: string): Blueprint | undefined {
    return this.#blueprints.get(id)
  }

  /** Whether a blueprint draws on the pool of that id. */
  drawOn(poolId: string): boolean {
    return this.present().some(({ state }) =>
      [...state.staged.design.resources.values()].some(({ pool_ids: ids }) => includes(ids, poolId)),
    )
  }

  /** Whether the collection of that type's pools, `ip`, `asn` or `vni`, has each of those ids. */
  havePools(type: string, ids: readonly string[]): boolean {
    const pools = this.#collections.at(`resources/${type}-pools`)
    return ids.every((id) => pools?.item(id) !== undefined)
  }

  /** Back to none. */
  reset(): void {
    for (const { tasks } of this.#blueprints.values()) tasks.clear()
    this.#blueprints.clear()
  }

  /**
   * Begins to make a blueprint. The call waits for the task, unless it says `async=full`; one blueprint is made at a
   * time. [C: SPEC6, GOSDK, NCH]
   */
  create(call: Call, wanted: BlueprintRequest): Answer {
    const { messages, taskDurationsMs } = this.#options
    if (this.#isCreating()) return errors(429, messages.tooManyTasks)
    if (wanted.id !== undefined && this.#isTaken(wanted.id)) {
      return errors(409, { id: 'Blueprint with this id already exists' })
    }
    const isFull = this.#isAsyncFull(call)
    const refusal = this.#refuseNew(wanted)
    if (refusal !== undefined && !isFull) return errors(refusal.status, refusal.problem)

    const id = wanted.id ?? this.#stamps.newId()
    const blueprint = this.#add(id, wanted)
    const outcome: Outcome =
      refusal === undefined
        ? { ok: true, response: { id }, version: blueprint.state.staged.version }
        : { ok: false, ...refusal }
    const { task, endsInMs } = blueprint.tasks.add({
      type: 'blueprint.create',
      origin: originOf(call),
      durationMs: taskDurationsMs.create,
      outcome,
      ended: (status) => {
        this.#revision++
        blueprint.phase = status === 'succeeded' ? 'ready' : 'gone'
        this.#forgetGone()
      },
    })
    // A call that waited in vain is left with the task. [guess]
    const isMade = !isFull && !blueprint.tasks.timesOut(taskDurationsMs.create)
    const answer = json(isMade ? 201 : 202, { id, ...this.#named(task) })
    return isFull ? answer : { ...answer, processingMs: endsInMs }
  }

  /** Changes a blueprint with a task; the call waits for it, unless it says `async=full`. */
  alter(blueprint: Blueprint, call: Call, alteration: Alteration): Answer {
    const obstacle = this.#obstacle(blueprint, call, alteration.liftsLock === true)
    if (obstacle !== undefined) return obstacle
    const durationMs = this.#options.taskDurationsMs[alteration.duration]
    const next = blueprint.preview(alteration.change)
    const isFull = this.#isAsyncFull(call)
    if (isRefusal(next) && !isFull) return errors(next.status, next.problem)

    const timesOut = blueprint.tasks.timesOut(durationMs)
    if (!isRefusal(next) && !timesOut) {
      blueprint.accept(next)
      // A change in spite of a lock on purpose takes the lock over.
      if (alteration.liftsLock !== true && blueprint.lockedBy !== call.caller.id)
        blueprint.lockedBy = undefined
    }
    const answered = isRefusal(next) ? undefined : alteration.answer(next)
    const { task, endsInMs } = blueprint.tasks.add({
      type: alteration.type,
      origin: originOf(call),
      durationMs,
      outcome: isRefusal(next)
        ? { ok: false, ...next }
        : { ok: true, response: answered?.value ?? null, version: next.staged.version },
      ended: (status) => this.#carryOut(blueprint, next, status),
    })
    // As above: a call that waited in vain is left with the task.
    if (isFull || timesOut || answered === undefined) {
      return { ...json(202, this.#named(task)), ...(!isFull && { processingMs: endsInMs }) }
    }
    const { status, value } = answered
    return { ...(value === undefined ? empty(status) : json(status, value)), processingMs: endsInMs }
  }

  /** Removes a blueprint, its staged changes included. [202 C: SPEC6; body guess] */
  remove(blueprint: Blueprint, call: Call): Answer {
    const obstacle = this.#obstacle(blueprint, call, false)
    if (obstacle !== undefined) return obstacle
    const { tasks } = blueprint
    const durationMs = this.#options.taskDurationsMs.change
    if (!tasks.timesOut(durationMs)) blueprint.phase = 'deleting'
    const { task, endsInMs } = tasks.add({
      type: 'blueprint.delete',
      origin: originOf(call),
      durationMs,
      outcome: { ok: true, response: null, version: blueprint.state.staged.version },
      ended: (status) => {
        this.#revision++
        if (status !== 'succeeded') return
        blueprint.phase = 'gone'
        blueprint.lockedBy = undefined
        this.#collections.poolUseChanged()
        this.#forgetGone()
      },
    })
    const answer = json(202, this.#named(task))
    return this.#isAsyncFull(call) ? answer : { ...answer, processingMs: endsInMs }
  }

  /** Whether a blueprint other than `own` has that label, or is about to have it. */
  hasLabel(label: string, own?: Blueprint): boolean {
    return [...this.#blueprints.values()].some(
      (blueprint) => blueprint !== own && blueprint.phase !== 'gone' && blueprint.nextLabel === label,
    )
  }

  /** [text C: TF; status guess] */
  duplicateLabel(): Refusal {
    const { blueprintLabelKey, duplicateLabelStatus } = this.#options
    return {
      status: duplicateLabelStatus,
      problem: { [blueprintLabelKey]: `Blueprint with this ${blueprintLabelKey} already exists` },
    }
  }

  /** Why a call may not change a blueprint now. [409 and 429 C: SPEC6; texts guess] */
  #obstacle(blueprint: Blueprint, { caller }: Call, liftsLock: boolean): Answer | undefined {
    const { messages, lockStatus, lockOverride, taskQueueLength } = this.#options
    if (blueprint.phase === 'deleting')
      return errors(409, filledIn(messages.beingDeleted, { id: blueprint.origin.id }))
    const { lock } = blueprint
    if (lockStatus !== 'none' && lock !== undefined && lock.userId !== caller.id) {
      const overrides = mayOverride(caller) && (liftsLock || lockOverride === 'write')
      if (!overrides) return errors(409, lockedText(messages.locked, blueprint, lock, this.#users))
    }
    return blueprint.tasks.pending >= taskQueueLength ? errors(429, messages.tooManyTasks) : undefined
  }

  #carryOut(blueprint: Blueprint, next: BlueprintState | Refusal, status: TaskStatus): void {
    this.#revision++
    if (isRefusal(next) || status !== 'succeeded') return
    const drewOn = blueprint.state.staged.design.resources
    blueprint.show(next, this.#stamps.now())
    if (next.staged.design.resources !== drewOn) this.#collections.poolUseChanged()
  }

  /** AOS 1.x has neither tasks that clients see nor calls that do not wait for them. [L: PYEZ] */
  #isAsyncFull(call: Call): boolean {
    return this.#options.generation !== 'G1' && isAsyncFull(call)
  }

  #named(task: Task): { task_id?: string } {
    return this.#options.generation === 'G1' ? {} : { task_id: task.id }
  }

  #isCreating(): boolean {
    return [...this.#blueprints.values()].some(({ phase }) => phase === 'creating')
  }

  #isTaken(id: string): boolean {
    const blueprint = this.#blueprints.get(id)
    return blueprint !== undefined && blueprint.phase !== 'gone'
  }

  #refuseNew({ label, templateId }: BlueprintRequest): Refusal | undefined {
    if (this.hasLabel(label)) return this.duplicateLabel()
    if (
      templateId !== undefined &&
      this.#collections.at('design/templates')!.item(templateId) === undefined
    ) {
      return { status: 422, problem: { template_id: 'Template with this id does not exist' } }
    }
    return undefined
  }

  #add(id: string, { label, design, templateId }: BlueprintRequest): Blueprint {
    const template = this.#collections.at('design/templates')!.item(templateId ?? '')?.content ?? {}
    const blueprint = new Blueprint(
      { id, design, createdAt: this.#stamps.now() },
      newState(designFrom(label, template as Content, this.#stamps, this.#options.generation === 'G1')),
      new TaskQueue(this.#context, this.#stamps, this.#options.taskTimeoutMs),
    )
    this.#blueprints.delete(id)
    this.#blueprints.set(id, blueprint)
    return blueprint
  }

  #forgetGone(): void {
    const gone = [...this.#blueprints.values()].filter(({ phase }) => phase === 'gone')
    for (const { origin } of gone.slice(0, -REMEMBERED_BLUEPRINTS)) this.#blueprints.delete(origin.id)
  }
}

function includes(list: Json | undefined, one: string): boolean {
  return Array.isArray(list) && list.includes(one)
}
