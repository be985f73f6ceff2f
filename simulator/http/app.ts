import express from 'express'
import type { Simulator } from '../simulator.js'
import type { ControlSite } from './control/route.js'
import { createControlRouter } from './control/router.js'
import { CONTROL_ROUTES } from './control/routes.js'
import { type ControlScope, LiveController } from './control/scope.js'
import { deliver, sendOwnAnswer } from './delivery.js'
import { TimeLine } from './time-line.js'
import { BodyTooLargeError, readWireRequest } from './wire-request.js'

/** Path under which each controller's address also serves the control API. */
export const CONTROL_PATH = '/__midrun'

/** How the HTTP shell of a controller behaves. */
export interface AppOptions {
  /** The time line that the controller shares with others; one of its own unless given. */
  timeLine?: TimeLine
  /** Longest request body, in bytes; what is longer is refused with 413. 16 MiB unless given. */
  bodyLimitBytes?: number
  /** What the control API asks for as a bearer token or in the cookie `midrun_control`; nothing unless given. */
  controlToken?: string
  /** Host names, besides loopback names and addresses, under which a server without control token may be driven. */
  hostNames?: readonly string[]
  /** All controllers that can be driven at this address, this one among them; only this one unless given. */
  site?: ControlSite<ControlScope>
  /** Folder with the built page; the one that comes with the package unless given. */
  pageFolder?: string
}

/** The Express shell around a simulated controller: turns HTTP into its requests, and its outcomes into HTTP. */
export function createApp(simulator: Simulator, options: AppOptions = {}): express.Express {
  const { bodyLimitBytes = 16 * 1024 * 1024, controlToken, hostNames = [], pageFolder } = options
  const timeLine = options.timeLine ?? new TimeLine(simulator.clock, [simulator.journal])
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  const control = createControlRouter({
    site: options.site ?? liveSite([simulator], timeLine),
    own: simulator.kind,
    access: { controlToken, hostNames },
    ...(pageFolder === undefined ? {} : { pageFolder }),
  })
  app.use(CONTROL_PATH, control)
  app.use((incoming, response, next) => {
    readWireRequest(incoming, bodyLimitBytes, (request) => {
      if (request instanceof BodyTooLargeError) {
        sendOwnAnswer(response, 413, request.message)
        return
      }
      try {
        deliver(simulator.handle(request), response, timeLine)
      } catch (error) {
        next(error)
      }
    })
  })
  app.use(((error: Error, _incoming, response, _next) => {
    sendOwnAnswer(response, 500, `Midrun failed at this request: ${error.message}`)
  }) satisfies express.ErrorRequestHandler)
  return app
}

/** The site of controllers that run on one time line; where each is reached is not known yet. */
export function liveSite(
  simulators: readonly Simulator[],
  timeLine: TimeLine,
): ControlSite<ControlScope> & { controllers: { scope: ControlScope; url?: string }[] } {
  const controllers = simulators.map((simulator) => ({ scope: new LiveController(simulator, timeLine) }))
  return { live: true, controllers, routes: CONTROL_ROUTES }
}
