import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Clock, Timer } from '../../../simulator/index.js'

/** What a reading of a clock may lack of its true time. */
const ROUNDING_MS = 1

/**
 * Where programs say how long they wait, and are told when that time is over. Each line of a program is `for ID MS`,
 * answered by `due ID` when so many ms have passed, or `cancel ID`, answered by `cancelled ID` unless it was due before.
 * Several waits may share an ID where nobody cancels them. Who closes the connection waits no longer.
 */
export class TimeServer {
  readonly #clock: Clock
  readonly #clientRate: () => number
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #waits = new Set<Timer>()
  #heard = 0

  /**
   * @param clock the time line on which waits end
   * @param clientRate ms of the programs' clocks in each ms of it
   */
  constructor(clock: Clock, clientRate: () => number) {
    this.#clock = clock
    this.#clientRate = clientRate
    this.#server = createServer((socket) => this.#serve(socket))
  }

  /** How many waits are under way. */
  get waiting(): number {
    return this.#waits.size
  }

  /** How many lines were heard, and connections opened or closed: grows with anything that a program says. */
  get heard(): number {
    return this.#heard
  }

  /** Listens on a Unix socket. @throws Error when it cannot be made there */
  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(path, resolve)
    })
  }

  /** Ends all waits without an answer. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(socket: Socket): void {
    const own = new Map<string, Set<Timer>>()
    this.#heard++
    this.#sockets.add(socket)
    // A program that was killed may reset its connection; that is as good as closing it.
    socket.on('error', () => {})
    socket.once('close', () => {
      this.#heard++
      this.#sockets.delete(socket)
      for (const timers of own.values()) for (const timer of timers) this.#end(timer)
    })
    const lines = createInterface({ input: socket })
    // It passes on the errors of its input.
    lines.on('error', () => {})
    lines.on('line', (line) => {
      this.#heard++
      const [verb, id = '', ms] = line.split(' ')
      if (verb === 'for') this.#wait(socket, own, id, Number(ms))
      if (verb === 'cancel') this.#cancel(socket, own, id)
    })
  }

  #wait(socket: Socket, own: Map<string, Set<Timer>>, id: string, ms: number): void {
    if (!Number.isFinite(ms)) return
    const timers = own.get(id) ?? new Set()
    own.set(id, timers)
    // Clocks show whole ms only, and nobody may be woken before it is time.
    const timer = this.#clock.setTimer(ms / this.#clientRate() + ROUNDING_MS, () => {
      timers.delete(timer)
      if (timers.size === 0) own.delete(id)
      this.#waits.delete(timer)
      if (socket.writable) socket.write(`due ${id}\n`)
    })
    timers.add(timer)
    this.#waits.add(timer)
  }

  #cancel(socket: Socket, own: Map<string, Set<Timer>>, id: string): void {
    const timers = own.get(id)
    if (timers === undefined) return
    own.delete(id)
    for (const timer of timers) this.#end(timer)
    socket.write(`cancelled ${id}\n`)
  }

  #end(timer: Timer): void {
    timer.cancel()
    this.#waits.delete(timer)
  }
}
