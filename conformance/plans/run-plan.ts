import { apicSampleUsers, readFixture } from '../../simulator/fixtures.js'
import { fmcOptionsSchema } from '../../simulator/fmc/options.js'
import {
  type AuthDecision,
  ClientClock,
  ClockStalledError,
  type Deadline,
  type EndCause,
  formatDuration,
  InProcessDispatcher,
  type JournalEntry,
  type Latency,
  type NetworkExchange,
  type Purpose,
  RandomStream,
  type SessionView,
  Simulator,
  type Transport,
  VirtualClock,
  type WireResponse,
} from '../../simulator/index.js'
import type { ClientEnvironment, ClientUnderTest, CreateClient } from '../client-under-test.js'
import { Administrator } from './administrator.js'
import { OPERATIONS, PLAN_USER } from './operations.js'
import type { Plan, Step } from './plan.js'

/** Longest that one call of a client may take, in ms of virtual time, before it counts as hanging. */
const LONGEST_CALL_MS = 3_600_000
/** Exchanges in one step beyond which nothing is answered any more: a client that floods would never end. */
const MOST_EXCHANGES_IN_STEP = 600
/** Ends that come by themselves: the limits of such a session still say how late a call is. */
const RAN_OUT: ReadonlySet<EndCause> = new Set(['token-expired', 'idle', 'absolute'])
/** Latency of a plan that does not set one, in ms. Never 0: a client that loops must use up time. */
const DEFAULT_LATENCY: Latency = { outMs: 5, backMs: 5 }

type Operation = Extract<Step, { do: 'request' }>['operation']

/** One call of the program, as the program saw it. Instants are monotonic ms of the controller's clock. */
export interface CallRecord {
  call: number
  step: number
  operation: Operation | 'healed' | 'close'
  madeMs: number
  endedMs: number
  /** Status of the answer; absent when there was none. */
  status?: number
  /** Name of the error that was thrown. */
  error?: string
  /** How far each limit of the newest session was when the call was made, in ms; negative when it had passed. */
  deadlinesInMs: Partial<Record<Deadline, number>>
}

/** One exchange as the client's side of the network saw it, and what it was for. */
export interface TracedExchange extends NetworkExchange {
  purpose: Purpose
  /** What the controller had decided in the answer that reached the client; absent when none did. */
  answered?: AuthDecision
}

/** Everything that a plan's run left behind. */
export interface PlanRun {
  plan: Plan
  /** The journal but for what {@link PlanRun.administration} holds: what the client is judged by. */
  entries: readonly JournalEntry[]
  /** What an administrator's own requests left in the journal; no business of the client's. */
  administration: readonly JournalEntry[]
  /** The whole journal, one JSON object a line. */
  journal(): string
  calls: CallRecord[]
  exchanges: TracedExchange[]
  /** Whether the client sent more requests than anybody could need. */
  flooded: boolean
  /** A call that never ended, if there is one. */
  hung: string | undefined
  /** All that decides how the run would go on after its last step, as JSON with times relative to then, in ms. */
  finalState: unknown
}

/** How a plan is run. */
export interface RunOptions {
  createClient: CreateClient
  /**
   * Makes the way from the client to the controller; straight to the simulator unless given. A test gives one that
   * goes through real sockets.
   */
  transport?: (
    simulator: Simulator,
    clock: VirtualClock,
  ) => Promise<{ transport: Transport; close(): Promise<void> }>
}

/** Runs a plan in virtual time. The same plan and client leave the same journal, byte for byte. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<PlanRun> {
  const clock = new VirtualClock()
  const simulator = new Simulator({
    controller: plan.controller,
    options: plan.controller === 'apic' ? { users: apicSampleUsers(), ...plan.options } : plan.options,
    seed: plan.seed,
    clock,
  })
  const opened = await options.transport?.(simulator, clock)
  const runner = new PlanRunner(plan, simulator, clock, opened?.transport)
  try {
    await runner.run(options.createClient)
  } finally {
    await opened?.close()
  }
  return {
    plan,
    ...runner.administrator.partition(simulator.journal.entries),
    journal: () => simulator.journal.toLines(),
    calls: runner.calls,
    exchanges: runner.traced(),
    flooded: runner.flooded,
    hung: runner.hung,
    finalState: runner.finalState,
  }
}

class PlanRunner {
  readonly calls: CallRecord[] = []
  readonly exchanges: TracedExchange[] = []
  readonly administrator: Administrator
  flooded = false
  hung: string | undefined
  finalState: unknown
  readonly #plan: Plan
  readonly #simulator: Simulator
  readonly #clock: VirtualClock
  readonly #clientClock: ClientClock
  readonly #dispatcher: InProcessDispatcher
  readonly #detached = new Set<Promise<void>>()
  #latency = DEFAULT_LATENCY
  /** Extra ms that the next requests to be sent spend on their way, one each. */
  #stagger: number[] = []
  #step = 0
  #exchangesBeforeStep = 0
  #endOfPatience!: () => void
  /** Resolves when the client floods: nobody waits for its calls any more. */
  readonly #flood = new Promise<void>((resolve) => {
    this.#endOfPatience = resolve
  })
  readonly #decisions = new Map<WireResponse, AuthDecision>()

  constructor(plan: Plan, simulator: Simulator, clock: VirtualClock, transport: Transport | undefined) {
    this.#plan = plan
    this.#simulator = simulator
    this.administrator = new Administrator(simulator)
    this.#clock = clock
    this.#clientClock = new ClientClock(clock, plan.clientClock)
    const carry = transport ?? ((request) => simulator.handle(request))
    this.#dispatcher = new InProcessDispatcher({
      clock,
      latency: () => this.#nextLatency(),
      onExchange: (exchange) => {
        const purpose = simulator.controller.purposeOf(exchange)
        this.exchanges.push(Object.assign(exchange, { purpose }))
      },
      transport: (request, sender) => {
        if (this.exchanges.length - this.#exchangesBeforeStep > MOST_EXCHANGES_IN_STEP) {
          this.flooded = true
          this.#endOfPatience()
          return { kind: 'silence' }
        }
        const outcome = carry(request, sender)
        if ('response' in outcome) this.#noteDecision(outcome.response)
        return outcome
      },
    })
  }

  async run(createClient: CreateClient): Promise<void> {
    const client = await createClient(this.#environment())
    for (const [index, step] of this.#plan.steps.entries()) {
      this.#step = index
      this.#exchangesBeforeStep = this.exchanges.length
      await this.#take(step, client)
      if (this.hung !== undefined || this.flooded) return
    }
    this.#step = this.#plan.steps.length
    await this.#joinDetached()
    if (this.#plan.class === 'hostile') await this.#heal(client)
    this.finalState = this.#state(client)
    if (client.close !== undefined && this.hung === undefined) {
      await this.#finish([this.#record('close', async () => void (await client.close?.()))])
    }
  }

  /** Fills in what the answers that reached the client had been decided on. */
  traced(): TracedExchange[] {
    for (const exchange of this.exchanges) {
      const answered = exchange.response && this.#decisions.get(exchange.response)
      if (answered !== undefined) exchange.answered = answered
    }
    return this.exchanges
  }

  /** All that decides how a run would go on, with times relative to now. */
  #state(client: ClientUnderTest): unknown {
    const clamp = (_key: string, value: unknown) => (typeof value === 'number' && value < 0 ? -1 : value)
    const state = {
      client: client.snapshot?.(),
      deadlines: this.#deadlinesInMs(),
      refreshesLeft: this.#newestSession()?.refreshesLeft,
    }
    return JSON.parse(JSON.stringify(state, clamp))
  }

  async #take(step: Step, client: ClientUnderTest): Promise<void> {
    const { controller } = this.#simulator
    switch (step.do) {
      case 'request':
        return this.#request(step, client)
      case 'wait':
        await this.#clock.advance(step.ms)
        return
      case 'wait-until': {
        const inMs = this.#deadlinesInMs()[step.deadline]
        if (inMs !== undefined && inMs + step.offsetMs > 0) await this.#clock.advance(inMs + step.offsetMs)
        return
      }
      case 'align':
        await this.#clock.advance((step.toMs - (this.#clock.monotonicMs() % step.toMs)) % step.toMs)
        return
      case 'clock-step':
        this.#clientClock.stepWall(step.ms)
        return
      case 'suspend':
        // A machine that sleeps drops its connections; a plan keeps that apart from losing time.
        await this.#joinDetached()
        this.#clientClock.suspend()
        await this.#clock.advance(step.ms)
        this.#clientClock.resume()
        return
      case 'latency':
        this.#latency = { outMs: Math.max(1, step.outMs), backMs: step.backMs }
        this.#stagger = []
        return
      case 'fault':
        this.#simulator.faults.arm(step.fault)
        return
      case 'terminate':
        for (const { id, user, state } of controller.sessions()) {
          if (state === 'live' && user === PLAN_USER.username) controller.terminate(id)
        }
        return
      case 'configure':
        this.administrator.configure(step)
        return
      case 'restart':
        controller.restart()
        return
      case 'login-elsewhere':
        controller.loginElsewhere(PLAN_USER.username)
        return
      case 'logout-elsewhere':
        controller.logoutElsewhere(PLAN_USER.username)
        return
      case 'pause':
    }
  }

  async #request(step: Extract<Step, { do: 'request' }>, client: ClientUnderTest): Promise<void> {
    this.#stagger = Array.from({ length: step.parallel }, (_unused, index) => index * step.staggerMs)
    const made = Array.from({ length: step.parallel }, () => this.#call(step.operation, client))
    if (!step.detached) return this.#finish(made)
    for (const call of made) {
      this.#detached.add(call)
      call.finally(() => this.#detached.delete(call))
    }
    await this.#clock.settle()
  }

  /** Takes the faults away and wants one call served: whatever happened, a client must find back. */
  async #heal(client: ClientUnderTest): Promise<void> {
    this.#simulator.faults.disarm()
    this.#latency = DEFAULT_LATENCY
    await this.#finish([this.#call('healed', client)])
  }

  #call(operation: Operation | 'healed', client: ClientUnderTest): Promise<void> {
    const operations = OPERATIONS[this.#plan.controller]
    return this.#record(operation, async (call) => {
      const request = operations[operation === 'healed' ? 'read' : operation](call)
      return (await client.request(request)).status
    })
  }

  async #record(
    operation: CallRecord['operation'],
    work: (call: number) => Promise<number | undefined>,
  ): Promise<void> {
    const { journal } = this.#simulator
    const record: CallRecord = {
      call: this.calls.length + 1,
      step: this.#step,
      operation,
      madeMs: this.#clock.monotonicMs(),
      endedMs: Number.POSITIVE_INFINITY,
      deadlinesInMs: this.#deadlinesInMs(),
    }
    this.calls.push(record)
    const { call } = record
    journal.write({ kind: 'call', call, event: 'made', operation })
    try {
      const status = await work(call)
      if (status !== undefined) record.status = status
      journal.write({
        kind: 'call',
        call,
        event: 'answered',
        operation,
        ...(status === undefined ? {} : { status }),
      })
    } catch (error) {
      record.error = error instanceof Error ? error.name : 'Error'
      journal.write({ kind: 'call', call, event: 'failed', operation, error: record.error })
    }
    record.endedMs = this.#clock.monotonicMs()
  }

  async #finish(calls: Promise<void>[]): Promise<void> {
    try {
      await this.#clock.until(Promise.race([Promise.all(calls), this.#flood]), LONGEST_CALL_MS)
    } catch (error) {
      const what = `a call of step ${this.#step + 1}`
      this.hung ??=
        error instanceof ClockStalledError
          ? `${what} waits for something that is neither a request nor a timer`
          : `${what} did not end within ${formatDuration(LONGEST_CALL_MS)}`
    }
  }

  async #joinDetached(): Promise<void> {
    if (this.#detached.size > 0) await this.#finish([...this.#detached])
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

  /** The newest session of the plan's user, whether it lives or has run out. */
  #newestSession(): SessionView | undefined {
    return this.#simulator.controller
      .sessions()
      .filter(({ user, ended }) => user === PLAN_USER.username && (!ended || RAN_OUT.has(ended.cause)))
      .at(-1)
  }

  /** How far each limit of that session is, in ms; negative when it has passed. */
  #deadlinesInMs(): Partial<Record<Deadline, number>> {
    const inMs: Partial<Record<Deadline, number>> = {}
    for (const [deadline, atMs] of Object.entries(this.#newestSession()?.deadlines ?? {})) {
      inMs[deadline as Deadline] = atMs - this.#clock.monotonicMs()
    }
    return inMs
  }

  #environment(): ClientEnvironment {
    const { controller, client, options, seed } = this.#plan
    const random = new RandomStream(seed, 'client')
    return {
      controller,
      url: `https://${controller}.midrun.test`,
      ...PLAN_USER,
      ...(client.authentication === 'certificate' ? { certificate: operatorCertificate() } : {}),
      clock: this.#clientClock,
      dispatcher: this.#dispatcher,
      random: () => random.fraction(),
      requestTimeoutMs: client.requestTimeoutMs,
      keepAlive: client.keepAlive,
      known: controller === 'fmc' && client.toldLimits ? knownOfFmc(options) : {},
    }
  }
}

function operatorCertificate(): { certificateDn: string; privateKey: string } {
  return {
    certificateDn: `uni/userext/user-${PLAN_USER.username}/usercert-midrun`,
    privateKey: readFixture('apic/operator.key'),
  }
}

/** An FMC tells its clients no lifetimes: they know what its administrator says. */
function knownOfFmc(options: Plan['options']): ClientEnvironment['known'] {
  const { accessTtlSec, browserTimeoutSec, browserTimeoutKind } = fmcOptionsSchema.parse(options)
  return {
    accessTokenMs: accessTtlSec * 1000,
    browserSessionMs: browserTimeoutSec * 1000,
    // A client that reckons from the login is right about a time-out that refreshes put off, and early.
    browserSessionKind: browserTimeoutKind === 'idle' ? 'idle' : 'absolute',
  }
}
