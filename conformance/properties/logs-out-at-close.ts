import type { JournalEntry } from '../../simulator/index.js'
import type { Property } from './property.js'

/** Sessions that nobody ends fill the controller until no one gets in. */
export const logsOutAtClose: Property = {
  id: 'logs-out-at-close',
  requirement:
    'A client that is closed while its session is in use ends that on the controller, unless it was saved for others.',
  classes: ['benign'],
  judge({ plan, entries, exchanges, calls }) {
    const close = calls.at(-1)
    if (close?.operation !== 'close' || calls.some(({ operation }) => operation === 'save')) return []
    // A wall clock that is set makes sessions look older than they are, and a client need not end what it takes for dead.
    if (plan.steps.some((step) => step.do === 'clock-step')) return []
    const inUseMs = close.madeMs - plan.client.requestTimeoutMs / 2
    const inUse = exchanges.some(
      ({ purpose, sentMs, answered }) =>
        purpose === 'call' &&
        sentMs >= inUseMs &&
        answered?.outcome === 'accepted' &&
        answered.how !== 'signature',
    )
    const left = inUse ? liveSession(entries) : undefined
    if (left === undefined) return []
    return [{ atMs: close.madeMs, message: `the session ${left} was left alive when the client was closed` }]
  },
}

/** The last session that the client opened; undefined when it has ended. */
function liveSession(entries: readonly JournalEntry[]): string | undefined {
  let held: string | undefined
  for (const entry of entries) {
    if (entry.kind === 'exchange' && entry.auth.outcome === 'logged-in') held = entry.auth.session
    if (entry.kind === 'session' && entry.event === 'ended' && entry.session === held) held = undefined
  }
  return held
}
