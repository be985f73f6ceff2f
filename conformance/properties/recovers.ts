import type { Property } from './property.js'

/** Whatever happened, once it is over the client must find back by itself. */
export const recovers: Property = {
  id: 'recovers',
  requirement: 'When the faults are over, the next call is served.',
  classes: ['hostile'],
  judge: ({ calls }) =>
    calls.flatMap(({ operation, status, error, endedMs }) =>
      operation !== 'healed' || status === 200
        ? []
        : [
            {
              atMs: endedMs,
              message: `after the faults a read ended in ${error ?? `status ${status ?? 'none'}`}`,
            },
          ],
    ),
}
