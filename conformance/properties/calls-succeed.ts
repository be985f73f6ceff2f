import { endOf, MAY_FIND_DEAD, outcomeOf, type Property } from './property.js'

/** Calls that come to something or throw, without a status of the controller's. */
const WITHOUT_STATUS: ReadonlySet<string> = new Set([
  'subscribe',
  'unsubscribe',
  'read-all',
  'await-task',
  'save',
  'restore',
  'close',
])

/** What the program that uses the client experiences. */
export const callsSucceed: Property = {
  id: 'calls-succeed',
  requirement:
    'Each call that the user may make succeeds, and each other one ends in the permission refusal.',
  classes: ['benign'],
  judge: ({ calls }) =>
    calls.flatMap((record) => {
      const { call, operation, status, error, endedMs, step } = record
      if (operation !== 'restore' && MAY_FIND_DEAD.has(operation)) return []
      const expected = operation === 'denied' ? [400, 403] : [200, 201, 202, 204]
      const ended = error === undefined && Number.isFinite(endedMs)
      const fine = WITHOUT_STATUS.has(operation) ? ended : expected.includes(status ?? 0)
      if (fine) return []
      return [
        {
          atMs: endOf(record),
          message: `call ${call} (${operation}, step ${step + 1}) ended in ${outcomeOf(record)}, expected ${WITHOUT_STATUS.has(operation) ? 'no error' : expected.join(' or ')}`,
        },
      ]
    }),
}
