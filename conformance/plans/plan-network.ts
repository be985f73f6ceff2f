import {
  type AuthDecision,
  InProcessDispatcher,
  type Latency,
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
  /** Resolves when the client floods: nobody waits for its calls any more. */
  readonly flood: Promise<void>
  readonly #simulator: Simulator
  readonly #exchanges: TracedExchange[] = []
  /** What the answers that left the controller had been decided on. */
  readonly #decisions = new Map<WireResponse, AuthDecision>()
  #latency = DEFAULT_LATENCY
  /** Extra ms that the next requests to be sent spend on their way, one each. */
  #stagger: number[] = []
  #exchangesBeforeStep = 0
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
        if (this.#exchanges.length - this.#exchangesBeforeStep > MOST_EXCHANGES_IN_STEP) {
          this.#flooded = true
          this.#endOfPatience()
          return { kind: 'silence' }
        }
        const outcome = carry(request, sender)
        if ('response' in outcome) this.#noteDecision(outcome.response)
        return outcome
      },
    })
  }

  /** Whether the client sent more requests in one step than anybody could need. */
  get flooded(): boolean {
    return this.#flooded
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
    this.#exchangesBeforeStep = this.#exchanges.length
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
