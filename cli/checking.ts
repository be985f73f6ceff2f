import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import {
  type CheckProgress,
  type CheckResult,
  type CheckSettings,
  checkProgram,
  timeStatement,
} from '../conformance/check.js'
import { ProgramStartError } from '../conformance/drivers/program.js'
import { type Scenario, scenariosFor } from '../conformance/drivers/scenarios.js'
import {
  adaptiveTime,
  REAL_TIME,
  scaledTime,
  type TimeMode,
  TimeModeError,
} from '../conformance/drivers/time-mode.js'
import { reportedCheck, reportedScenario } from '../conformance/reports/check.js'
import { RUN_FORMATS } from '../conformance/reports/formats.js'
import { closing, scenarioTerminalReport } from '../conformance/reports/run-terminal.js'
import { apicSampleUsers, fixturePath } from '../simulator/fixtures.js'
import { loadIdentity } from '../simulator/http/certificate-authority.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { baselineIn } from './baseline-option.js'
import type { CheckArguments } from './check.js'
import { clientClocks } from './clock-options.js'
import { EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import { controllerKinds, readControllerOptions } from './controller-options.js'
import { rulesNamed } from './judging-recordings.js'
import { ProgressBar } from './progress-bar.js'
import { writeReport } from './report-file.js'
import { RUN_FORMAT_NAMES, wantedReports, writeReports } from './report-option.js'

/** How long tokens live and programs run, in s of the program's time, and how fast that time passes. */
export interface Pace {
  tokenSeconds: number
  durationSeconds: number
  rate: number
}

/**
 * What shows each controller's limits within half a minute of real time. Scaled time is no faster than this, so that
 * the time-out of a request, some 30 s of the program's time, leaves a busy machine half a second to answer; at that
 * rate only an APIC's tokens can have the lifetime that they have on real controllers. In adaptive time all have it.
 */
const PACES: Record<CheckArguments['time'], Record<ControllerKind, Pace>> = {
  real: {
    apic: { tokenSeconds: 10, durationSeconds: 30, rate: 1 },
    fmc: { tokenSeconds: 8, durationSeconds: 40, rate: 1 },
    apstra: { tokenSeconds: 10, durationSeconds: 25, rate: 1 },
  },
  scaled: {
    apic: { tokenSeconds: 600, durationSeconds: 1800, rate: 60 },
    fmc: { tokenSeconds: 300, durationSeconds: 1500, rate: 60 },
    apstra: { tokenSeconds: 600, durationSeconds: 1500, rate: 60 },
  },
  adaptive: {
    apic: { tokenSeconds: 600, durationSeconds: 7200, rate: 1 },
    fmc: { tokenSeconds: 1800, durationSeconds: 10_800, rate: 1 },
    apstra: { tokenSeconds: 86_400, durationSeconds: 259_200, rate: 1 },
  },
}

/** Carries `midrun check` out and gives its exit code. @throws UsageError */
export async function checkWithReport(given: CheckArguments): Promise<number> {
  const [controller] = controllerKinds([given.controller]) as [ControllerKind]
  const command = given['--'] ?? []
  if (command.length === 0) {
    throw new UsageError(
      'expected the program to check after --, such as midrun check --controller apic -- ./poll.py',
    )
  }
  const scenarios = chosenScenarios(controller, given.scenario)
  const reports = await wantedReports(given, RUN_FORMAT_NAMES)
  const baseline = await baselineIn(given.baseline)
  const toFiles = reports.filter(({ format, path }) => format !== 'terminal' || path !== '-')
  const tell = (text: string) => {
    if (toFiles.length < reports.length) console.log(text)
  }
  const pace = paceOf(given, controller)
  const clocks = clientClocks(given)
  const time = await timeMode(given, pace)
  const options = (await readControllerOptions(given.config, given.set ?? []))[controller]
  if (controller === 'apic' && !Object.hasOwn(options, 'users')) options.users = apicSampleUsers()
  const identity = given.http ? undefined : await loadIdentity()
  const results: CheckResult[] = []
  const interrupted = interruption()
  for (const scenario of scenarios) {
    if (interrupted.aborted) break
    const judged = await checkInScenario({
      controller,
      scenario,
      time,
      ...pace,
      clocks,
      options,
      identity,
      command,
      rules: rulesNamed(given.rules),
      environment: controller === 'apic' ? signingEnvironment() : {},
      // This process's own output is the report.
      output: 'stderr',
      signal: interrupted,
    })
    const result = { ...judged, results: baseline.apply(judged.results, scenario.name) }
    tell(`${scenarioTerminalReport(reportedScenario(controller, result))}\n`)
    results.push(result)
  }
  const run = reportedCheck(controller, results, { file: programFile(command), stale: baseline.stale() })
  for (const text of closing(run)) tell(text)
  await writeReports(toFiles, (format) => RUN_FORMATS[format](run))
  if (given.journal !== undefined) await writeJournal(given.journal, results.at(-1)!)
  return EXIT_OF_CONCLUSION[run.conclusion]
}

/** Aborted at Ctrl+C, which does not reach the program by itself: what was seen of it so far is still reported. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

async function checkInScenario(settings: CheckSettings): Promise<CheckResult> {
  console.error(`${settings.scenario.name}: ${timeStatement(settings)}`)
  const bar = new ProgressBar(settings.scenario.name, settings.durationSeconds)
  const onProgress = ({ elapsedMs }: CheckProgress) => bar.update(Math.round(elapsedMs / 1000))
  try {
    return await checkProgram({ ...settings, onProgress })
  } catch (error) {
    if (error instanceof ProgramStartError) throw new UsageError(error.message)
    throw error
  } finally {
    bar.end()
  }
}

/** The file of the program among the words of its command line, such as `poll.py` of `python3 poll.py`. */
function programFile(command: readonly string[]): string | undefined {
  return command.find((word) => !isAbsolute(word) && statSync(word, { throwIfNoEntry: false })?.isFile())
}

async function writeJournal(file: string, { recording }: CheckResult): Promise<void> {
  const lines = recording.entries.map((entry) => `${JSON.stringify(entry)}\n`)
  await writeReport('--journal', file, lines.join(''))
}

function chosenScenarios(controller: ControllerKind, names: readonly string[]): Scenario[] {
  try {
    return scenariosFor(controller, names)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--scenario: ${error.message}`)
    throw error
  }
}

/** The pace that was asked for, and the usual one in what was not said. @throws UsageError */
export function paceOf(
  { time, token, duration, rate }: Pick<CheckArguments, 'time' | 'token' | 'duration' | 'rate'>,
  controller: ControllerKind,
): Pace {
  const usual = PACES[time][controller]
  if (rate !== undefined && time !== 'scaled') {
    throw new UsageError(`--rate goes with --time scaled only: ${time} time has no rate of its own`)
  }
  const pace = {
    tokenSeconds: token ?? usual.tokenSeconds,
    durationSeconds: duration ?? usual.durationSeconds,
    rate: rate ?? usual.rate,
  }
  for (const [option, value] of Object.entries({
    token: pace.tokenSeconds,
    duration: pace.durationSeconds,
  })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new UsageError(`--${option}: expected a whole number of seconds from 1, found ${value}`)
    }
  }
  if (!(pace.rate >= 1 && pace.rate <= 100_000)) {
    throw new UsageError(`--rate: expected a number from 1 to 100000, found ${pace.rate}`)
  }
  return pace
}

/** How time is to be moved. @throws UsageError when this machine cannot */
export async function timeMode({ time }: Pick<CheckArguments, 'time'>, { rate }: Pace): Promise<TimeMode> {
  if (time === 'real') return REAL_TIME
  try {
    return time === 'scaled' ? await scaledTime(rate) : await adaptiveTime()
  } catch (error) {
    if (error instanceof TimeModeError) throw new UsageError(error.message)
    throw error
  }
}

/** The sample user whose certificate the controller knows. */
export function signingEnvironment(): Record<string, string> {
  return {
    MIDRUN_CERT_DN: 'uni/userext/user-operator/usercert-midrun',
    MIDRUN_KEY_FILE: fixturePath('apic/operator.key'),
  }
}
