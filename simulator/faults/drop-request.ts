import { z } from 'zod'
import type { FaultType } from './fault-type.js'

/** The request is lost on its way. */
export const dropRequest: FaultType<Record<string, never>> = {
  type: 'drop-request',
  title: 'The request is lost: the controller never sees it and no answer comes.',
  options: z.strictObject({}),
  replyOf: () => ({ became: 'lost', carriedOut: false }),
  strike: () => ({ kind: 'silence' }),
}
