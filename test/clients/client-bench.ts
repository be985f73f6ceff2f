import { inspect } from 'node:util'
import {
  ApicClient,
  type ApicClientOptions,
  ApstraClient,
  type ApstraClientOptions,
  type ApstraRestoreOptions,
  type ClientOptions,
  type ClientTime,
  FmcClient,
  type FmcClientOptions,
  type SessionEvent,
} from '../../clients/index.js'
import {
  type Clock,
  type ControllerKind,
  type ExchangeEntry,
  InProcessDispatcher,
  type NetworkExchange,
  Simulator,
  VirtualClock,
} from '../../simulator/index.js'

/** Stands in each password, and nowhere else. */
const PASSWORD = 'correct-horse-battery'

const USERS = {
  apic: ['admin', 'tenant-admin', 'read-all'].map((role, index) => ({
    name: ['admin', 'operator', 'reader'][index],
    password: PASSWORD,
    domains: [{ name: 'all', roles: [{ name: role, privilege: index === 2 ? 'read' : 'write' }] }],
  })),
  fmc: [
    { name: 'admin', password: PASSWORD },
    { name: 'reader', password: PASSWORD, role: 'security-analyst-ro' },
    { name: 'nobody', password: PASSWORD, role: 'no-access' },
  ],
  apstra: [
    { username: 'admin', password: PASSWORD, roles: ['administrator'] },
    { username: 'operator', password: PASSWORD, roles: ['user'] },
    { username: 'reader', password: PASSWORD, roles: ['viewer'] },
  ],
}

/** A simulated controller in this process, on virtual time, and what goes to it and back. */
export class ClientBench {
  readonly clock = new VirtualClock()
  readonly simulator: Simulator
  readonly network: NetworkExchange[] = []
  readonly events: SessionEvent[] = []
  latencyMs = 0
  /** What each client is made with. */
  readonly options: ClientOptions
  /** Password of all users. */
  readonly password = PASSWORD

  constructor(controller: ControllerKind, options: Record<string, unknown> = {}) {
    const { clock } = this
    this.simulator = new Simulator({
      controller,
      options: { users: USERS[controller], ...options },
      seed: 'clients',
      clock,
    })
    this.options = {
      url: 'https://controller.example',
      username: 'admin',
      password: PASSWORD,
      clock: clientTime(clock),
      random: () => 0.5,
      requestTimeoutMs: 5000,
      onSessionEvent: (event) => this.events.push(event),
      dispatcher: new InProcessDispatcher({
        clock,
        transport: (request) => this.simulator.handle(request),
        latency: () => ({ outMs: this.latencyMs, backMs: this.latencyMs }),
        onExchange: (exchange) => this.network.push(exchange),
      }),
    }
  }

  apic(options: Partial<ApicClientOptions> = {}): ApicClient {
    return new ApicClient({ ...this.options, ...options })
  }

  fmc(options: Partial<FmcClientOptions> = {}): FmcClient {
    return new FmcClient({ ...this.options, ...options })
  }

  apstra(options: Partial<ApstraClientOptions> = {}): ApstraClient {
    return new ApstraClient({ ...this.options, ...options })
  }

  /** Restores a session; by default without a password. */
  restoreApstra(data: unknown, options: ApstraRestoreOptions = {}): Promise<ApstraClient> {
    const { url: _url, username: _username, password: _password, ...shared } = this.options
    return ApstraClient.restore(data, { ...shared, ...options })
  }

  /** Lets time pass until `work` has ended. */
  until<T>(work: Promise<T>): Promise<T> {
    return this.clock.until(work, 86_400_000)
  }

  /** What `work` fails with, and nothing else; none of its texts may contain a secret. */
  async failure(work: Promise<unknown>): Promise<Error> {
    const error = await this.until(
      work.then(
        (value) => {
          throw new Error(`no failure but ${inspect(value)}`)
        },
        (reason: Error) => reason,
      ),
    )
    const text = inspect(error, { depth: 10, showHidden: true })
    for (const secret of [PASSWORD, 'wrong-password', ...this.#secrets()]) {
      if (text.includes(secret)) throw new Error(`an error shows a secret: ${error.message}`)
    }
    return error
  }

  /** Exchanges that the controller took part in. */
  exchanges(purpose?: ExchangeEntry['purpose']): ExchangeEntry[] {
    return this.simulator.journal.entries.filter(
      (entry): entry is ExchangeEntry =>
        entry.kind === 'exchange' && (purpose === undefined || entry.purpose === purpose),
    )
  }

  /** How many exchanges of each purpose the controller took part in. */
  counts(): Partial<Record<ExchangeEntry['purpose'], number>> {
    const counts: Partial<Record<ExchangeEntry['purpose'], number>> = {}
    for (const { purpose } of this.exchanges()) counts[purpose] = (counts[purpose] ?? 0) + 1
    return counts
  }

  /** True causes of what the controller refused for a session reason. */
  refusals(): string[] {
    return this.exchanges().flatMap(({ auth }) => (auth.outcome === 'refused' ? [auth.cause] : []))
  }

  /** Limits that the client ran into. */
  throttled(): string[] {
    return this.exchanges().flatMap(({ auth }) => (auth.outcome === 'throttled' ? [auth.limit] : []))
  }

  /** Tokens that went over the network so far. */
  #secrets(): string[] {
    return this.network.flatMap(({ response }) => {
      const fields = response?.headers.flatMap(([name, value]) => (/token|cookie/i.test(name) ? [value] : []))
      const bodies = [...(response?.body ?? '').matchAll(/"(?:token|urlToken)": ?"([^"]+)"/g)]
      return [...(fields ?? []), ...bodies.map((match) => match[1]!)]
    })
  }
}

/** A clock of the simulator as a client's own. */
export function clientTime(clock: Clock): ClientTime {
  return {
    monotonicMs: () => clock.monotonicMs(),
    wallMs: () => clock.wallMs(),
    setTimer: (delayMs, run) => clock.setTimer(delayMs, run),
  }
}
