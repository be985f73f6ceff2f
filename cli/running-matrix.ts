import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { checkProgram } from '../conformance/check.js'
import { ProgramStartError } from '../conformance/drivers/program.js'
import { programPath } from '../conformance/drivers/program-path.js'
import {
  type Agent,
  matrixFileSchema,
  type Trial,
  trialName,
  trialsOf,
} from '../conformance/matrix/matrix-file.js'
import { MATRIX_FORMATS } from '../conformance/reports/matrix/formats.js'
import { cellVerdict, type MatrixCell, matrixConclusion } from '../conformance/reports/matrix/matrix.js'
import { matrixJsonReport } from '../conformance/reports/matrix/matrix-json.js'
import { printableJson } from '../conformance/reports/printable.js'
import { itemsOf } from '../conformance/shards/shard.js'
import { NoAccountError } from '../simulator/catalogue.js'
import { type Identity, loadIdentity } from '../simulator/http/certificate-authority.js'
import { describeMisfit } from '../simulator/http/wrong-input.js'
import type { ControllerKind } from '../simulator/journal/entries.js'
import { EXIT, EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import { type ControllerOptions, optionsToServe } from './controller-options.js'
import { interruption } from './interruption.js'
import { rulesNamed } from './judging-recordings.js'
import type { MatrixArguments } from './matrix.js'
import { paceOf, signingEnvironment, timeMode } from './pace.js'
import { MATRIX_FORMAT_NAMES, wantedReports, writeReports } from './report-option.js'
import { digestOf, emptyShardText, partOf, shardOf } from './shard-option.js'
import { withTrustToJudge } from './untrusted-runs.js'

/** The program that a client module or a driver is given. */
const CLIENT_PROGRAM = fileURLToPath(new URL('../conformance/matrix/client-program.js', import.meta.url))

/** Name under which a matrix has Midrun's own clients. */
const REFERENCE = 'reference'

/** What all trials share. */
interface Arrangement {
  given: MatrixArguments
  options: ControllerOptions
  identity: Identity | undefined
  signal: AbortSignal
}

/** Carries `midrun matrix` out and gives its exit code. @throws UsageError */
export async function runMatrix(given: MatrixArguments): Promise<number> {
  if (!Number.isInteger(given.jobs) || given.jobs < 1) {
    throw new UsageError(`--jobs: expected a whole number from 1, found ${given.jobs}`)
  }
  const shard = shardOf(given)
  const file = await readMatrix(given.file)
  const all = withTrustToJudge(trialsOf(file), ({ scenario }) => scenario, file.scenarios, {
    tls: !given.http,
    insecureOk: given.insecureOk,
    rules: rulesNamed(given.rules),
  })
  const trials = itemsOf(all, shard)
  await assertPrograms(trials)
  const reports = await wantedReports(given, MATRIX_FORMAT_NAMES)
  const options = await optionsToServe(given)
  const items = all.map(({ agent, controller, scenario }) => trialName(agent.name, controller, scenario.name))
  const settings = {
    time: given.time,
    paces: [...new Set(all.map(({ controller }) => controller))].map((each) => paceOf(given, each)),
    http: given.http,
    rules: given.rules ?? [],
    // Any of them may hold a secret.
    'agents and options': digestOf([all.map(({ agent }) => agent), options]),
  }
  const part = partOf(shard, { command: 'matrix', settings, items })
  const identity = given.http ? undefined : await loadIdentity()
  const cells = await tryAll(trials, { given, options, identity, signal: interruption() })
  await writeReports(reports, (format) =>
    format === 'json' ? printableJson(matrixJsonReport(cells, part)) : MATRIX_FORMATS[format](cells),
  )
  if (shard !== undefined && trials.length === 0) {
    console.error(emptyShardText(shard, items))
    return EXIT.ok
  }
  return EXIT_OF_CONCLUSION[matrixConclusion(cells)]
}

async function readMatrix(file: string): Promise<ReturnType<typeof matrixFileSchema.parse>> {
  let content: unknown
  try {
    content = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw new UsageError(`matrix: expected ${file} to be a file of JSON: ${(error as Error).message}`)
  }
  const read = matrixFileSchema.safeParse(content)
  if (read.success) return read.data
  throw new UsageError(`matrix: ${file}: ${describeMisfit(read.error, matrixFileSchema, content)}`)
}

/** Looks before a long run whether each program is there. @throws UsageError */
async function assertPrograms(trials: readonly Trial[]): Promise<void> {
  for (const { name, command } of new Set(trials.map(({ agent }) => agent))) {
    const [program] = command ?? []
    if (program === undefined || (await programPath(program)) !== undefined) continue
    throw new UsageError(`matrix: ${name}: cannot start ${JSON.stringify(program)}: there is no such program`)
  }
}

/** Carries trials out, a few at a time; the cells are in the order of the trials. After an interruption some are missing. */
async function tryAll(trials: readonly Trial[], arrangement: Arrangement): Promise<MatrixCell[]> {
  const { given, signal } = arrangement
  const cells: MatrixCell[] = []
  let next = 0
  const work = async () => {
    while (next < trials.length && !signal.aborted) {
      const place = next++
      const cell = await tryOne(trials[place]!, arrangement)
      cells[place] = cell
      const { agent, controller, result } = cell
      console.error(`${cellVerdict(cell).text}: ${trialName(agent, controller, result.scenario.name)}`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(given.jobs, trials.length) }, work))
  return cells.filter((cell) => cell !== undefined)
}

async function tryOne(
  { agent, controller, scenario }: Trial,
  { given, options, identity, signal }: Arrangement,
): Promise<MatrixCell> {
  const pace = paceOf(given, controller)
  try {
    const result = await checkProgram({
      controller,
      scenario,
      time: await timeMode(given, pace),
      ...pace,
      options: options[controller],
      identity,
      command: commandOf(agent, controller),
      rules: rulesNamed(given.rules),
      environment: { ...(controller === 'apic' ? signingEnvironment() : {}), ...agent.environment },
      output: 'stderr',
      signal,
    })
    return { agent: agent.name, controller, result }
  } catch (error) {
    if (error instanceof ProgramStartError || error instanceof NoAccountError) {
      throw new UsageError(`matrix: ${agent.name}, ${scenario.name}: ${error.message}`)
    }
    throw error
  }
}

function commandOf({ command, client, driver }: Agent, controller: ControllerKind): readonly string[] {
  if (command !== undefined) return command
  const source = driver !== undefined ? { driver } : client === REFERENCE ? {} : { client }
  return [process.execPath, CLIENT_PROGRAM, controller, JSON.stringify(source)]
}
