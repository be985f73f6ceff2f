import { z } from 'zod'
import type { FaultType } from './fault-type.js'

/** The controller restarts under a request. */
export const restart: FaultType<Record<string, never>> = {
  type: 'restart',
  title: 'The controller restarts as the request arrives: the connection is reset and the restart runs.',
  options: z.strictObject({}),
  replyOf: () => ({ became: 'lost', carriedOut: false }),
  strike(_options, { controller }) {
    controller.restart()
    return { kind: 'reset', delayMs: 0 }
  },
}
