import { endOf, outcomeOf, type Property } from './property.js'

/** Whatever happened, once it is over the client must find back by itself. */
export const recovers: Property = {
  id: 'recovers',
  requirement: 'When the faults are over, the next call is served.',
  classes: ['hostile'],
  judge: ({ calls }) =>
    calls
      .filter(({ operation, status }) => operation === 'healed' && status !== 200)
      .map((record) => ({
        atMs: endOf(record),
        message: `after the faults a read ended in ${outcomeOf(record)}`,
      })),
}
