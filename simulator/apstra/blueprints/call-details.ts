import { splitTarget } from '../../text.js'
import { readObject } from '../answers.js'
import type { Call } from '../routes.js'
import { pathOf } from '../routes.js'
import type { TaskOrigin } from './task-queue.js'

/** The query of a call. */
export function queryOf({ request }: Call): URLSearchParams {
  return new URLSearchParams(splitTarget(request.target).query)
}

/** Whether a call wants to hear of its task at once, instead of waiting for it. [C: GOSDK, SPEC6] */
export function isAsyncFull(call: Call): boolean {
  return queryOf(call).get('async') === 'full'
}

/** What a task remembers of the call that began it. */
export function originOf(call: Call): TaskOrigin {
  const { request, caller } = call
  return {
    userId: caller.id,
    userName: caller.username,
    address: request.address,
    method: request.method,
    path: pathOf(request.target),
    args: Object.fromEntries(queryOf(call)),
    data: readObject(request.body) ?? null,
  }
}
