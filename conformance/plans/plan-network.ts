import type { EventSocketFactory } from '../../clients/index.js'
import {
  type AuthDecision,
  InProcessDispatcher,
  InProcessSockets,
  type Latency,
  openSocket,
  type Simulator,
  type Transport,
  type VirtualClock,
  type WireResponse,
} from '../../simulator/index.js'
import type { TracedExchange } from './plan-run.js'

/** Exchanges in one step beyond which nothing is answered any more: a client that floods would never end. */
const MOST_EXCHANGES_IN_STEP = 600
/** Latency of a plan that does not set one, in ms. Never 0: a client that loops must use up time. */
const DEFAULT_LATENCY: Latency = { outMs: 5, backMs: 5 }

/** The network between the client of a plan and the simulator: latency, and a trace of what went over it. */
export class PlanNetwork {
  readonly dispatcher: InProcessDispatcher
  /** Opens a websocket over this network. */
  readonly connectSocket: EventSocketFactory
  /** Resolves when the client floods: nobody waits for its calls any more. */
  readonly flood: Promise<void>
  readonly #simulator: Simulator
  readonly #sockets: InProcessSockets
  readonly #exchanges: TracedExchange[] = []
  #handshakes = 0
  #asleep = false
  /** What the answers that left the controller had been decided on. */
  readonly #decisions = new Map<WireResponse, AuthDecision>()
  #latency = DEFAULT_LATENCY
  /** Extra ms that the next requests to be sent spend on their way, one each. */
  #stagger: number[] = []
  #sentBeforeStep = 0
  #flooded = false
  #endOfPatience!: () => void

  /** @param transport the way to the controller; straight to the simulator unless given */
  constructor(simulator: Simulator, clock: VirtualClock, transport: Transport | undefined) {
    this.#simulator = simulator
    this.flood = new Promise<void>((resolve) => {
      this.#endOfPatience = resolve
    })
    const carry = transport ?? ((request) => simulator.handle(request))
    this.dispatcher = new InProcessDispatcher({
      clock,
      latency: () => this.#nextLatency(),
      onExchange: (exchange) => {
        const purpose = simulator.controller.purposeOf(exchange)
        this.#exchanges.push(Object.assign(exchange, { purpose }))
      },
      transport: (request, sender) => {
        if (this.#isFlooded()) return { kind: 'silence' }
        const outcome = carry(request, sender)
        if ('response' in outcome) this.#noteDecision(outcome.response)
        return outcome
      },
    })
    this.#sockets = new InProcessSockets({
      clock,
      latency: () => this.#latency,
      transport: (request, peer) => {
        this.#handshakes++
        if (this.#isFlooded()) return { outcome: { kind: 'silence' }, closed: () => {} }
        return openSocket(simulator, request, peer)
      },
    })
    this.connectSocket = (url, listener) => {
      const socket = this.#sockets.connect(url, listener)
      if (this.#asleep) this.#sockets.stallAll()
      return socket
    }
  }

  /** Whether the client sent more requests in one step than anybody could need. */
  get flooded(): boolean {
    return this.#flooded
  }

  /** Whether a request is under way. */
  get busy(): boolean {
    return this.#exchanges.some(({ endedMs }) => endedMs === Number.POSITIVE_INFINITY)
  }

  /** What went over the network, with what the answers that reached the client had been decided on. */
  traced(): TracedExchange[] {
    for (const exchange of this.#exchanges) {
      const answered = exchange.response && this.#decisions.get(exchange.response)
      if (answered !== undefined) exchange.answered = answered
    }
    return this.#exchanges
  }

  /** The next step of the plan begins. */
  beginStep(): void {
    this.#sentBeforeStep = this.#sent
  }

  /**
   * Loses each websocket with what is on its way.
   * @param silently whether neither side is told, so that only an answer that does not come says so
   */
  loseSockets(silently: boolean): void {
    if (silently) this.#sockets.stallAll()
    else this.#sockets.resetAll()
  }

  /**
   * The client's machine falls asleep: each websocket is lost without a word, those too that the client tries to open
   * upon an answer that was on its way.
   */
  fallAsleep(): void {
    this.#asleep = true
    this.loseSockets(true)
  }

  /** The client's machine is awake again; what it lost stays lost. */
  wakeUp(): void {
    this.#asleep = false
  }

  /** Sets how long requests and replies take from here on, in ms; as at the start where it is not given. */
  setLatency({ outMs, backMs }: Latency = DEFAULT_LATENCY): void {
    this.#latency = { outMs: Math.max(1, outMs), backMs }
    this.#stagger = []
  }

  /** Has each of the next `requests` requests take `ms` ms longer on its way than the one before. */
  stagger(requests: number, ms: number): void {
    this.#stagger = Array.from({ length: requests }, (_unused, index) => index * ms)
  }

  /** How many requests and handshakes were sent. */
  get #sent(): number {
    return this.#exchanges.length + this.#handshakes
  }

  /** Whether what is being sent is more than anybody could need; if so, nobody waits for an answer any more. */
  #isFlooded(): boolean {
    if (this.#sent - this.#sentBeforeStep <= MOST_EXCHANGES_IN_STEP) return false
    this.#flooded = true
    this.#endOfPatience()
    return true
  }

  /** Remembers what the exchange that was just written came to, to be told when its answer reaches the client. */
  #noteDecision(response: WireResponse): void {
    const last = this.#simulator.journal.entries.at(-1)
    if (last?.kind === 'exchange') this.#decisions.set(response, last.auth)
  }

  #nextLatency(): Latency {
    const extraMs = this.#stagger.shift() ?? 0
    return { outMs: this.#latency.outMs + extraMs, backMs: this.#latency.backMs }
  }
}
