import { z } from 'zod'
import { onceKnown } from '../outcome.js'
import type { FaultType } from './fault-type.js'

/** The reply breaks off. */
export const truncate: FaultType<{ bytes: number }> = {
  type: 'truncate',
  title: 'The answer breaks off after so many bytes of its body and the connection is torn down.',
  options: z.strictObject({ bytes: z.number().int().nonnegative().default(0) }),
  replyOf: ({ bytes }) => ({ became: 'cut', bytes }),
  strike({ bytes }, { answer }) {
    return onceKnown(answer(), (outcome) => {
      if (outcome.kind !== 'reply') return outcome
      outcome.release()
      return { kind: 'truncated', response: outcome.response, bytes, delayMs: outcome.delayMs }
    })
  },
}
