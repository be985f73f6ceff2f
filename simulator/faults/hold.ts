import { z } from 'zod'
import { onceKnown } from '../outcome.js'
import { discard, type FaultType } from './fault-type.js'
import type { HeldAt } from './held-requests.js'

/** The exchange stands still until it is released. */
export const hold: FaultType<{ at: HeldAt }> = {
  type: 'hold',
  title:
    'The request waits before the controller sees it, or its answer before it leaves, until it is released.',
  options: z.strictObject({ at: z.enum(['request', 'reply']).default('reply') }),
  // What became of it is told by the entries of its release, or of the client that gave up.
  replyOf: () => undefined,
  strike({ at }, { answer, hold, clock }) {
    if (at === 'request') return hold(at, { goOn: answer, left: () => {} })
    return onceKnown(answer(), (outcome) => {
      if (outcome.kind === 'silence') return outcome
      const readyMs = clock.monotonicMs() + outcome.delayMs
      const stillMs = () => Math.max(0, readyMs - clock.monotonicMs())
      return hold(at, {
        goOn: () => ({ ...outcome, delayMs: stillMs() }),
        // A controller works on for a client that has left, and the request keeps its place for as long.
        left: () => {
          clock.setTimer(stillMs(), () => {
            discard(outcome)
            return 'quiet'
          })
        },
      })
    })
  },
}
