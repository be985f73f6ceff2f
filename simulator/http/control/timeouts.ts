import { z } from 'zod'
import { checked, jsonRoute } from './route.js'
import type { ControllerView, ControlScope } from './scope.js'

const timeoutsSchema = z.object({
  timeouts: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      value: z.number().int(),
      unit: z.literal('s'),
      min: z.number().int(),
      max: z.number().int(),
    }),
  ),
})

/** Shows the lifetimes that can be set. */
export const timeoutReadRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/timeouts',
    what: 'Lifetimes of tokens and sessions that can be set, in s.',
    reply: timeoutsSchema,
    answer: (view: ControllerView) => ({ timeouts: view.timeouts() }),
  }),
]

/** Sets them. */
export const timeoutRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/timeouts',
    what: 'Sets lifetimes, such as {"refreshTimeoutSeconds":60}; they count for what is given out from then on.',
    body: z.record(z.string(), z.number().int()),
    reply: timeoutsSchema,
    answer({ simulator: { controller } }: ControlScope, { body }) {
      const known = Object.fromEntries(
        controller
          .timeouts()
          .map(({ name, min, max }) => [name, z.number().int().min(min).max(max).optional()]),
      )
      controller.setTimeouts(checked(z.strictObject(known), body) as Record<string, number>)
      return { timeouts: controller.timeouts() }
    },
  }),
]
