import type {
  AwaitedTask,
  ClientCall,
  ClientEnvironment,
  ClientUnderTest,
  CreateClient,
} from '../client-under-test.js'
import { LoginFailed, type ScriptAnswer, type ScriptSession, Wire } from './wire.js'

/** How a script treats its session. The values of {@link CAREFUL} survive every plan; each broken client changes some. */
export interface Habits {
  /** When it renews: before the token ends, only after a refusal, or never. */
  renews: 'in-time' | 'after-refusal' | 'never'
  /** Age of a token, in ms, at which it is renewed. */
  renewsAtMs(session: ScriptSession, requestTimeoutMs: number): number
  /** Which clock it measures ages with. */
  clock: 'both' | 'wall' | 'monotonic' | 'expiry-claim'
  /** Whether calls at the same time share one renewal. */
  singleFlight: boolean
  /** Whether a renewal waits for requests under way and holds new ones. */
  waitsForRequests: boolean
  /** Whether it uses the token that a refresh brought. */
  adoptsNewToken: boolean
  /** Whether it logs in anew before the session's absolute limit and when no refresh is left. */
  heedsLimits: boolean
  /** How often a call that was refused is sent again after a login. */
  loginsAfterRefusal: number
  /** Whether it takes a permission refusal for an expired session. */
  takesPermissionForExpiry: boolean
  /** Whether it sends a write again when no answer came. */
  repeatsWrites: boolean
  /** How often a failed login is tried again. */
  loginRetries: number
  /** Pause before a failed login is tried again, in ms; twice as long each time. */
  loginPauseMs: number
  /** Whether it tries a password again that was refused. */
  triesRefusedPassword: boolean
  /** How often a call that was turned away by a limit is sent again. */
  throttledRetries: number
  /** Pause before such a call is sent again, in ms; twice as long each time. */
  throttlePauseMs: number
  /** Whether it takes a call that was turned away with 429 for an expired session. */
  takesThrottlingForExpiry: boolean
  /** Whether calls that are refused at the same time share one login. */
  sharesRecovery: boolean
  /** What becomes of a list when the session is renewed between two pages. */
  pagingAfterRenewal: 'goes-on' | 'starts-over' | 'drops-the-rest'
  /** Status words of a task that end the wait for it. */
  endsOfTasks: readonly string[]
  /** Whether it sends calls again that were answered with 503, too. */
  repeatsUnavailable: boolean
}

/** Habits with which no session is lost. */
export const CAREFUL: Habits = {
  renews: 'in-time',
  renewsAtMs: ({ lifetimeMs }, requestTimeoutMs) => (lifetimeMs - 2 * requestTimeoutMs - 2000) * 0.999,
  clock: 'both',
  singleFlight: true,
  waitsForRequests: true,
  adoptsNewToken: true,
  heedsLimits: true,
  loginsAfterRefusal: 1,
  takesPermissionForExpiry: false,
  repeatsWrites: false,
  loginRetries: 4,
  loginPauseMs: 2000,
  triesRefusedPassword: false,
  throttledRetries: 6,
  throttlePauseMs: 2500,
  takesThrottlingForExpiry: false,
  sharesRecovery: true,
  pagingAfterRenewal: 'goes-on',
  endsOfTasks: ['succeeded', 'failed', 'timeout', 'cancelled'],
  repeatsUnavailable: false,
}

/** A client with careful habits but for the ones given. */
export function script(habits: Partial<Habits>): CreateClient {
  return (environment) => new CarefulScript(environment, { ...CAREFUL, ...habits })
}

/** A provisioning script as people write them: small, one controller, its session kept by hand. */
class CarefulScript implements ClientUnderTest {
  readonly #environment: ClientEnvironment
  readonly #habits: Habits
  readonly #wire: Wire
  #session: ScriptSession | undefined
  #ageMs = 0
  #sessionAgeMs = 0
  #looked: { monotonicMs: number; wallMs: number }
  #renewal: Promise<void> | undefined
  #underWay = 0
  #idle: (() => void) | undefined

  constructor(environment: ClientEnvironment, habits: Habits) {
    this.#environment = environment
    this.#habits = habits
    this.#wire = new Wire(environment)
    this.#looked = this.#look()
  }

  async request(call: ClientCall): Promise<ScriptAnswer> {
    for (let logins = 0, throttled = 0, broken = 0; ; ) {
      await this.#prepare()
      const used = this.#session
      let answer: ScriptAnswer
      try {
        answer = await this.#send(call)
      } catch (error) {
        if ((call.method === 'GET' || this.#habits.repeatsWrites) && broken++ < 1) continue
        throw error
      }
      // Spread, so that calls which were turned away together do not meet again.
      if (this.#isThrottled(answer) && throttled < this.#habits.throttledRetries)
        await this.#sleep(this.#habits.throttlePauseMs * 2 ** throttled++ * (1 + this.#environment.random()))
      else if (this.#isRefusal(answer) && logins++ < this.#habits.loginsAfterRefusal) {
        if (!this.#habits.sharesRecovery) await this.#login()
        else if (this.#session === used) await this.#recover()
      } else return answer
    }
  }

  async *list(path: string, limit: number): AsyncGenerator<unknown> {
    const { pagingAfterRenewal } = this.#habits
    let startedOver = false
    let token: ScriptSession | undefined
    for (let offset = 0; ; offset += limit) {
      const { status, body } = await this.request({
        method: 'GET',
        path: `${path}?offset=${offset}&limit=${limit}`,
      })
      if (status !== 200) throw new Error(`a page was answered with ${status}`)
      const { items = [], paging } = JSON.parse(body) as { items?: unknown[]; paging: { count: number } }
      yield* items
      if (offset + limit >= paging.count) return
      token ??= this.#session
      if (this.#session === token || pagingAfterRenewal === 'goes-on') continue
      if (pagingAfterRenewal === 'drops-the-rest') return
      if (!startedOver) offset = -limit
      startedOver = true
    }
  }

  async awaitTask({ blueprintId, taskId, pollMs, timeoutMs }: AwaitedTask): Promise<void> {
    const startMs = this.#environment.clock.monotonicMs()
    const path = `/api/blueprints/${blueprintId}/tasks/${taskId}`
    for (;;) {
      const answer = await this.request({ method: 'GET', path }).catch(() => undefined)
      const status = answer?.status === 200 ? (JSON.parse(answer.body) as { status: string }).status : ''
      if (this.#habits.endsOfTasks.includes(status)) {
        if (status === 'succeeded') return
        throw new Error(`the task ended as ${status}`)
      }
      const waitedMs = this.#environment.clock.monotonicMs() - startMs
      if (waitedMs >= timeoutMs) throw new Error(`the task did not end within ${timeoutMs} ms`)
      await this.#sleep(pollMs)
    }
  }

  /** Sees to it that there is a session, as good as the habits make it. */
  async #prepare(): Promise<void> {
    this.#passTime()
    if (this.#habits.singleFlight) {
      while (this.#renewal !== undefined || this.#isDue()) {
        this.#renewal ??= this.#renew().finally(() => {
          this.#renewal = undefined
        })
        await this.#renewal
        this.#passTime()
      }
    } else if (this.#isDue()) await this.#renew()
  }

  async #send(call: ClientCall): Promise<ScriptAnswer> {
    this.#underWay++
    try {
      return await this.#wire.send(call, this.#session?.headers)
    } finally {
      this.#underWay--
      if (this.#underWay === 0) this.#idle?.()
    }
  }

  #isDue(): boolean {
    const session = this.#session
    if (session === undefined) return true
    if (this.#habits.renews !== 'in-time') return false
    return this.#ageMs >= this.#renewalAgeMs(session) || this.#isOver(session)
  }

  /** Whether the absolute limit is too near for another token. */
  #isOver({ sessionMs }: ScriptSession): boolean {
    if (!this.#habits.heedsLimits) return false
    return this.#sessionAgeMs >= (sessionMs - 4 * this.#environment.requestTimeoutMs - 4000) * 0.999
  }

  #renewalAgeMs(session: ScriptSession): number {
    return this.#habits.renewsAtMs(session, this.#environment.requestTimeoutMs)
  }

  async #renew(): Promise<void> {
    if (this.#habits.waitsForRequests && this.#underWay > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
      this.#passTime()
    }
    const session = this.#session
    const { requestTimeoutMs } = this.#environment
    if (session !== undefined && this.#wire.refreshes && !this.#isOver(session)) {
      const late = this.#ageMs > this.#renewalAgeMs(session) + requestTimeoutMs
      const mayRefresh = !this.#habits.heedsLimits || (session.refreshesLeft > 0 && !late)
      if (mayRefresh && (await this.#refresh(session))) return
    }
    await this.#login()
  }

  async #refresh(session: ScriptSession): Promise<boolean> {
    const startedMs = this.#start()
    try {
      const refreshed = await this.#wire.refresh(session)
      this.#session = this.#habits.adoptsNewToken
        ? refreshed
        : { ...session, refreshesLeft: refreshed.refreshesLeft }
      this.#ageMs = this.#since(startedMs)
      return true
    } catch {
      return false
    }
  }

  async #login(): Promise<void> {
    for (let retry = 0; ; retry++) {
      const startedMs = this.#start()
      try {
        this.#session = await this.#wire.login()
        this.#ageMs = this.#since(startedMs)
        this.#sessionAgeMs = this.#ageMs
        return
      } catch (error) {
        const hopeless = error instanceof LoginFailed && error.status === 401
        if ((hopeless && !this.#habits.triesRefusedPassword) || retry >= this.#habits.loginRetries)
          throw error
      }
      await this.#sleep(this.#habits.loginPauseMs * 2 ** retry)
    }
  }

  async #recover(): Promise<void> {
    const session = this.#session
    if (this.#habits.renews !== 'after-refusal' || session === undefined || !this.#wire.refreshes) {
      this.#session = undefined
      return
    }
    this.#renewal ??= this.#refresh(session)
      .then((refreshed) => {
        if (!refreshed) this.#session = undefined
      })
      .finally(() => {
        this.#renewal = undefined
      })
    await this.#renewal
  }

  #isThrottled({ status, body }: ScriptAnswer): boolean {
    if (status === 429 && this.#habits.takesThrottlingForExpiry) return false
    if (status === 503) return this.#habits.repeatsUnavailable
    return status === 429 || (status === 400 && body.includes('Retry the operation after sometime'))
  }

  #isRefusal({ status, body }: ScriptAnswer): boolean {
    if (status === 401 || (status === 429 && this.#habits.takesThrottlingForExpiry)) return true
    if (status !== 403)
      return this.#habits.takesPermissionForExpiry && status === 400 && body.includes('"170"')
    return this.#habits.takesPermissionForExpiry || /token was invalid|need a valid webtoken/i.test(body)
  }

  /** Ages everything by the time since the last look, as the habit's clock shows it. */
  #passTime(): void {
    const now = this.#look()
    const monotonicMs = now.monotonicMs - this.#looked.monotonicMs
    const wallMs = now.wallMs - this.#looked.wallMs
    this.#looked = now
    const { clock } = this.#habits
    const passedMs =
      clock === 'monotonic' ? monotonicMs : clock === 'both' ? Math.max(monotonicMs, wallMs) : wallMs
    this.#ageMs += passedMs
    this.#sessionAgeMs += passedMs
    if (clock === 'expiry-claim' && this.#session !== undefined) {
      this.#ageMs = this.#session.lifetimeMs - (this.#session.expiresAtMs - now.wallMs)
    }
  }

  #start(): number {
    this.#passTime()
    return this.#sessionAgeMs
  }

  /** Age of something that was asked for at a start: the request's own time counts, too. */
  #since(startedMs: number): number {
    this.#passTime()
    return this.#sessionAgeMs - startedMs
  }

  #look(): { monotonicMs: number; wallMs: number } {
    const { clock } = this.#environment
    return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#environment.clock.setTimer(delayMs, resolve)
    })
  }
}
