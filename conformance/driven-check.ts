import {
  ClientClock,
  ClockStalledError,
  formatDuration,
  Simulator,
  VirtualClock,
} from '../simulator/index.js'
import { type CheckResult, type CheckSettings, controllerOptions, timeStatement } from './check.js'
import {
  type ClientEnvironment,
  type ClientUnderTest,
  type CreateClient,
  UnusableClientError,
} from './client-under-test.js'
import { TRUE_CLOCKS } from './drivers/client-clocks.js'
import { PlayedProgram } from './drivers/played-program.js'
import { accountIn } from './drivers/scenarios.js'
import { DRIVEN_TIME } from './drivers/time-mode.js'
import { environmentOf } from './plans/client-environment.js'
import { PlanNetwork } from './plans/plan-network.js'
import { type Circumstances, recordingOf } from './rules/recording.js'
import { judgeRecording } from './rules/verdicts.js'

/** Root of all randomness: each run of the same client in the same scenario is the same. */
const SEED = 1
/** Longest that a call of a client may go on after the end of the program's time, in ms, before it counts as hanging. */
const LONGEST_CALL_MS = 3_600_000
/** Longest between two turns of the program, in ms. */
const LONGEST_PAUSE_MS = 300_000
/** Turns of the program in the life of a token that is too short for so many of the longest pauses. */
const TURNS_IN_TOKEN_LIFE = 20
/** Longest that one exchange of the client may take, in ms; an eighth of a token's life where that is less. */
const REQUEST_TIMEOUT_MS = 30_000
/** Ms until a client that was in the middle of a request is looked at again. */
const RETRY_MS = 20
/** Real ms between two looks at a run in progress. */
const PROGRESS_MS = 500

/** One client in one scenario. */
export type DrivenCheckSettings = Omit<
  CheckSettings,
  'time' | 'command' | 'identity' | 'environment' | 'output'
>

/**
 * Plays a program on a client in virtual time, and judges what the controller saw. The same client leaves the same
 * journal each time, byte for byte. Of a client that cannot be worked with, nothing is judged.
 * @throws z.ZodError when an option of the controller does not fit, and what else `createClient` throws
 */
export async function checkClient(
  createClient: CreateClient,
  settings: DrivenCheckSettings,
): Promise<CheckResult> {
  const { controller, scenario, rules } = settings
  const run = new DrivenRun(settings)
  const { unusable, hang } = await run.play(createClient)
  const stopped = settings.signal?.aborted ?? false
  // The program is one that sees when its client hangs or fails it.
  const exitCode = unusable === undefined && hang === undefined ? 0 : 1
  const recording = recordingOf(controller, run.simulator.journal.entries, {
    ...run.circumstances,
    ...(stopped ? {} : { exitCode }),
    stopped,
  })
  const silent = recording.exchanges.length === 0 ? 'The client sent no request.' : undefined
  const notJudged = unusable === undefined ? silent : `Nothing can be said of the client: ${unusable}.`
  return {
    scenario,
    time: [timeStatement({ ...settings, time: DRIVEN_TIME }), hang ?? []].flat().join(' '),
    end: { exitCode, stopped },
    elapsedMs: run.clock.monotonicMs(),
    latenessMs: 0,
    notJudged,
    recording,
    results: notJudged === undefined ? judgeRecording(recording, rules) : [],
  }
}

/** How a run ended; neither is there where all went its way. */
interface DrivenEnd {
  /** Why the client cannot be worked with. */
  unusable?: string
  /** Which call never ended, in a sentence. */
  hang?: string
}

/** A controller, a client's machine and the network between them, on a clock of their own. */
class DrivenRun {
  readonly clock = new VirtualClock()
  readonly simulator: Simulator
  /** What the journal does not show. */
  readonly circumstances: Circumstances
  readonly #settings: DrivenCheckSettings
  readonly #options: Record<string, unknown>
  readonly #clientClock: ClientClock
  readonly #network: PlanNetwork
  readonly #durationMs: number
  readonly #tokenMs: number
  #progressMs = Number.NEGATIVE_INFINITY

  constructor(settings: DrivenCheckSettings) {
    const { controller, scenario, clocks = TRUE_CLOCKS } = settings
    this.#settings = settings
    this.#durationMs = settings.durationSeconds * 1000
    this.#tokenMs = settings.tokenSeconds * 1000
    this.#options = controllerOptions(settings)
    this.simulator = new Simulator({ controller, options: this.#options, seed: SEED, clock: this.clock })
    this.circumstances = {
      clockOffsetMs: clocks.offsetMs + (scenario.clockOffsetMs ?? 0),
      clockDriftPpm: clocks.driftPpm,
      clockStepMs: clocks.steps.reduce((sum, { ms }) => sum + Math.abs(ms), 0),
    }
    this.#clientClock = new ClientClock(this.clock, {
      offsetMs: this.circumstances.clockOffsetMs!,
      driftPpm: clocks.driftPpm,
    })
    this.#network = new PlanNetwork(this.simulator, this.clock, undefined)
  }

  async play(createClient: CreateClient): Promise<DrivenEnd> {
    try {
      return await this.#playOn(await createClient(this.#environment()))
    } catch (error) {
      if (error instanceof UnusableClientError) return { unusable: error.message }
      throw error
    }
  }

  async #playOn(client: ClientUnderTest): Promise<DrivenEnd> {
    this.#arrange()
    const program = new PlayedProgram({
      client,
      simulator: this.simulator,
      clock: this.#clientClock,
      pauseMs: Math.min(this.#tokenMs / TURNS_IN_TOKEN_LIFE, LONGEST_PAUSE_MS),
      isLast: () => this.#beginTurn(),
    })
    const work = program.run()
    const limitMs = this.#durationMs + this.#sleepMs + LONGEST_CALL_MS
    try {
      await this.clock.until(Promise.race([work, this.#network.flood]), limitMs)
    } catch (error) {
      if (error instanceof UnusableClientError) throw error
      const call = program.openCall ?? 'the client'
      return {
        hang:
          error instanceof ClockStalledError
            ? `It hung: ${call} waited for something that is neither a request nor a timer.`
            : `It hung: ${call} did not end within ${formatDuration(LONGEST_CALL_MS)} of the end of its time.`,
      }
    }
    return this.#network.flooded
      ? { hang: `It was cut short: ${program.openCall ?? 'the client'} sent requests without end.` }
      : {}
  }

  /** Has what the scenario and the clocks bring happen at its time. */
  #arrange(): void {
    const { scenario, tokenSeconds, clocks = TRUE_CLOCKS } = this.#settings
    const { username } = accountIn(scenario, this.#settings.controller, this.#options)
    for (const { at, act } of scenario.events ?? []) {
      this.clock.setTimer(at * this.#durationMs, () => act(this.simulator, username, tokenSeconds))
    }
    for (const { at, ms } of clocks.steps) {
      this.clock.setTimer(at * this.#durationMs, () => this.#clientClock.stepWall(ms))
    }
    if (scenario.suspend !== undefined) {
      this.clock.setTimer(scenario.suspend.at * this.#durationMs, () => this.#fallAsleep())
    }
  }

  /** How long the scenario has the client's machine sleep, in ms. */
  get #sleepMs(): number {
    return (this.#settings.scenario.suspend?.tokenLives ?? 0) * this.#tokenMs
  }

  /** The client's machine sleeps; not while a token is on its way, for nobody could foresee what becomes of that. */
  #fallAsleep(): void {
    if (this.#network.busy) {
      this.clock.setTimer(RETRY_MS, () => this.#fallAsleep())
      return
    }
    this.#network.fallAsleep()
    this.#clientClock.suspend()
    this.clock.setTimer(this.#sleepMs, () => {
      this.circumstances.suspendedMs = this.#sleepMs
      this.#clientClock.resume()
      this.#network.wakeUp()
    })
  }

  /** Whether the turn that begins is the last. */
  #beginTurn(): boolean {
    const elapsedMs = this.clock.monotonicMs()
    this.#network.beginStep()
    this.#tellProgress(elapsedMs)
    return elapsedMs >= this.#durationMs || (this.#settings.signal?.aborted ?? false)
  }

  #tellProgress(elapsedMs: number): void {
    const { onProgress } = this.#settings
    const nowMs = performance.now()
    if (onProgress === undefined || nowMs - this.#progressMs < PROGRESS_MS) return
    this.#progressMs = nowMs
    const { journal, controller } = this.simulator
    const requests = journal.entries.filter(({ kind }) => kind === 'exchange').length
    onProgress({ elapsedMs, requests, sessions: controller.sessions() })
  }

  #environment(): ClientEnvironment {
    const { controller, scenario } = this.#settings
    const client = {
      requestTimeoutMs: Math.min(this.#tokenMs / 8, REQUEST_TIMEOUT_MS),
      keepAlive: false,
      authentication: 'password' as const,
      toldLimits: true,
    }
    const standStill = () => this.clock.hold()
    const told = { controller, client, options: this.#options, seed: SEED }
    const { username, password } = accountIn(scenario, controller, this.#options)
    return { ...environmentOf(told, this.#clientClock, this.#network, standStill), username, password }
  }
}
