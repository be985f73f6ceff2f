import { type ApstraCalls, ApstraCollection, type ApstraItem } from './apstra-collection.js'
import { type AwaitBlueprintTaskOptions, type BlueprintTask, BlueprintTasks } from './apstra-tasks.js'
import type { ClientTime } from './clock.js'

/** A blueprint in the list of them, with its members as on the wire. */
export interface Blueprint extends ApstraItem {
  /** From AOS 2.x on. */
  label?: string
  /** In AOS 1.x. */
  display_name?: string
}

/** What a blueprint is made from; AOS 1.x takes `template_id` and `reference_architecture` only. [C: GOSDK; L: PYEZ] */
export interface BlueprintContent {
  template_id?: string
  design?: 'two_stage_l3clos' | 'freeform'
  init_type?: string
  reference_architecture?: string
  id?: string
  [member: string]: unknown
}

/** A blueprint that is being made, and the task that makes it. */
export interface StartedBlueprint {
  id: string
  /** Undefined where the controller made it at once. */
  taskId: string | undefined
}

/** Who holds a blueprint, as on the wire. [C: SPEC6, GOSDK] */
export interface BlueprintLock {
  lock_status: string
  /** From 5.1 on. */
  lock_type?: string
  user_id?: string | null
  username?: string | null
  possible_override?: boolean
  [member: string]: unknown
}

/** State of the latest deployment. [C: NCH] */
export interface Deployment {
  state: string
  version: number
  [member: string]: unknown
}

/**
 * The blueprints of a controller. All that changes one may be refused with BlueprintLockedError, and waits while the
 * controller has too many tasks in its queue.
 */
export class ApstraBlueprints extends ApstraCollection<Blueprint, BlueprintContent> {
  /** The tasks of blueprints. */
  readonly tasks: BlueprintTasks

  constructor(calls: ApstraCalls, clock: ClientTime) {
    super(calls, {
      path: 'blueprints',
      labelKey: 'label',
      labelKeyInAos1: 'display_name',
      updateMethod: 'PATCH',
    })
    this.tasks = new BlueprintTasks(calls, clock)
  }

  /**
   * Has a blueprint made, and does not wait for it: wait for the task. From AOS 2.x on.
   * @throws AlreadyExistsError
   */
  async startCreate(label: string, content: BlueprintContent): Promise<StartedBlueprint> {
    const { id, task_id: taskId } = await this.post(label, content, '?async=full')
    return { id, taskId }
  }

  /** Waits for a task of a blueprint to end, as {@link BlueprintTasks.waitFor} does. */
  awaitTask(
    blueprintId: string,
    taskId: string,
    options?: AwaitBlueprintTaskOptions,
  ): Promise<BlueprintTask> {
    return this.tasks.waitFor(blueprintId, taskId, options)
  }

  /** Whether a blueprint is locked, and by whom. From 4.x on. */
  async lockStatus(id: string): Promise<BlueprintLock> {
    return (await this.#call('GET', id, 'lock-status')) as BlueprintLock
  }

  /** Locks a blueprint for its user, whatever is committed meanwhile. From 5.1 on. @throws BlueprintLockedError */
  async lock(id: string): Promise<void> {
    await this.#call('PUT', id, 'lock-blueprint')
  }

  /** Takes back a {@link lock}. */
  async unlock(id: string): Promise<void> {
    await this.#call('PUT', id, 'unlock-blueprint')
  }

  /** How the staged version differs from the deployed one. */
  async diffStatus(id: string): Promise<{ staging_version: number; [member: string]: unknown }> {
    return (await this.#call('GET', id, 'diff-status')) as { staging_version: number }
  }

  /**
   * Commits a staged version; {@link deployment} tells what becomes of it.
   * @param options `version` is the staged one unless given
   * @returns the version that is being deployed
   */
  async deploy(id: string, options: { version?: number; description?: string } = {}): Promise<number> {
    const { version = (await this.diffStatus(id)).staging_version, description = '' } = options
    await this.#call('PUT', id, 'deploy', { version, description })
    return version
  }

  /** State of the latest deployment. */
  async deployment(id: string): Promise<Deployment> {
    return (await this.#call('GET', id, 'deploy')) as Deployment
  }

  #call(method: 'GET' | 'PUT', id: string, what: string, body?: object): Promise<unknown> {
    return this.calls.request({ method, path: `${this.itemPath(id)}/${what}`, body })
  }
}
