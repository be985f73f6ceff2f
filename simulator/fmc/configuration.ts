import type { ControllerContext } from '../controller.js'
import { Deployments } from './deployment/deployments.js'
import { ObjectBodies } from './objects/object-body.js'
import type { ObjectOptions } from './objects/object-options.js'
import { type Change, ObjectStore } from './objects/object-store.js'
import { ObjectView } from './objects/object-view.js'
import type { FmcOptions } from './options.js'
import type { ResourceCall } from './resource.js'
import { TaskBoard } from './tasks/task-board.js'
import type { TaskOptions } from './tasks/task-options.js'

/** Everything that an FMC is configured with, and the work on it that goes on. */
export class Configuration {
  readonly store: ObjectStore
  readonly view: ObjectView
  readonly bodies: ObjectBodies
  readonly tasks: TaskBoard
  readonly deployments: Deployments
  readonly objectOptions: ObjectOptions
  readonly taskOptions: TaskOptions
  /** Whether objects, and not rules only, can be deleted in bulk. */
  readonly bulkDelete: boolean
  readonly #context: ControllerContext

  constructor(context: ControllerContext, { objects, tasks, version }: FmcOptions) {
    this.#context = context
    this.objectOptions = objects
    this.taskOptions = tasks
    this.bulkDelete = objects.bulkDelete === 'by-version' ? isFrom74(version) : objects.bulkDelete === 'on'
    this.store = new ObjectStore(context.clock.wallMs(), context.random('objects'))
    this.view = new ObjectView(this.store, objects)
    this.bodies = new ObjectBodies(objects)
    this.tasks = new TaskBoard(context.clock, tasks)
    this.deployments = new Deployments(this)
  }

  /** Goes up whenever objects, or what is deployed of them, change. */
  get revision(): number {
    return this.store.revision + this.deployments.revision
  }

  /** A change that is made now by the account of a call. */
  changeBy({ account }: ResourceCall): Change {
    return { by: account.name, atMs: this.nowMs() }
  }

  /** Wall ms. */
  nowMs(): number {
    return this.#context.clock.wallMs()
  }
}

function isFrom74(version: string): boolean {
  const [major, minor] = version.split('.').map(Number)
  return major! > 7 || (major === 7 && minor! >= 4)
}
