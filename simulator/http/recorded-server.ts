import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { ControllerKind, JournalEntry } from '../journal/entries.js'
import { CONTROL_PATH } from './app.js'
import { RecordedController } from './control/recorded.js'
import { createControlRouter } from './control/router.js'
import { READ_ROUTES } from './control/routes.js'
import { sendOwnAnswer } from './delivery.js'
import { listen } from './server.js'

/** The only address that a recording is served at: it may hold what is nobody else's affair. */
const LOOPBACK = '127.0.0.1'

/** A recording that is to be read. */
export interface RecordingSettings {
  /** Journals by controller; one at least. The first is what the address itself shows. */
  journals: ReadonlyMap<ControllerKind, readonly JournalEntry[]>
  /** Port; 0, which is the default, takes a free one. */
  port?: number
  /** Folder with the built page; the one that comes with the package unless given. */
  pageFolder?: string
}

/** A recording that is being served. */
export interface ServedRecording {
  /** Where the page is, and below it the control API. */
  url: string
  /** Ends all connections and frees the port. */
  close(): Promise<void>
}

/**
 * Serves recorded journals to be read: what reads of the control API, and the page. What would drive a controller is
 * answered with 409.
 * @throws ListenError when the port cannot be had
 */
export async function serveRecording({
  journals,
  port = 0,
  pageFolder,
}: RecordingSettings): Promise<ServedRecording> {
  const views = [...journals].map(([kind, entries]) => new RecordedController(kind, entries))
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  const control = createControlRouter({
    site: { live: false, controllers: views.map((scope) => ({ scope })), routes: READ_ROUTES },
    own: views[0]!.kind,
    access: { controlToken: undefined, hostNames: [] },
    ...(pageFolder === undefined ? {} : { pageFolder }),
  })
  app.use(CONTROL_PATH, control)
  app.get('/', (_request, response) => response.redirect(`${CONTROL_PATH}/`))
  app.use((_request, response) =>
    sendOwnAnswer(response, 404, `this is a recorded journal: see ${CONTROL_PATH}/`),
  )
  const server = createServer(app)
  await listen(server, LOOPBACK, port, 'the recording')
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${LOOPBACK}:${taken}${CONTROL_PATH}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
