import { formatDuration } from '../../simulator/index.js'
import type { Property } from './property.js'

/** The promise itself. */
export const noSessionRefusal: Property = {
  id: 'no-session-refusal',
  requirement: 'No request is ever refused for a session reason.',
  classes: ['benign'],
  judge: ({ entries }) =>
    entries.flatMap((entry) =>
      entry.kind === 'exchange' && entry.auth.outcome === 'refused'
        ? [
            {
              atMs: entry.atMs,
              message: `${entry.request.method} ${entry.request.target} was refused ${formatDuration(entry.atMs)} into the run (${entry.auth.cause})`,
            },
          ]
        : [],
    ),
}
