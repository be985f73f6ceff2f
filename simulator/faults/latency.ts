import { z } from 'zod'
import { onceKnown } from '../outcome.js'
import type { FaultType } from './fault-type.js'

/** The answer takes longer. */
export const latency: FaultType<{ delayMs: number }> = {
  type: 'latency',
  title: 'The answer arrives later by delayMs milliseconds.',
  options: z.strictObject({ delayMs: z.number().int().nonnegative().max(86_400_000) }),
  replyOf: ({ delayMs }) => ({ became: 'late', byMs: delayMs }),
  strike({ delayMs }, { answer }) {
    return onceKnown(answer(), (outcome) =>
      outcome.kind === 'silence' ? outcome : { ...outcome, delayMs: outcome.delayMs + delayMs },
    )
  },
}
