import type { Json } from '../python-json.js'
import type { Task } from './task-queue.js'

const IN_LIST = /^\s*(id|status|type)\s+in\s+\[([^\]]*)\]\s*$/
const QUOTED = /'([^']*)'|"([^"]*)"/g

/** Task times end in an offset instead of `Z`. [L: NCH] */
function taskTime(time: string): string {
  return `${time.slice(0, -1)}+0000`
}

/** A task as the interface shows it. [members C: GOSDK, NCH; order after GOSDK] */
export function describeTask(task: Task): Json {
  const { origin, beginAt } = task
  return {
    status: task.status,
    begin_at: beginAt === undefined ? null : taskTime(beginAt),
    request_data: {
      url: origin.path,
      // A request has more, the token among it, which is nobody else's business.
      headers: { Host: 'apstra' },
      args: origin.args,
      data: origin.data,
      method: origin.method,
    },
    user_id: origin.userId,
    last_updated_at: taskTime(task.updatedAt),
    user_name: origin.userName,
    created_at: taskTime(task.createdAt),
    detailed_status: detailsOf(task),
    config_last_updated_at: taskTime(task.updatedAt),
    user_ip: origin.address,
    type: task.type,
    id: task.id,
  }
}

/** The reply that the call itself would have had: in `api_response`, or `errors` with `error_code`. [C: GOSDK, TF] */
function detailsOf({ status, outcome }: Task): Json {
  if (status === 'succeeded' && outcome.ok) {
    return { api_response: outcome.response, config_blueprint_version: outcome.version }
  }
  const nothing = { api_response: null, config_blueprint_version: 0 }
  if (status === 'failed' && !outcome.ok) {
    return { ...nothing, errors: outcome.problem, error_code: outcome.status }
  }
  return status === 'timeout' ? { ...nothing, errors: 'Task timed out' } : nothing
}

/**
 * Reads a filter such as `id in ['t1','t2']`, also on status and type. [C: GOSDK, APY]
 * @returns undefined for one that cannot be read
 */
export function taskFilter(text: string | null): ((task: Task) => boolean) | undefined {
  if (text === null) return () => true
  const [, member, list] = IN_LIST.exec(text) ?? []
  if (member === undefined || list === undefined) return undefined
  const values = new Set([...list.matchAll(QUOTED)].map(([, single, double]) => single ?? double))
  return (task) => values.has(task[member as 'id' | 'status' | 'type'])
}
