import { has, survivesClock } from './survives.js'

/** Somebody sets a wall clock during the run. */
export const clockWallStep = survivesClock(
  {
    id: 'clock.wall-step',
    title: 'A step of the wall clock costs no session',
    requirement: 'When the wall clock of client or controller is set during a run, no session is lost.',
    remedy:
      'Time that is measured on the wall clock alone jumps with it. Measure ages on the monotonic clock too, and believe the larger of the two.',
    needs: 'a step of the wall clock of the client or the controller, and a client that renews.',
  },
  (recording) =>
    has(recording, 'clockStepMs') || recording.clockMoves.some(({ event }) => event === 'step-wall'),
)
