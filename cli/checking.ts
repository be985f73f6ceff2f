import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import {
  type CheckProgress,
  type CheckResult,
  type CheckSettings,
  checkProgram,
  timeStatement,
} from '../conformance/check.js'
import type { CreateClient } from '../conformance/client-under-test.js'
import { checkClient } from '../conformance/driven-check.js'
import { ProgramStartError } from '../conformance/drivers/program.js'
import { type Scenario, scenariosFor } from '../conformance/drivers/scenarios.js'
import { reportedCheck, reportedScenario } from '../conformance/reports/check.js'
import { RUN_FORMATS } from '../conformance/reports/formats.js'
import { closing, scenarioTerminalReport } from '../conformance/reports/run-terminal.js'
import { itemsOf } from '../conformance/shards/shard.js'
import { NoAccountError } from '../simulator/catalogue.js'
import { loadIdentity } from '../simulator/http/certificate-authority.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { baselineIn } from './baseline-option.js'
import type { CheckArguments } from './check.js'
import { clientClocks } from './clock-options.js'
import { EXIT, EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import { controllerKinds } from './controller-kinds.js'
import { optionsToServe } from './controller-options.js'
import { drivenClient } from './driven-client.js'
import { assertEnvelopeFits, envelopeOfCheck } from './envelope-of-check.js'
import { interruption } from './interruption.js'
import { rulesNamed } from './judging-recordings.js'
import { paceOf, signingEnvironment, timeMode } from './pace.js'
import type { ProgramSetting } from './program-envelopes.js'
import { ProgressBar } from './progress-bar.js'
import { writeReport } from './report-file.js'
import { RUN_FORMAT_NAMES, wantedReports, writeReports } from './report-option.js'
import { digestOf, emptyShardText, partOf, shardOf } from './shard-option.js'
import { withTrustToJudge } from './untrusted-runs.js'

/** Carries `midrun check` out and gives its exit code. @throws UsageError */
export async function checkWithReport(given: CheckArguments): Promise<number> {
  const [controller] = controllerKinds([given.controller]) as [ControllerKind]
  const command = given['--'] ?? []
  assertEnvelopeFits(given)
  const createClient = await drivenClient(given, controller)
  if (command.length === 0 && createClient === undefined) {
    throw new UsageError(
      'expected the program to check after --, such as midrun check --controller apic -- ./poll.py',
    )
  }
  const shard = shardOf(given)
  const rules = rulesNamed(given.rules)
  const identity = given.http || createClient !== undefined ? undefined : await loadIdentity()
  const all = withTrustToJudge(
    chosenScenarios(controller, given.scenario),
    (scenario) => scenario,
    given.scenario,
    { tls: identity !== undefined, insecureOk: given.insecureOk, rules },
  )
  const scenarios = itemsOf(all, shard)
  const reports = await wantedReports(given, RUN_FORMAT_NAMES)
  const baseline = await baselineIn(given.baseline)
  const toFiles = reports.filter(({ format, path }) => format !== 'terminal' || path !== '-')
  const tell = (text: string) => {
    if (toFiles.length < reports.length) console.log(text)
  }
  const pace = paceOf(given, controller)
  const clocks = clientClocks(given)
  const time = await timeMode(given, pace)
  const options = (await optionsToServe(given))[controller]
  const interrupted = interruption()
  const setting: ProgramSetting = {
    controller,
    time,
    options,
    identity,
    command,
    environment: controller === 'apic' ? signingEnvironment() : {},
    // This process's own output is the report.
    output: 'stderr',
    signal: interrupted,
  }
  const measureEnvelope = envelopeOfCheck(given, setting)
  const results: CheckResult[] = []
  for (const scenario of scenarios) {
    if (interrupted.aborted) break
    const judged = await checkInScenario({ ...setting, ...pace, clocks, scenario, rules }, createClient)
    const result = { ...judged, results: baseline.apply(judged.results, scenario.name) }
    tell(`${scenarioTerminalReport(reportedScenario(controller, result))}\n`)
    results.push(result)
  }
  const file = programFile(given.client === undefined ? command : [given.client])
  const items = all.map(({ name }) => name)
  const settings = {
    controller,
    time: time.name,
    ...pace,
    clock: clocks,
    http: given.http,
    rules: given.rules ?? [],
    // Either may hold a secret.
    'command and options': digestOf([command, options]),
    ...(file === undefined ? {} : { file }),
    baseline: baseline.entries,
  }
  const part = partOf(shard, { command: 'check', settings, items })
  // Only all shards together tell which entries of a baseline are stale.
  const run = reportedCheck(controller, results, {
    file,
    stale: part === undefined ? baseline.stale() : [],
    part,
    envelope: await measureEnvelope(),
  })
  const told = closing(run)
  if (told.length > 0) tell(told.join('\n\n'))
  await writeReports(toFiles, (format) => RUN_FORMATS[format](run))
  const last = results.at(-1)
  if (given.journal !== undefined && last !== undefined) await writeJournal(given.journal, last)
  if (shard !== undefined && scenarios.length === 0) {
    console.error(emptyShardText(shard, items))
    return EXIT.ok
  }
  return EXIT_OF_CONCLUSION[run.conclusion]
}

/** @param createClient for driven time */
async function checkInScenario(
  settings: CheckSettings,
  createClient: CreateClient | undefined,
): Promise<CheckResult> {
  console.error(`${settings.scenario.name}: ${timeStatement(settings)}`)
  const bar = new ProgressBar(settings.scenario.name, settings.durationSeconds)
  const onProgress = ({ elapsedMs }: CheckProgress) => bar.update(Math.round(elapsedMs / 1000))
  try {
    if (createClient !== undefined) return await checkClient(createClient, { ...settings, onProgress })
    return await checkProgram({ ...settings, onProgress })
  } catch (error) {
    if (error instanceof ProgramStartError) throw new UsageError(error.message)
    if (error instanceof NoAccountError) {
      throw new UsageError(`scenario ${settings.scenario.name}: ${error.message}; leave the scenario out`)
    }
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
