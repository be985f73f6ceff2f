import type { BlueprintState, Change, Refusal } from './blueprint-state.js'
import type { TaskQueue } from './task-queue.js'

/** What a blueprint is made from, once and for all. */
export interface Origin {
  id: string
  /** Reference design, such as `two_stage_l3clos`; in AOS 1.x its reference architecture. */
  design: string
  createdAt: string
}

/** Who keeps others from changing a blueprint: by staged changes, or on purpose. [C: SPEC6, GOSDK] */
export interface Lock {
  type: 'lock_by_changes' | 'lock_by_user'
  userId: string
}

/**
 * One blueprint. It has two states: the one that ended tasks led to, which is shown, and the one that accepted tasks
 * will lead to, against which the next one is judged.
 */
export class Blueprint {
  readonly origin: Origin
  readonly tasks: TaskQueue
  /** Gone ones are remembered for their tasks only: those that were deleted, and those whose creation failed. */
  phase: 'creating' | 'ready' | 'deleting' | 'gone' = 'creating'
  /** Wall time of the last change, in ISO 8601. */
  modifiedAt: string
  /** Id of the user who locked it on purpose. The lock belongs to the user, not to a token. [L: GOSDK, UG] */
  lockedBy: string | undefined
  #shown: BlueprintState
  #accepted: BlueprintState

  constructor(origin: Origin, state: BlueprintState, tasks: TaskQueue) {
    this.origin = origin
    this.tasks = tasks
    this.modifiedAt = origin.createdAt
    this.#shown = state
    this.#accepted = state
  }

  /** What ended tasks led to. */
  get state(): BlueprintState {
    return this.#shown
  }

  /** Its name once the accepted tasks have ended. */
  get nextLabel(): string {
    return this.#accepted.staged.design.label
  }

  /** Whether clients can work with it. */
  get isThere(): boolean {
    return this.phase === 'ready' || this.phase === 'deleting'
  }

  /** The lock, explicit or by changes that are staged or accepted. */
  get lock(): Lock | undefined {
    if (this.lockedBy !== undefined) return { type: 'lock_by_user', userId: this.lockedBy }
    const userId = this.#shown.changedBy ?? this.#accepted.changedBy
    return userId === undefined ? undefined : { type: 'lock_by_changes', userId }
  }

  /** What a change would lead to after the accepted tasks. */
  preview(change: Change): BlueprintState | Refusal {
    return change(this.#accepted)
  }

  /** Accepts a change, which a task will carry out. */
  accept(next: BlueprintState): void {
    this.#accepted = next
  }

  /** A task has carried out a change. */
  show(next: BlueprintState, modifiedAt: string): void {
    this.#shown = next
    this.modifiedAt = modifiedAt
  }
}
