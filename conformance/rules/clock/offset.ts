import { has, survivesClock } from './survives.js'

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
)
