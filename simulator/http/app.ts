import express from 'express'
import type { Simulator } from '../simulator.js'
import { createControlRouter } from './control/router.js'
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
}

/** The Express shell around a simulated controller: turns HTTP into its requests, and its outcomes into HTTP. */
export function createApp(simulator: Simulator, options: AppOptions = {}): express.Express {
  const { bodyLimitBytes = 16 * 1024 * 1024, controlToken, hostNames = [] } = options
  const timeLine = options.timeLine ?? new TimeLine(simulator.clock, [simulator.journal])
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use(CONTROL_PATH, createControlRouter({ simulator, timeLine }, { controlToken, hostNames }))
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
