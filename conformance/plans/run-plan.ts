import { apicSampleUsers } from '../../simulator/fixtures.js'
import {
  ClientClock,
  ClockStalledError,
  type Deadline,
  type EndCause,
  formatDuration,
  type SessionView,
  Simulator,
  type Transport,
  VirtualClock,
} from '../../simulator/index.js'
import { type ClientUnderTest, type CreateClient, UnusableClientError } from '../client-under-test.js'
import { Administrator } from './administrator.js'
import { environmentOf } from './client-environment.js'
import { LONGEST_WORK_MS, LongWork } from './long-work.js'
import { FOLLOWED_PATH, OPERATIONS, PLAN_USER } from './operations.js'
import type { Plan, Step } from './plan.js'
import { PlanNetwork } from './plan-network.js'
import type { PlanProgram } from './plan-program.js'
import type { CallRecord, Operation, PlanRun, SubscriptionRecord } from './plan-run.js'
import { Succession } from './succession.js'
import { witnessCall } from './witnessed-call.js'

export type {
  CallRecord,
  HandOverRecord,
  PagedReadRecord,
  PlanRun,
  SubscriptionRecord,
  TaskRecord,
  TracedExchange,
} from './plan-run.js'

/** Longest that one call of a client may take, in ms of virtual time, before it counts as hanging. */
const LONGEST_CALL_MS = 3_600_000
/** Steps with calls of the program, which need a client at work. */
const STEPS_WITH_CALLS: ReadonlySet<Step['do']> = new Set([
  'request',
  'subscribe',
  'read-all',
  'await-task',
  'hand-over',
])
/** Ends that come by themselves: the limits of such a session still say how late a call is. */
const RAN_OUT: ReadonlySet<EndCause> = new Set(['token-expired', 'idle', 'absolute'])

/**
 * Time in ms that a client is given, awake, to find out that something it follows got lost: two exchanges of the
 * longest kind that plans have, and a minute.
 */
const HEARING_OUT_MS = 120_000

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

/**
 * Runs a plan in virtual time. The same plan and client leave the same journal, byte for byte.
 * @throws UnusableClientError, and what `createClient` throws
 */
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
    exchanges: runner.network.traced(),
    subscriptions: runner.subscriptions,
    pagedReads: runner.work.pagedReads,
    tasks: runner.work.tasks,
    handOvers: runner.succession.handOvers,
    flooded: runner.network.flooded,
    hung: runner.hung,
    finalState: runner.finalState,
  }
}

class PlanRunner implements PlanProgram {
  readonly calls: CallRecord[] = []
  readonly subscriptions: SubscriptionRecord[] = []
  readonly administrator: Administrator
  readonly network: PlanNetwork
  readonly work: LongWork
  readonly succession = new Succession(this)
  hung: string | undefined
  finalState: unknown
  #unusable: UnusableClientError | undefined
  readonly #plan: Plan
  readonly #simulator: Simulator
  readonly #clock: VirtualClock
  readonly #clientClock: ClientClock
  readonly #detached = new Set<Promise<void>>()
  #step = 0
  #client!: ClientUnderTest
  /** Monotonic instant in ms before which a client that slept has not been awake for long; infinite while it sleeps. */
  #awakeMs = 0

  constructor(plan: Plan, simulator: Simulator, clock: VirtualClock, transport: Transport | undefined) {
    this.#plan = plan
    this.#simulator = simulator
    this.administrator = new Administrator(simulator)
    this.#clock = clock
    this.#clientClock = new ClientClock(clock, plan.clientClock)
    this.network = new PlanNetwork(simulator, clock, transport)
    this.work = new LongWork(this, { plan, simulator, clock, administrator: this.administrator })
  }

  get step(): number {
    return this.#step
  }

  async run(createClient: CreateClient): Promise<void> {
    await this.#use(createClient)
    if (this.#unusable !== undefined) throw this.#unusable
  }

  async #use(createClient: CreateClient): Promise<void> {
    const standStill = () => this.#clock.hold()
    const begin = () => createClient(environmentOf(this.#plan, this.#clientClock, this.network, standStill))
    const succeed = async () => {
      this.#client = await this.succession.successor(this.#client, begin)
    }
    this.work.prepare()
    this.#client = await begin()
    for (const [index, step] of this.#plan.steps.entries()) {
      this.#step = index
      this.network.beginStep()
      if (STEPS_WITH_CALLS.has(step.do)) await succeed()
      await this.#take(step, this.#client)
      if (this.#isOver) return
    }
    this.#step = this.#plan.steps.length
    await this.#joinDetached()
    if (this.#plan.class === 'hostile') this.#endFaults()
    await succeed()
    const client = this.#client
    // Whatever happened, a client must find back: one call is to be served.
    if (this.#plan.class === 'hostile') await this.finish([this.#call('healed', client)])
    await this.#hearOut()
    if (this.#unusable !== undefined) return
    this.finalState = await this.#state(client)
    if (client.close !== undefined && this.hung === undefined) {
      await this.finish([this.record('close', async () => void (await client.close?.()))])
    }
  }

  /** Whether what is left of the plan would say nothing more. */
  get #isOver(): boolean {
    return this.#unusable !== undefined || this.hung !== undefined || this.network.flooded
  }

  /** All that decides how a run would go on, with times relative to now. */
  async #state(client: ClientUnderTest): Promise<unknown> {
    const clamp = (_key: string, value: unknown) => (typeof value === 'number' && value < 0 ? -1 : value)
    const state = {
      client: await client.snapshot?.(),
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
        await this.#sleep(step.ms)
        return
      case 'latency':
        this.network.setLatency(step)
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
      case 'subscribe':
        return this.#subscribe(step, client)
      case 'change':
        this.administrator.makeTenant(`made-${this.#step + 1}`)
        return
      case 'lose-sockets':
        this.network.loseSockets(step.silently)
        return
      case 'read-all':
        return this.#wait(this.work.readAll(step, client), step.detached)
      case 'await-task':
        return this.#wait(this.work.awaitTask(client), step.detached)
      case 'hand-over':
        await this.#joinDetached()
        return this.succession.handOver(client, step.password)
      case 'ban':
        this.administrator.tryWrongPasswords()
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
    this.network.stagger(step.parallel, step.staggerMs)
    const made = Array.from({ length: step.parallel }, () => this.#call(step.operation, client))
    if (!step.detached) return this.finish(made)
    for (const call of made) this.#detach(call)
    await this.#clock.settle()
  }

  /** Waits for long work, or goes on beside it. */
  async #wait(work: Promise<void> | undefined, detached: boolean): Promise<void> {
    if (work === undefined) return
    if (!detached) return this.finish([work], LONGEST_WORK_MS)
    this.#detach(work)
    await this.#clock.settle()
  }

  #detach(call: Promise<void>): void {
    this.#detached.add(call)
    call.finally(() => this.#detached.delete(call))
  }

  /** The client machine sleeps for `ms` ms; nobody tells it what became of its websockets. */
  async #sleep(ms: number): Promise<void> {
    this.network.fallAsleep()
    this.#clientClock.suspend()
    this.#awakeMs = Number.POSITIVE_INFINITY
    await this.#clock.advance(ms)
    this.#clientClock.resume()
    this.network.wakeUp()
    this.#awakeMs = this.#clock.monotonicMs() + HEARING_OUT_MS
  }

  async #subscribe({ forMs }: Extract<Step, { do: 'subscribe' }>, client: ClientUnderTest): Promise<void> {
    const record: SubscriptionRecord = {
      step: this.#step,
      offered: client.subscribe !== undefined,
      endedMs: Number.POSITIVE_INFINITY,
      heard: [],
    }
    this.subscriptions.push(record)
    if (client.subscribe === undefined) return
    const begin = this.record('subscribe', async () => {
      const unsubscribe = await client.subscribe?.(FOLLOWED_PATH, (event) => {
        record.heard.push({ ...event, atMs: this.#clock.monotonicMs() })
      })
      record.begunMs = this.#clock.monotonicMs()
      if (forMs !== undefined) this.#endLater(record, forMs, async () => void (await unsubscribe?.()))
      return undefined
    })
    await this.finish([begin])
  }

  /** Ends what the client follows after `ms` ms, or when it has been awake for long enough to know what it missed. */
  #endLater(record: SubscriptionRecord, ms: number, unsubscribe: () => Promise<undefined>): void {
    this.#clock.setTimer(ms, () => {
      const nowMs = this.#clock.monotonicMs()
      if (nowMs < this.#awakeMs) return this.#endLater(record, HEARING_OUT_MS, unsubscribe)
      record.endedMs = nowMs
      this.#detach(this.record('unsubscribe', unsubscribe))
    })
  }

  /** Has the client find out what it missed, makes one more change, and sees what becomes of that. */
  async #hearOut(): Promise<void> {
    const followed = this.subscriptions.filter(
      ({ begunMs, endedMs }) => begunMs !== undefined && endedMs === Number.POSITIVE_INFINITY,
    )
    if (followed.length === 0 || this.hung !== undefined) return
    await this.#clock.advance(HEARING_OUT_MS)
    this.administrator.makeTenant('made-last')
    await this.#clock.advance(HEARING_OUT_MS)
  }

  #endFaults(): void {
    this.#simulator.faults.disarm()
    this.network.setLatency()
  }

  #call(operation: Operation | 'healed', client: ClientUnderTest): Promise<void> {
    const operations = OPERATIONS[this.#plan.controller]
    return this.record(operation, async (call) => {
      const request = operations[operation === 'healed' ? 'read' : operation](call)
      return (await client.request(request)).status
    })
  }

  async record(
    operation: CallRecord['operation'],
    work: (call: number) => Promise<number | undefined>,
  ): Promise<void> {
    const record: CallRecord = {
      call: this.calls.length + 1,
      step: this.#step,
      operation,
      madeMs: this.#clock.monotonicMs(),
      endedMs: Number.POSITIVE_INFINITY,
      deadlinesInMs: this.#deadlinesInMs(),
    }
    this.calls.push(record)
    const { status, failure } = await witnessCall(this.#simulator, record, () => work(record.call))
    if (status !== undefined) record.status = status
    if (failure !== undefined) record.error = failure.name
    if (failure?.thrown instanceof UnusableClientError) this.#unusable ??= failure.thrown
    record.endedMs = this.#clock.monotonicMs()
  }

  async finish(calls: Promise<void>[], longestMs = LONGEST_CALL_MS): Promise<void> {
    try {
      await this.#clock.until(Promise.race([Promise.all(calls), this.network.flood]), longestMs)
    } catch (error) {
      const what = `a call of step ${this.#step + 1}`
      this.hung ??=
        error instanceof ClockStalledError
          ? `${what} waits for something that is neither a request nor a timer`
          : `${what} did not end within ${formatDuration(longestMs)}`
    }
  }

  async #joinDetached(): Promise<void> {
    if (this.#detached.size > 0) await this.finish([...this.#detached], LONGEST_WORK_MS)
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
}
