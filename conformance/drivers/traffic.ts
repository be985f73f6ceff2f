import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { Socket } from 'node:net'

/** Real ms after which nobody counts on an answer, or on a first request, any more. */
const PATIENCE_MS = 60_000

/** What is under way at a server: connections whose first request is still to come, and requests without an answer. */
export class Traffic {
  /** Since when each is under way, in real ms, by the client's port. */
  readonly #since = new Map<number, number>()
  readonly #servers: (HttpServer | HttpsServer)[] = []
  #events = 0
  /** How many of the requests wait for nothing but an instant of the controller's clock. Asked each time. */
  timed: () => number = () => 0

  /** How many connections and requests came or were done with so far. */
  get events(): number {
    return this.#events
  }

  /** Whether an answer is to be expected without any time passing, or a request on a connection that is new. */
  get busy(): boolean {
    return this.#ages().filter((ms) => ms < PATIENCE_MS).length > this.timed()
  }

  /** Whether only such are left as were not done with in a minute. */
  get stuck(): boolean {
    return this.#ages().some((ms) => ms >= PATIENCE_MS) && !this.busy
  }

  /** Watches a server; to be called before it listens. */
  watch(server: HttpServer | HttpsServer): void {
    this.#servers.push(server)
    server.on('connection', (socket: Socket) => {
      const port = socket.remotePort
      this.#begin(port)
      socket.once('close', () => this.#end(port))
    })
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const port = socket.remotePort
      this.#begin(port)
      response.once('close', () => this.#end(port))
    })
    // What comes on a websocket later is no request that anybody waits for.
    server.on('upgrade', ({ socket }: IncomingMessage) => this.#end(socket.remotePort))
  }

  /** Closes connections on which nothing is under way, where a server would not keep them for another `ms` ms. */
  closeIdle(ms: number): void {
    for (const server of this.#servers) if (ms >= server.keepAliveTimeout) server.closeIdleConnections()
  }

  #begin(port = 0): void {
    this.#events++
    this.#since.set(port, performance.now())
  }

  #end(port = 0): void {
    this.#events++
    this.#since.delete(port)
  }

  #ages(): number[] {
    const now = performance.now()
    return [...this.#since.values()].map((since) => now - since)
  }
}
