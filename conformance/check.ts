import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Identity, issueUntrusted } from '../simulator/http/certificate-authority.js'
import { type RunningServers, serve } from '../simulator/http/server.js'
import {
  type ControllerKind,
  formatDuration,
  LiveClock,
  type SessionView,
  type Simulator,
} from '../simulator/index.js'
import { AdaptiveTime } from './drivers/adaptive/adaptive-time.js'
import { atExit } from './drivers/at-exit.js'
import { type ClientClocks, driftedRate, stepDuring, TRUE_CLOCKS } from './drivers/client-clocks.js'
import { ClockReach } from './drivers/clock-reach.js'
import { removeFaketimeMemory } from './drivers/faketime-memory.js'
import { Program, type ProgramEnd, ProgramStartError } from './drivers/program.js'
import { programPath } from './drivers/program-path.js'
import { accountIn, type Scenario } from './drivers/scenarios.js'
import type { TimeMode } from './drivers/time-mode.js'
import { Traffic } from './drivers/traffic.js'
import { interruptionOf, reasonNotToJudge, reasonNotToJudgeTrust } from './not-judged.js'
import { type Recording, recordingOf } from './rules/recording.js'
import type { Rule } from './rules/rule.js'
import { judgeRecording, type RuleResult } from './rules/verdicts.js'

/** How long after its time a program may go on before it is stopped, as a part of that time. */
const OVERTIME = 0.25
/** Real ms until a program that was in the middle of a request is looked at again. */
const RETRY_MS = 20
/** Real ms between two looks at a run in progress. */
const PROGRESS_MS = 500

/** One program in one scenario. */
export interface CheckSettings {
  controller: ControllerKind
  /** Options of the controller, over the scenario's own. */
  options: Record<string, unknown>
  scenario: Scenario
  time: TimeMode
  /** Lifetime of a token on the controller, in s of the program's time. */
  tokenSeconds: number
  /** How long the program is to work, in s of its own time. */
  durationSeconds: number
  /** How the program's clocks differ from the controller's, the scenario's own offset not counted; not at all unless given. */
  clocks?: ClientClocks
  command: readonly string[]
  /** HTTPS with this identity; plain HTTP unless given. */
  identity?: Pick<Identity, 'server' | 'caFile' | 'signWebToken'> | undefined
  /** Further variables of the program, such as where a key is. */
  environment?: Record<string, string>
  /** Where the program's standard output goes. */
  output: 'stdout' | 'stderr'
  rules: readonly Rule[]
  /** Stops the program before its time. What went wrong until then is reported; where nothing did, nothing is judged. */
  signal?: AbortSignal
  /** Called about twice a second. */
  onProgress?: (progress: CheckProgress) => void
}

/** A run in progress. Times in ms of the controller's clock. */
export interface CheckProgress {
  elapsedMs: number
  requests: number
  sessions: readonly SessionView[]
}

/** What came of one program in one scenario. */
export interface CheckResult {
  scenario: Scenario
  /** How time passed, in a sentence: a verdict means nothing without it. */
  time: string
  end: ProgramEnd
  /** How much of the program's time passed, in ms. */
  elapsedMs: number
  /** Longest time by which this process was late to answer, in ms of the program's time. */
  latenessMs: number
  /** Why nothing can be said of the program, in a sentence or two; undefined where something can. */
  notJudged: string | undefined
  recording: Recording
  /** One verdict for each rule; none where nothing can be said. */
  results: RuleResult[]
}

/** How time passes in a check, in a sentence. */
export function timeStatement({
  time: { name, rate },
  tokenSeconds,
  durationSeconds,
  clocks = TRUE_CLOCKS,
}: Pick<CheckSettings, 'time' | 'tokenSeconds' | 'durationSeconds' | 'clocks'>): string {
  const lifetimes = `tokens live ${formatDuration(tokenSeconds * 1000)}, the program is to work for ${formatDuration(durationSeconds * 1000)}`
  const passes = {
    real: 'Real time',
    scaled: `Time scaled x${rate}`,
    adaptive: 'Adaptive time, which jumps while the program only waits',
    driven: 'Virtual time, in which Midrun plays the program that uses the client',
  }
  return [`${passes[name]}; ${lifetimes}.`, ...clockSentences(clocks)].join(' ')
}

function wallSentence(offsetMs: number): string {
  const side = offsetMs < 0 ? 'behind' : 'ahead of'
  return `The program's wall clock is ${formatDuration(Math.abs(offsetMs))} ${side} the controller's.`
}

function clockSentences({ offsetMs, driftPpm, steps }: ClientClocks): string[] {
  return [
    ...(offsetMs === 0 ? [] : [wallSentence(offsetMs)]),
    ...(driftPpm === 0 ? [] : [`The program's clocks gain ${driftPpm} ppm.`]),
    ...steps.map(
      ({ ms, at }) => `The program's wall clock steps by ${formatDuration(ms)} at ${at} of the run.`,
    ),
  ]
}

/**
 * Runs a program against a controller of its own, on real sockets, and judges what the controller saw.
 * @throws ProgramStartError when the program cannot be started
 * @throws NoAccountError when the controller has no account of the kind that the scenario needs
 * @throws z.ZodError when an option of the controller does not fit
 */
export async function checkProgram(settings: CheckSettings): Promise<CheckResult> {
  const { controller, scenario, time, identity, rules, command } = settings
  const [program = ''] = command
  if ((await programPath(program)) === undefined) {
    throw new ProgramStartError(`cannot start ${JSON.stringify(program)}: there is no such program`)
  }
  const clocks = settings.clocks ?? TRUE_CLOCKS
  const clockOffsetMs = clocks.offsetMs + (scenario.clockOffsetMs ?? 0)
  const clock = new LiveClock()
  clock.freeze()
  clock.stepWall(-clockOffsetMs)
  const reach = new ClockReach()
  const lateness = monitorEventLoopDelay({ resolution: 10 })
  const traffic = new Traffic()
  // Plain HTTP shows no certificate.
  const untrustedCertificate = scenario.untrustedCertificate === true && identity !== undefined
  const adaptive =
    time.library === undefined ? undefined : await AdaptiveTime.open(clock, traffic, time.library)
  let started: Program | undefined
  let running: RunningServers | undefined
  try {
    running = await serve({
      controllers: {
        [controller]: controllerOptions(settings),
      },
      clock,
      onConnection: (socket) => {
        const group = time.name === 'real' ? undefined : started?.group
        if (group !== undefined) reach.look(socket, group)
      },
      onServer: (server) => traffic.watch(server),
      ...(identity === undefined
        ? {}
        : {
            certificate: untrustedCertificate ? await issueUntrusted() : identity.server,
            signWebToken: identity.signWebToken,
          }),
    })
    const { timeLine } = running
    traffic.timed = () => timeLine.timed
    lateness.enable()
    const { end, suspendedMs } = await runProgram(
      settings,
      { running, clock, traffic, adaptive },
      (program) => {
        started = program
      },
    )
    const { entries } = running.servers[controller]!.simulator.journal
    const recording = recordingOf(controller, entries, {
      clockOffsetMs,
      clockDriftPpm: clocks.driftPpm,
      suspendedMs,
      ...(end.stopped ? {} : { exitCode: end.exitCode }),
      stopped: end.stopped,
      untrustedCertificate,
    })
    const latenessMs = (lateness.max / 1e6) * time.rate
    const results = judgeRecording(recording, rules)
    const seen = { recording, end, reach, traffic, adaptive, latenessMs }
    const notJudged = untrustedCertificate
      ? reasonNotToJudgeTrust(traffic)
      : (reasonNotToJudge(settings, seen) ?? interruptionOf(settings, end, results))
    return {
      scenario,
      time: timeStatement(settings),
      end,
      elapsedMs: Math.round(clock.monotonicMs() / driftedRate(1, clocks.driftPpm)),
      latenessMs,
      notJudged,
      recording,
      results: notJudged === undefined ? results : [],
    }
  } finally {
    lateness.disable()
    await running?.close()
    await adaptive?.close()
    if (time.name !== 'real' && started?.group !== undefined) await removeFaketimeMemory(started.group)
  }
}

/** Options of the controller in a scenario. */
export function controllerOptions({
  controller,
  tokenSeconds,
  scenario,
  options,
}: Pick<CheckSettings, 'controller' | 'tokenSeconds' | 'scenario' | 'options'>): Record<string, unknown> {
  return { ...lifetimeOptions(controller, tokenSeconds), ...scenario.options?.(tokenSeconds), ...options }
}

/** Options that make tokens of a controller live so many s. */
export function lifetimeOptions(controller: ControllerKind, tokenSeconds: number): Record<string, unknown> {
  switch (controller) {
    case 'apic':
      return { refreshTimeoutSeconds: tokenSeconds }
    case 'fmc':
      return { accessTtlSec: tokenSeconds, browserTimeoutSec: 2 * tokenSeconds }
    case 'apstra':
      return { tokenTtlSeconds: tokenSeconds }
  }
}

/** Where a program runs. */
interface Surroundings {
  running: RunningServers
  clock: LiveClock
  traffic: Traffic
  adaptive: AdaptiveTime | undefined
}

async function runProgram(
  settings: CheckSettings,
  { running, ...surroundings }: Surroundings,
  onStart: (program: Program) => void,
): Promise<{ end: ProgramEnd; suspendedMs: number }> {
  const { controller, scenario, time, tokenSeconds, durationSeconds, command, output, onProgress, signal } =
    settings
  const { driftPpm, steps } = settings.clocks ?? TRUE_CLOCKS
  const { clock, adaptive } = surroundings
  const { simulator, url } = running.servers[controller]!
  const account = accountIn(scenario, controller, settings.options)
  const durationMs = durationSeconds * 1000 * driftedRate(1, driftPpm)
  for (const { at, act } of scenario.events ?? []) {
    clock.setTimer(at * durationMs, () => act(simulator, account.username, tokenSeconds))
  }
  stepDuring(clock, simulator, steps, durationMs)
  const program = new Program({
    command: time.wrap(command),
    environment: {
      ...environmentOf(settings, url, account),
      ...settings.environment,
      ...adaptive?.environment,
    },
    output,
  })
  onStart(program)
  const letLive = atExit(() => program.kill())
  const sleep = sleepOf(settings, durationMs, { ...surroundings, program })
  const stop = () => void program.stop()
  signal?.addEventListener('abort', stop)
  clock.run(driftedRate(time.rate, driftPpm))
  clock.setTimer(durationMs * (1 + OVERTIME), stop)
  const done = new AbortController()
  const watching = onProgress === undefined ? undefined : watch(simulator, onProgress, done.signal)
  const following =
    program.group === undefined ? undefined : adaptive?.follow(program.group, done.signal).finally(stop)
  // What goes wrong with it stops the program, and is thrown below.
  following?.catch(() => {})
  try {
    return { end: await program.ended, suspendedMs: sleep.ms }
  } finally {
    done.abort()
    await following
    clock.freeze()
    signal?.removeEventListener('abort', stop)
    await watching
    await program.stop()
    letLive()
  }
}

/**
 * Has the machine of a program sleep as its scenario says; gives for how long it did so far, in ms. It falls asleep
 * between two requests: nobody could foresee what becomes of a token that is on its way.
 * @param durationMs the run's whole time on the controller's clock
 */
function sleepOf(
  { scenario: { suspend }, tokenSeconds }: CheckSettings,
  durationMs: number,
  { clock, traffic, adaptive, program }: Omit<Surroundings, 'running'> & { program: Program },
): { readonly ms: number } {
  const slept = { ms: 0 }
  if (suspend === undefined) return slept
  const gapMs = suspend.tokenLives * tokenSeconds * 1000
  const fallAsleep = () => {
    if (traffic.busy) {
      clock.setTimer(RETRY_MS * clock.rate, fallAsleep)
      return
    }
    program.suspend()
    if (adaptive !== undefined) adaptive.suspended = true
    clock.setTimer(gapMs, () => {
      slept.ms = gapMs
      if (adaptive !== undefined) adaptive.suspended = false
      program.resume()
    })
  }
  clock.setTimer(suspend.at * durationMs, fallAsleep)
  return slept
}

async function watch(
  { clock, journal, controller }: Simulator,
  onProgress: (progress: CheckProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const requests = journal.entries.filter(({ kind }) => kind === 'exchange').length
    onProgress({ elapsedMs: clock.monotonicMs(), requests, sessions: controller.sessions() })
    await sleep(PROGRESS_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** What a program is told of the controller: all that its user would know of a real one. */
function environmentOf(
  { identity, durationSeconds, tokenSeconds }: CheckSettings,
  url: string,
  { username, password }: { username: string; password: string },
): Record<string, string> {
  const { hostname, port } = new URL(url)
  return {
    MIDRUN_URL: url,
    MIDRUN_HOST: hostname,
    MIDRUN_PORT: port,
    MIDRUN_USERNAME: username,
    MIDRUN_PASSWORD: password,
    MIDRUN_DURATION_SECONDS: String(durationSeconds),
    MIDRUN_TOKEN_SECONDS: String(tokenSeconds),
    ...(identity === undefined ? {} : { MIDRUN_CA_FILE: identity.caFile }),
  }
}
