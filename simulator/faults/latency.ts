import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import { type Outcome, onceKnown } from '../outcome.js'
import type { FaultType } from './fault-type.js'
import type { HeldAt } from './held-requests.js'

/** The request or its answer takes longer. */
export const latency: FaultType<{ delayMs: number; at: HeldAt }> = {
  type: 'latency',
  title: 'The answer, or the request on its way to the controller, arrives later by delayMs milliseconds.',
  options: z.strictObject({
    delayMs: z.number().int().nonnegative().max(86_400_000),
    at: z.enum(['request', 'reply']).default('reply'),
  }),
  replyOf: ({ delayMs }) => ({ became: 'late', byMs: delayMs }),
  strike({ delayMs, at }, { answer, clock }) {
    if (at === 'request') return seenLater(clock, delayMs, answer)
    return onceKnown(answer(), (outcome) =>
      outcome.kind === 'silence' ? outcome : { ...outcome, delayMs: outcome.delayMs + delayMs },
    )
  },
}

/** A client that leaves meanwhile takes its request along: the controller never sees it. */
function seenLater(clock: Clock, delayMs: number, answer: () => Outcome): Outcome {
  let goOn: (outcome: Outcome) => void = () => {}
  const timer = clock.setTimer(delayMs, () => goOn(answer()))
  return {
    kind: 'held',
    isTimed: true,
    onRelease: (listener) => {
      goOn = listener
    },
    abandon: () => timer.cancel(),
  }
}
