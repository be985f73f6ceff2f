import { hastyRenewals } from '../evidence/token-margin.js'
import type { Recording } from '../recording.js'
import { type Finding, finding } from '../rule.js'
import { has, survivesClock } from './survives.js'

/** Renewals right after one another that chance may bring. */
const MOST_HASTY = 3

/** The client's wall clock is wrong from the start. */
export const clockOffset = survivesClock(
  {
    id: 'clock.offset',
    title: 'A wrong wall clock costs no session',
    requirement:
      'A client whose wall clock is ahead of the controller, or behind, loses no session and renews no oftener.',
    remedy:
      "The expiry in a token is the controller's time. Take the difference of its two claims, or a lifetime that the login reply tells, and measure that on a clock of your own.",
    needs: 'a client whose wall clock is known to be off, and that renews.',
  },
  (recording) => has(recording, 'clockOffsetMs'),
  needlessRenewals,
)

/** To a client whose clock is ahead, each new token seems to have run out already. */
function needlessRenewals(recording: Recording): Finding[] {
  // A client that believes the larger of two clocks has a reason of its own when one of them jumps.
  if (has(recording, 'clockStepMs') || has(recording, 'suspendedMs')) return []
  const [first, ...rest] = hastyRenewals(recording)
  if (first === undefined || rest.length < MOST_HASTY) return []
  return [
    finding(
      `expected renewals when they are due; ${rest.length + 1} came within a minute of the one before`,
      first,
      ...rest.slice(0, MOST_HASTY),
    ),
  ]
}
