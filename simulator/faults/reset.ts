import { z } from 'zod'
import { discard, type FaultType } from './fault-type.js'

/** The connection is torn down. */
export const reset: FaultType<{ after: 'request' | 'reply'; delayMs: number }> = {
  type: 'reset',
  title: 'The connection is reset, before the controller sees the request or after it carried it out.',
  options: z.strictObject({
    after: z.enum(['request', 'reply']).default('request'),
    delayMs: z.number().int().nonnegative().default(0),
  }),
  replyOf: ({ after }) => ({ became: 'lost', carriedOut: after === 'reply' }),
  strike({ after, delayMs }, { answer }) {
    if (after === 'reply') discard(answer())
    return { kind: 'reset', delayMs }
  },
}
