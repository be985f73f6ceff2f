import type { Property } from './property.js'

/** A client that takes a permission refusal for an expired session logs in again and again for nothing. */
export const permissionIsNotExpiry: Property = {
  id: 'permission-is-not-expiry',
  requirement: 'A request that was answered with a permission refusal is not sent again.',
  classes: ['benign', 'hostile'],
  judge({ exchanges }) {
    const violations = []
    /** When the client had the permission refusal of a request in hand, in ms. */
    const refusedMs = new Map<string, number>()
    for (const { method, target, sentMs, endedMs, answered } of exchanges) {
      const request = `${method} ${target}`
      const knownMs = refusedMs.get(request)
      if (knownMs !== undefined && sentMs >= knownMs) {
        violations.push({ atMs: sentMs, message: `${request} was sent again after a permission refusal` })
      }
      if (answered?.outcome === 'forbidden' && knownMs === undefined) refusedMs.set(request, endedMs)
    }
    return violations
  },
}
