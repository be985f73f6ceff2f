import { z } from 'zod'
import { packageVersion } from '../version.js'
import { emptySchema, jsonRoute } from './route.js'
import { type ControllerView, type ControlScope, kindSchema } from './scope.js'

const healthSchema = z.object({
  status: z.literal('ok'),
  controller: kindSchema,
  version: z.string(),
  uptimeMs: z.number().int(),
})
const controllersSchema = z.object({
  controllers: z.array(
    z.object({
      controller: kindSchema,
      url: z.string(),
      own: z.boolean().describe('whether it is the one whose address was asked'),
    }),
  ),
  live: z.boolean().describe('false where a recorded journal is shown: there is nothing to drive then'),
  version: z.string(),
})

/** That a controller serves. */
export type Health = z.output<typeof healthSchema>

/** The controllers of a server. */
export type ControllerList = z.output<typeof controllersSchema>

/** Whether the controller is there, and which others are. */
export const lifecycleReadRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/health',
    what: 'Says that the controller serves, and since how many real ms the process runs.',
    reply: healthSchema,
    answer: ({ kind }: ControllerView) => ({
      status: 'ok' as const,
      controller: kind,
      version: packageVersion,
      uptimeMs: Math.round(performance.now()),
    }),
  }),
  jsonRoute({
    method: 'GET',
    path: '/controllers',
    what: 'All controllers of this server; each is also reached under controllers/<controller>/ of any of their addresses.',
    reply: controllersSchema,
    answer: (_view: ControllerView, { site, own, origin }) => ({
      controllers: site.controllers.map(({ scope: { kind }, url = origin }) => ({
        controller: kind,
        url,
        own: kind === own,
      })),
      live: site.live,
      version: packageVersion,
    }),
  }),
]

/** What happens to the controller as a whole. */
export const lifecycleRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/restart',
    what: "Restarts the controller's services.",
    body: emptySchema,
    reply: z.object({ restarted: kindSchema }),
    answer({ simulator }: ControlScope) {
      simulator.controller.restart()
      return { restarted: simulator.kind }
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/reset',
    what: 'Takes the controller back to its start: no sessions, objects as at first, no faults, nothing held. Journal and clock stay.',
    body: emptySchema,
    reply: z.object({ reset: kindSchema }),
    answer({ simulator }: ControlScope) {
      simulator.faults.disarm()
      simulator.faults.held.releaseAll()
      simulator.controller.reset()
      return { reset: simulator.kind }
    },
  }),
]
