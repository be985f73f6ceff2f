import { z } from 'zod'
import { discard, type FaultType } from './fault-type.js'

/** The reply is lost on its way back. */
export const dropReply: FaultType<Record<string, never>> = {
  type: 'drop-reply',
  title: 'The controller carries the request out, and its answer is lost.',
  options: z.strictObject({}),
  replyOf: () => ({ became: 'lost', carriedOut: true }),
  strike(_options, { answer }) {
    discard(answer())
    return { kind: 'silence' }
  },
}
