import type { Property } from './property.js'

const WRITTEN_NAME = /"run-\d+"/
/** Statuses that say that a request was turned away for now, and so not carried out. [RFC 9110] */
const BUSY: ReadonlySet<number> = new Set([429, 503])

/** A write whose answer was lost may have been carried out: only its caller can decide what to do. */
export const writesOnce: Property = {
  id: 'writes-once',
  requirement: 'No write is carried out twice.',
  classes: ['benign', 'hostile'],
  judge({ entries }) {
    const violations = []
    const written = new Set<string>()
    for (const entry of entries) {
      if (entry.kind !== 'exchange' || entry.purpose !== 'call' || entry.auth.outcome !== 'accepted') continue
      if (entry.request.method !== 'POST' || BUSY.has(entry.response.status)) continue
      const name = WRITTEN_NAME.exec(entry.request.body)?.[0]
      if (name === undefined) continue
      if (written.has(name)) {
        violations.push({ atMs: entry.atMs, message: `the write of ${name} reached the controller twice` })
      }
      written.add(name)
    }
    return violations
  },
}
