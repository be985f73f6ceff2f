import { type Server as HttpServer, type IncomingMessage, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { SocketPeer } from '../controller.js'
import type { HeldOutcome, Outcome } from '../outcome.js'
import { openSocket, type Simulator } from '../simulator.js'
import { deliver } from './delivery.js'
import type { TimeLine } from './time-line.js'
import { BodyTooLargeError, readWireRequest } from './wire-request.js'

/** Longest message, in bytes, that is taken from a client: controllers expect none at all. */
const LONGEST_MESSAGE = 64 * 1024

/** The websockets of one server. */
export interface WebSockets {
  /** Breaks every connection off, without a word to the clients. */
  terminate(): void
}

/**
 * Serves a controller's websockets on its server. Does nothing for a controller that has none: its server then goes on
 * treating such handshakes as requests.
 */
export function serveWebSockets(
  server: HttpServer | HttpsServer,
  simulator: Simulator,
  timeLine: TimeLine,
): WebSockets {
  const handshakes = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LONGEST_MESSAGE,
  })
  if (simulator.controller.openSocket !== undefined) {
    server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      // A client that resets the connection is no error of the server's.
      socket.on('error', () => {})
      readWireRequest(incoming, 0, (request) => {
        if (request instanceof BodyTooLargeError) return
        const peer = new LatePeer()
        const { outcome: first, closed } = openSocket(simulator, request, peer)
        const answer = (outcome: Outcome): void => {
          if (outcome.kind === 'held') {
            holdHandshake(outcome, socket, answer, closed)
            return
          }
          if (outcome.kind !== 'reply' || outcome.response.status !== 101) {
            closed()
            deliver(outcome, refusalOn(incoming, socket), timeLine)
            return
          }
          socket.once('close', closed)
          timeLine.after(outcome.delayMs, () => {
            outcome.release()
            if (socket.destroyed) return
            handshakes.handleUpgrade(incoming, socket, head, (open) => {
              open.on('error', () => open.terminate())
              peer.attach(open)
            })
          })
        }
        answer(first)
      })
    })
  }
  return {
    terminate() {
      for (const open of handshakes.clients) open.terminate()
    },
  }
}

function holdHandshake(
  held: HeldOutcome,
  socket: Duplex,
  goOn: (outcome: Outcome) => void,
  closed: () => void,
): void {
  const left = () => {
    held.abandon()
    closed()
  }
  held.onRelease((next) => {
    socket.off('close', left)
    goOn(next)
  })
  // Nobody reads it yet, and a client that leaves is noticed by reading only.
  socket.once('end', () => socket.destroy())
  socket.once('close', left).resume()
}

/** A response on a connection that asked for an upgrade and does not get one; the connection ends with it. */
function refusalOn(incoming: IncomingMessage, socket: Duplex): ServerResponse {
  const response = new ServerResponse(incoming)
  response.shouldKeepAlive = false
  response.assignSocket(socket as Socket)
  response.once('finish', () => socket.end())
  return response
}

/** The client's end of a socket; what the controller does before the handshake is over is done right after it. */
class LatePeer implements SocketPeer {
  #socket: WebSocket | undefined
  #early: string[] = []
  #closed = false

  send(text: string): void {
    if (this.#socket === undefined) this.#early.push(text)
    else this.#socket.send(text)
  }

  close(): void {
    this.#closed = true
    this.#socket?.close(1000)
  }

  attach(socket: WebSocket): void {
    this.#socket = socket
    for (const text of this.#early.splice(0)) socket.send(text)
    if (this.#closed) socket.close(1000)
  }
}
