import { formatDuration } from '../../simulator/index.js'
import { mayFindDead, type Property } from './property.js'

/** The promise itself; a session that was saved may have ended before anybody asks for it. */
export const noSessionRefusal: Property = {
  id: 'no-session-refusal',
  requirement: 'No request is ever refused for a session reason.',
  classes: ['benign'],
  judge({ entries, calls }) {
    const excused = mayFindDead({ calls })
    return entries.flatMap((entry) =>
      entry.kind === 'exchange' && entry.auth.outcome === 'refused' && !excused(entry.atMs)
        ? [
            {
              atMs: entry.atMs,
              message: `${entry.request.method} ${entry.request.target} was refused ${formatDuration(entry.atMs)} into the run (${entry.auth.cause})`,
            },
          ]
        : [],
    )
  },
}
