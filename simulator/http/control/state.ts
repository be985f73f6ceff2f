import { z } from 'zod'
import { armedFaultSchema, heldRequestSchema } from './faults.js'
import { type ControllerView, clockReadingSchema, kindSchema } from './scope.js'
import { sessionSchema, shownSessions } from './sessions.js'

/** All that is known of a controller at an instant, as the `state` event carries it. */
export const controllerStateSchema = z.object({
  controller: kindSchema,
  clock: clockReadingSchema.extend({ wallMs: z.number().describe('ms since 1970') }),
  sessions: z.array(sessionSchema),
  faults: z.object({ armed: z.array(armedFaultSchema) }),
  held: z.array(heldRequestSchema),
  timeouts: z.record(z.string(), z.number()).describe('lifetimes in s, by name'),
})

/** All that is known of a controller at an instant. */
export type ControllerState = z.output<typeof controllerStateSchema>

/** What is known of a controller now. */
export function controllerState(view: ControllerView): ControllerState {
  const clock = view.clock()
  return {
    controller: view.kind,
    clock: { ...clock, wallMs: Date.parse(clock.now) },
    sessions: shownSessions(view),
    faults: { armed: view.armed() },
    held: view.held(),
    timeouts: Object.fromEntries(view.timeouts().map(({ name, value }) => [name, value])),
  }
}
