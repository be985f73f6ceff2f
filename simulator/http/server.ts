import { randomUUID } from 'node:crypto'
import { createServer as createHttpServer, type Server as HttpServer, type ServerOptions } from 'node:http'
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https'
import { type AddressInfo, isIPv6, type Socket } from 'node:net'
import type { SteerableClock } from '../clock/clock.js'
import { LiveClock } from '../clock/live-clock.js'
import type { KeepAlive } from '../controller.js'
import type { ControllerKind } from '../journal/entries.js'
import { Simulator, type SimulatorSettings } from '../simulator.js'
import { CONTROL_PATH, createApp, liveSite } from './app.js'
import type { CertifiedKey } from './certificate-issue.js'
import { watchConnections } from './connections.js'
import { keepConnections } from './keep-alive.js'
import { TimeLine } from './time-line.js'
import { serveWebSockets, type WebSockets } from './websocket.js'

/** Real ms after which an idle connection is closed where the controller does not say: never in a client's way [G]. */
const IDLE_MS = 60_000

/** What is served, and where. */
export interface ServeSettings {
  /** Options of each controller that is to be served, in the order of their ports. */
  controllers: Partial<Record<ControllerKind, Record<string, unknown>>>
  /** Address to listen on; 127.0.0.1 unless given. */
  host?: string
  /** Port of the first controller, the others follow; 0, which is the default, takes free ones. */
  port?: number
  /** Certificate and key for HTTPS; plain HTTP unless given. */
  certificate?: CertifiedKey
  /** Root of all randomness; the controllers' tokens can be guessed by whoever knows it. Random unless given. */
  seed?: string
  /** How many journal entries each controller keeps; all unless given. */
  journalCapacity?: number
  /** Signs web tokens; a filler unless given. */
  signWebToken?: (signingInput: string) => string
  /** The clock of all controllers; one that follows real time unless given. */
  clock?: SteerableClock
  /** What the control API asks for; nothing unless given. */
  controlToken?: string
  /** Hears of each connection as it is accepted, before anything is read from it. */
  onConnection?: (socket: Socket) => void
  /** Hears of each server before it listens, to watch what comes to it. */
  onServer?: (server: HttpServer | HttpsServer) => void
  /** Gets the simulators before any server listens; what it throws ends the start. */
  prepare?: (simulators: readonly Simulator[]) => void | Promise<void>
}

/** One controller that is being served. */
export interface RunningServer {
  simulator: Simulator
  /** Where it is reached, without a slash at the end. */
  url: string
  /** Where its control API is reached. */
  controlUrl: string
}

/** Controllers that are being served, on one time line. */
export interface RunningServers {
  timeLine: TimeLine
  servers: Partial<Record<ControllerKind, RunningServer>>
  /** Ends all connections and frees the ports. */
  close(): Promise<void>
}

/** A server could not listen where it was told to. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

/**
 * Serves controllers, each on a port of its own.
 * @throws ListenError when a port or address cannot be had; nothing is left listening
 * @throws z.ZodError when an option of a controller does not fit
 */
export async function serve(settings: ServeSettings): Promise<RunningServers> {
  const { controllers, host = '127.0.0.1', port = 0, controlToken } = settings
  const clock = settings.clock ?? new LiveClock()
  const seed = settings.seed ?? randomUUID()
  const kinds = (Object.keys(controllers) as ControllerKind[]).filter(
    (kind) => controllers[kind] !== undefined,
  )
  const simulators = kinds.map((kind) => new Simulator(simulatorSettings(settings, kind, clock, seed)))
  await settings.prepare?.(simulators)
  const timeLine = new TimeLine(
    clock,
    simulators.map(({ journal }) => journal),
  )
  const site = liveSite(simulators, timeLine)
  const listening: { server: HttpServer | HttpsServer; webSockets: WebSockets }[] = []
  const close = async () => {
    await Promise.all(listening.map(({ server, webSockets }) => stop(server, webSockets)))
    if (clock instanceof LiveClock) clock.stop()
  }
  const servers: RunningServers['servers'] = {}
  try {
    for (const [index, simulator] of simulators.entries()) {
      const app = createApp(simulator, {
        timeLine,
        site,
        hostNames: [host],
        ...(controlToken === undefined ? {} : { controlToken }),
      })
      const server = createServer(settings.certificate, simulator.controller.keepAlive, app)
      if (settings.onConnection !== undefined) server.on('connection', settings.onConnection)
      settings.onServer?.(server)
      const webSockets = serveWebSockets(server, simulator, timeLine)
      await listen(server, host, port === 0 ? 0 : port + index, simulator.kind)
      listening.push({ server, webSockets })
      const { port: taken } = server.address() as AddressInfo
      const url = `${settings.certificate === undefined ? 'http' : 'https'}://${reachable(host)}:${taken}`
      site.controllers[index]!.url = url
      servers[simulator.kind] = { simulator, url, controlUrl: url + CONTROL_PATH }
    }
  } catch (error) {
    await close()
    throw error
  }
  return { timeLine, servers, close }
}

function simulatorSettings(
  settings: ServeSettings,
  kind: ControllerKind,
  clock: SteerableClock,
  seed: string,
): SimulatorSettings {
  const { journalCapacity, signWebToken } = settings
  return {
    controller: kind,
    options: settings.controllers[kind] ?? {},
    seed,
    clock,
    ...(journalCapacity === undefined ? {} : { journalCapacity }),
    ...(signWebToken === undefined ? {} : { signWebToken }),
  }
}

function createServer(
  certificate: CertifiedKey | undefined,
  keepAlive: KeepAlive | undefined,
  app: ReturnType<typeof createApp>,
): HttpServer | HttpsServer {
  const options: ServerOptions = {
    keepAliveTimeout: IDLE_MS,
    // Controllers see repeated fields as HTTP joins them, rather than the first one only.
    joinDuplicateHeaders: true,
  }
  const server =
    certificate === undefined
      ? createHttpServer(options, app)
      : createHttpsServer({ ...options, cert: certificate.certificate, key: certificate.key }, app)
  if (keepAlive !== undefined) keepConnections(server, keepAlive)
  watchConnections(server)
  return server
}

/**
 * Has a server listen.
 * @param wantedFor what it serves, for the sentence that says why it cannot
 * @throws ListenError
 */
export function listen(
  server: HttpServer | HttpsServer,
  host: string,
  port: number,
  wantedFor: string,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, host, port, wantedFor)))
    server.listen(port, host, resolve)
  })
}

function listenError(
  error: NodeJS.ErrnoException,
  host: string,
  port: number,
  wantedFor: string,
): ListenError {
  const sentences: Record<string, string> = {
    EADDRINUSE: `port ${port}, wanted for ${wantedFor}, is taken by another program: choose another --port, or 0 for free ones`,
    EACCES: `port ${port}, wanted for ${wantedFor}, may not be opened by this user: choose a --port of 1024 or above`,
    EADDRNOTAVAIL: `${host} is not an address of this machine: choose another --host`,
    ENOTFOUND: `there is no host ${JSON.stringify(host)}: choose another --host`,
  }
  const sentence = sentences[error.code ?? ''] ?? `cannot listen on ${host}, port ${port}: ${error.message}`
  return new ListenError(sentence, { cause: error })
}

function stop(server: HttpServer | HttpsServer, webSockets: WebSockets): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    // The server counts its websockets among its connections, but does not close them with the others.
    webSockets.terminate()
    server.closeAllConnections()
  })
}

/** A host as it stands in a URL; one that means every address of the machine is reached on the loopback one. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return isIPv6(host) ? `[${host}]` : host
}
