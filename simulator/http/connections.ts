import type { Server as HttpServer } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

/** The TCP connection under each TLS one: only that one can be reset. */
const underTls = new WeakMap<Socket, Socket>()

/** Watches the connections of a TLS server, so that {@link resetConnection} can reset them. */
export function watchConnections(server: HttpServer | HttpsServer): void {
  const opening = new Map<string, Socket>()
  const nameOf = (socket: Socket) => `${socket.remoteAddress} ${socket.remotePort}`
  server.on('connection', (socket: Socket) => {
    const name = nameOf(socket)
    opening.set(name, socket)
    socket.once('close', () => {
      if (opening.get(name) === socket) opening.delete(name)
    })
  })
  server.on('secureConnection', (secure: TLSSocket) => {
    const socket = opening.get(nameOf(secure))
    if (socket !== undefined) underTls.set(secure, socket)
  })
}

/** Tears a connection down with a TCP reset: the client sees `ECONNRESET` instead of an orderly end. */
export function resetConnection(socket: Socket): void {
  const carrier = underTls.get(socket) ?? socket
  if (!carrier.destroyed) carrier.resetAndDestroy()
}
