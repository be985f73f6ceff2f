import { has, survivesClock } from './survives.js'

/** The client's machine sleeps, and its monotonic clock with it. */
export const clockSuspend = survivesClock(
  {
    id: 'clock.suspend',
    title: "A suspend of the client's machine costs no session",
    requirement: 'A client whose machine slept looks at the age of its token before it uses that.',
    remedy:
      'Timers and monotonic clocks stand still while a machine sleeps; tokens do not. Look at the wall clock as well before each request.',
    needs: 'a client whose machine is known to have slept, and that goes on afterwards.',
  },
  (recording) => has(recording, 'suspendedMs'),
)
