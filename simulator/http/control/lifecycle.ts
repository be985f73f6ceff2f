import { z } from 'zod'
import { packageVersion } from '../version.js'
import { type ControlRoute, checked } from './route.js'

const emptySchema = z.strictObject({})

/** Whether the controller serves, and what happens to it as a whole. */
export const lifecycleRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/health',
    what: 'Says that the controller serves, and since how many real ms the process runs.',
    answer: ({ simulator }) => ({
      value: {
        status: 'ok',
        controller: simulator.kind,
        version: packageVersion,
        uptimeMs: Math.round(performance.now()),
      },
    }),
  },
  {
    method: 'POST',
    path: '/restart',
    what: "Restarts the controller's services.",
    answer({ simulator }, { body }) {
      checked(emptySchema, body)
      simulator.controller.restart()
      return { value: { restarted: simulator.kind } }
    },
  },
  {
    method: 'POST',
    path: '/reset',
    what: 'Takes the controller back to its start: no sessions, objects as at first, no faults. Journal and clock stay.',
    answer({ simulator }, { body }) {
      checked(emptySchema, body)
      simulator.faults.disarm()
      simulator.controller.reset()
      return { value: { reset: simulator.kind } }
    },
  },
]
