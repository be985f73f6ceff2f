import { formatDuration } from '../../simulator/index.js'
import type { Property } from './property.js'

/** What may come between two looks at a task, in ms: a login that is tried again, on a slow network. */
const GRACE_MS = 10 * 60_000

/** A program that waits for a task goes on when it is told so. */
export const taskEndsTold: Property = {
  id: 'task-ends-told',
  requirement: 'That a task has succeeded is told when it has, neither before nor long after.',
  classes: ['benign', 'hostile'],
  judge: ({ tasks }) =>
    tasks.flatMap(({ endsMs, toldMs, pollMs }) => {
      if (endsMs === undefined || toldMs === undefined) return []
      if (toldMs < endsMs) {
        return [
          {
            atMs: toldMs,
            message: `a task was said to have ended ${formatDuration(endsMs - toldMs)} before it did`,
          },
        ]
      }
      if (toldMs <= endsMs + 2 * pollMs + GRACE_MS) return []
      return [
        { atMs: toldMs, message: `the end of a task was told ${formatDuration(toldMs - endsMs)} after it` },
      ]
    }),
}
