import { has, survivesClock } from './survives.js'

/** The client's clocks run too fast or too slow. */
export const clockDrift = survivesClock(
  {
    id: 'clock.drift',
    title: 'A drifting clock costs no session',
    requirement: "A client whose clocks drift against the controller's loses no session.",
    remedy:
      'A renewal in the last second comes too late on a slow clock. Leave a margin that grows with the lifetime.',
    needs: 'a client whose clocks are known to drift, and that renews.',
  },
  (recording) => has(recording, 'clockDriftPpm'),
)
