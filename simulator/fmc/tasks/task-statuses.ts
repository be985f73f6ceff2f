import type { Operation } from '../api-description/operation.js'
import { methodNotSupported } from '../api-exception.js'
import type { Configuration } from '../configuration.js'
import { text } from '../objects/attribute.js'
import { absent } from '../objects/object-errors.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { CONFIG_PATH } from '../routes.js'
import { taskUrl } from './task-json.js'

/** `job/taskstatuses/{id}`: how far work has come [C: TF2, fmcapi]. A task that does not show is 404. */
export class TaskStatuses implements Resource {
  readonly area = 'tasks'
  readonly path = `${CONFIG_PATH}/job/taskstatuses`
  readonly hasMembers = true
  readonly operations: readonly Operation[] = [
    {
      method: 'GET',
      path: `${CONFIG_PATH}/job/taskstatuses/{objectId}`,
      operationId: 'getTaskStatus',
      tag: 'Status',
      summary: 'Reads the status of a task.',
      query: [],
      model: { name: 'TaskStatus', attributes: { taskType: text(), message: text(), status: text() } },
      body: false,
      reply: { status: 200, list: false },
    },
  ]
  readonly #configuration: Configuration

  constructor(configuration: Configuration) {
    this.#configuration = configuration
  }

  answer({ method, origin, domain, id }: ResourceCall): Answer {
    if (method !== 'GET' || id === undefined) throw methodNotSupported(method)
    const { tasks } = this.#configuration
    const task = tasks.find(id)
    if (task === undefined || task.work.domain !== domain) throw absent()
    const { taskType, message } = task.work
    const body = {
      id,
      type: 'TaskStatus',
      links: { self: taskUrl(task, origin) },
      taskType,
      description: message,
      message,
      status: tasks.status(task),
      subTasks: [],
    }
    return { status: 200, body: JSON.stringify(body) }
  }
}
