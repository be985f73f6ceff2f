import type { Server as HttpServer, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { KeepAlive } from '../controller.js'

const CLOSING = ['Connection', 'close']

/** What each reply says about its connection, where the controller has manners of its own. */
const connectionFields = new WeakMap<ServerResponse, string[]>()

/**
 * Lets a server keep connections as Apache does: it says with each reply how long it waits for the next request and how
 * many it will still take [first reply C: CAP-2024; that `max` counts down G], and closes with the last one.
 */
export function keepConnections(server: HttpServer | HttpsServer, { idleMs, maxRequests }: KeepAlive): void {
  const requests = new WeakMap<Socket, number>()
  server.keepAliveTimeout = idleMs
  server.prependListener('request', ({ socket }, response) => {
    const count = (requests.get(socket) ?? 0) + 1
    requests.set(socket, count)
    const kept = response.shouldKeepAlive && count < maxRequests
    const left = maxRequests - count + 1
    connectionFields.set(
      response,
      kept
        ? ['Keep-Alive', `timeout=${Math.ceil(idleMs / 1000)}, max=${left}`, 'Connection', 'Keep-Alive']
        : CLOSING,
    )
  })
}

/** Names and values, in turn, of the fields about the connection that end a reply; none where Node.js writes them. */
export function fieldsOfConnection(response: ServerResponse): readonly string[] {
  return connectionFields.get(response) ?? []
}
