import type { Clock } from './clock/clock.js'
import type { SocketPeer, WireRequest } from './controller.js'
import type { Latency } from './in-process.js'
import type { HeldOutcome, Outcome } from './outcome.js'

/** Carries a handshake to a controller; `closed` is called once when the socket is gone. */
export type SocketTransport = (
  request: WireRequest,
  peer: SocketPeer,
) => { outcome: Outcome; closed: () => void }

/** What a client hears of its socket; nothing after `onClose`. */
export interface SocketListener {
  onOpen(): void
  onMessage(text: string): void
  /** The other side answered a ping. */
  onPong(): void
  /** The socket is gone, or never opened. @param reason one sentence without secrets */
  onClose(reason: string): void
}

/** A client's end of a socket. */
export interface ClientSocket {
  /** Asks the other side for a sign of life. */
  ping(): void
  /** Closes the socket: the listener hears of it at once, the controller after the way there. */
  close(): void
}

/** How {@link InProcessSockets} are made. */
export interface InProcessSocketOptions {
  clock: Clock
  transport: SocketTransport
  /** Called once for each handshake and each message; no latency unless given. Messages never overtake each other. */
  latency?: () => Latency
  /** Source address that the controller sees. */
  address?: string
}

const NO_LATENCY: Latency = { outMs: 0, backMs: 0 }

/**
 * Websockets without sockets: a client connects to a controller in the same process, over a network whose latency
 * and failures happen in virtual time.
 */
export class InProcessSockets {
  readonly #clock: Clock
  readonly #transport: SocketTransport
  readonly #latency: () => Latency
  readonly #address: string
  readonly #open = new Set<InProcessSocket>()

  constructor(options: InProcessSocketOptions) {
    this.#clock = options.clock
    this.#transport = options.transport
    this.#latency = options.latency ?? (() => NO_LATENCY)
    this.#address = options.address ?? '127.0.0.1'
  }

  /** How many sockets are open or being opened. */
  get size(): number {
    return this.#open.size
  }

  /** Opens a socket. @param url `wss:` or `ws:`, with everything that the request line is to carry */
  connect(url: string, listener: SocketListener): ClientSocket {
    const at = url.indexOf('/', url.indexOf('//') + 2)
    const request: WireRequest = {
      method: 'GET',
      target: at < 0 ? '/' : url.slice(at),
      headers: {
        host: url.slice(url.indexOf('//') + 2, at < 0 ? undefined : at),
        upgrade: 'websocket',
        connection: 'Upgrade',
      },
      body: '',
      address: this.#address,
      scheme: url.startsWith('wss:') ? 'https' : 'http',
    }
    const socket = new InProcessSocket(this.#clock, this.#latency, listener, () => this.#open.delete(socket))
    this.#open.add(socket)
    socket.connect(request, this.#transport)
    return socket
  }

  /** Resets each connection: both sides know at once, and what was on its way is lost. */
  resetAll(): void {
    for (const socket of [...this.#open]) socket.reset()
  }

  /** Loses everything on each connection from now on, in both directions, and tells neither side. */
  stallAll(): void {
    for (const socket of this.#open) socket.stall()
  }
}

class InProcessSocket implements ClientSocket {
  readonly #clock: Clock
  readonly #latency: () => Latency
  readonly #listener: SocketListener
  readonly #gone: () => void
  /** Tells the controller that the socket is gone; does nothing while it knows of none. */
  #tellController: () => void = () => {}
  #ended = false
  #stalled = false
  /** What the controller sent before its answer to the handshake left; undefined from then on. */
  #early: (() => void)[] | undefined = []
  /** Monotonic instant, in ms, at which the latest message arrives at the client: later ones must not overtake it. */
  #lastArrivalMs = 0

  constructor(clock: Clock, latency: () => Latency, listener: SocketListener, gone: () => void) {
    this.#clock = clock
    this.#latency = latency
    this.#listener = listener
    this.#gone = gone
  }

  connect(request: WireRequest, transport: SocketTransport): void {
    const peer: SocketPeer = {
      send: (text) => this.#afterAnswer(() => this.#listener.onMessage(text)),
      close: () => {
        this.#tellController()
        this.#afterAnswer(() => this.#end('closed by the controller'))
      },
    }
    this.#onTheWayOut(() => {
      if (this.#ended) return
      const { outcome, closed } = transport(request, peer)
      this.#tellController = once(() => {
        if (outcome.kind === 'held') outcome.abandon()
        closed()
      })
      this.#answer(outcome)
    })
  }

  ping(): void {
    this.#onTheWayOut(() => this.#afterAnswer(() => this.#listener.onPong()))
  }

  close(): void {
    if (this.#ended) return
    this.#onTheWayOut(() => this.#tellController())
    this.#end('closed by the client')
  }

  reset(): void {
    if (this.#ended) return
    this.#tellController()
    this.#end('connection reset')
  }

  stall(): void {
    this.#stalled = true
  }

  #answer(outcome: Outcome): void {
    if (outcome.kind === 'silence') return
    if (outcome.kind === 'held') {
      outcome.onRelease((next) => this.#answer(next))
      return
    }
    this.#clock.setTimer(outcome.delayMs, () => {
      if (outcome.kind === 'reply') outcome.release()
      const opens = outcome.kind === 'reply' && outcome.response.status === 101
      // A client that left meanwhile never sees the answer.
      if (this.#ended || !opens) this.#tellController()
      this.#arrive(opens ? () => this.#listener.onOpen() : () => this.#end(refusal(outcome)))
      const early = this.#early ?? []
      this.#early = undefined
      for (const run of early) this.#arrive(run)
    })
  }

  #afterAnswer(run: () => void): void {
    if (this.#early === undefined) this.#arrive(run)
    else this.#early.push(run)
  }

  #onTheWayOut(run: () => void): void {
    this.#clock.setTimer(this.#latency().outMs, () => {
      if (!this.#stalled) run()
    })
  }

  #arrive(run: () => void): void {
    const nowMs = this.#clock.monotonicMs()
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, nowMs + this.#latency().backMs)
    this.#clock.setTimer(this.#lastArrivalMs - nowMs, () => {
      if (!this.#ended && !this.#stalled) run()
    })
  }

  #end(reason: string): void {
    this.#ended = true
    this.#gone()
    this.#listener.onClose(reason)
  }
}

function once(run: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    run()
  }
}

function refusal(outcome: Exclude<Outcome, { kind: 'silence' } | HeldOutcome>): string {
  return outcome.kind === 'reply' || outcome.kind === 'truncated'
    ? `the handshake was answered with ${outcome.response.status}`
    : 'connection reset'
}
