import type { Property } from './property.js'

/** What the program that uses the client experiences. */
export const callsSucceed: Property = {
  id: 'calls-succeed',
  requirement:
    'Each call that the user may make succeeds, and each other one ends in the permission refusal.',
  classes: ['benign'],
  judge: ({ calls }) =>
    calls.flatMap(({ call, operation, status, error, endedMs, step }) => {
      const expected = operation === 'denied' ? [400, 403] : [200, 201, 202, 204]
      const fine = operation === 'close' ? error === undefined : expected.includes(status ?? 0)
      if (fine) return []
      const found = error ?? `status ${status ?? 'none'}`
      return [
        {
          atMs: endedMs,
          message: `call ${call} (${operation}, step ${step + 1}) ended in ${found}, expected ${expected.join(' or ')}`,
        },
      ]
    }),
}
