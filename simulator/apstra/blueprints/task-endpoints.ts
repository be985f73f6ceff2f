import { errors, INVALID, json } from '../answers.js'
import type { ApstraOptions } from '../options.js'
import type { RouteTable } from '../routes.js'
import type { Blueprints } from './blueprints.js'
import { queryOf } from './call-details.js'
import { describeTask, taskFilter } from './task-view.js'

/**
 * Adds the tasks of a blueprint. They can be asked for while it is being made and after it is gone, because that is
 * when a client has to. [paths C: GOSDK, NCH; after it is gone: guess]
 */
export function addTaskEndpoints(routes: RouteTable, options: ApstraOptions, blueprints: Blueprints): void {
  const notFound = errors(404, options.messages.notFound)

  routes.add('/api/blueprints/{id}/tasks', {
    GET: {
      access: 'read',
      answer: (call) => {
        const blueprint = blueprints.find(call.parameters[0]!)
        if (blueprint === undefined) return notFound
        const matches = taskFilter(queryOf(call).get('filter'))
        if (matches === undefined) return errors(422, { filter: INVALID })
        return json(200, { items: blueprint.tasks.all().filter(matches).map(describeTask) })
      },
    },
  })
  routes.add('/api/blueprints/{id}/tasks/{task}', {
    GET: {
      access: 'read',
      answer: ({ parameters: [id, taskId] }) => {
        const task = blueprints.find(id!)?.tasks.find(taskId!)
        return task === undefined ? notFound : json(200, describeTask(task))
      },
    },
  })
}
