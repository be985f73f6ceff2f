import type { Property } from './property.js'

/** No request on a token that the client's own renewal has replaced. */
export const newestToken: Property = {
  id: 'newest-token',
  requirement: 'Every request carries the newest token that the client was given.',
  classes: ['benign'],
  judge({ entries }) {
    const violations = []
    /** Newest token of each session, by session id. */
    const tokens = new Map<string, string>()
    let newest: string | undefined
    for (const entry of entries) {
      if (entry.kind === 'session' && entry.token !== undefined) {
        tokens.set(entry.session, entry.token)
        if (entry.event === 'refreshed') newest = entry.token
      }
      if (entry.kind !== 'exchange') continue
      const { auth } = entry
      // A session that somebody else opened is not born in an exchange of this client.
      if (auth.outcome === 'logged-in') newest = tokens.get(auth.session)
      if (entry.purpose !== 'call' || !('token' in auth) || auth.token === undefined) continue
      if (auth.token !== newest) {
        violations.push({
          atMs: entry.atMs,
          message: `${entry.request.method} ${entry.request.target} carried a token that had been replaced`,
        })
      }
    }
    return violations
  },
}
