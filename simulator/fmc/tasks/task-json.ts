import type { Task } from './task-board.js'

/** A task as `metadata.task` of what it works on [C: TF2, fmcapi; members beside `id` G]. */
export function taskReference(task: Task, origin: string): Record<string, unknown> {
  const { id, work } = task
  return { id, name: work.taskType, type: 'TaskStatus', links: { self: taskUrl(task, origin) } }
}

/** Absolute URL of a task's status. */
export function taskUrl({ id, work }: Task, origin: string): string {
  return `${origin}/api/fmc_config/v1/domain/${work.domain.uuid}/job/taskstatuses/${id}`
}
