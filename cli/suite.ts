import type { CommandModule } from 'yargs'
import type { Case, LoadedClient } from '../conformance/index.js'
import { clientNamed, clientOptions, controllersFor } from './client-option.js'
import { EXIT, EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import {
  CASE_FORMATS,
  type ReportArguments,
  reportOptions,
  wantedReports,
  writeReports,
} from './report-option.js'
import { emptyShardText, partOf, SHARD_OPTION, type ShardArguments, shardOf } from './shard-option.js'
import { repeated } from './shared-options.js'

/** What `midrun suite` was asked for. */
export interface SuiteArguments extends ReportArguments, ShardArguments {
  controller?: string[] | undefined
  case?: string[] | undefined
  list: boolean
  client?: string | undefined
  driver?: string | undefined
}

/** `midrun suite`: the conformance cases in virtual time, on Midrun's own clients or on a client module. */
export const suiteCommand: CommandModule<object, SuiteArguments> = {
  command: 'suite',
  describe: 'Judge a client by named conformance cases, in virtual time',
  builder: (yargs) =>
    clientOptions(yargs)
      .option(
        'controller',
        repeated(
          'Controller whose cases are run; may be repeated; all that the client can talk to unless given',
        ),
      )
      .option('case', repeated('Cases by id, such as apic.refresh.*; may be repeated'))
      .option('list', { describe: 'Print the cases and run none', boolean: true, default: false })
      .option('shard', SHARD_OPTION)
      .options(reportOptions(CASE_FORMATS)),
  async handler(given) {
    process.exitCode = await runSuiteCommand(given)
  },
}

/** Carries the command out and gives its exit code. @throws UsageError */
async function runSuiteCommand(given: SuiteArguments): Promise<number> {
  // Loaded here so that other commands, and --help, start without it.
  const { caseList, caseLine, conclusionOf, jsonReport, junitReport, runSuite, terminalReport } =
    await import('../conformance/index.js')
  const { sourceName } = await import('../conformance/client-source.js')
  const { itemsOf } = await import('../conformance/shards/shard.js')
  const shard = shardOf(given)
  const client = await clientNamed(given)
  const all = await selectCases(given, client)
  const cases = itemsOf(all, shard)
  if (given.list) {
    console.log(caseList(cases))
    return EXIT.ok
  }
  const items = all.map(({ id }) => id)
  const part = partOf(shard, { command: 'suite', settings: { client: sourceName(given) }, items })
  const reports = await wantedReports(given, CASE_FORMATS)
  const onTerminal = reports.some(({ format, path }) => format === 'terminal' && path === '-')
  const results = await runSuite({
    cases,
    createClient: client.createClient,
    onResult: (result) => onTerminal && console.log(caseLine(result)),
  })
  if (onTerminal) console.log()
  const formats = {
    terminal: () => `${terminalReport(results)}\n`,
    json: () => `${JSON.stringify(jsonReport(results, part), undefined, 2)}\n`,
    junit: () => junitReport(results),
  }
  await writeReports(reports, (format) => formats[format]())
  if (shard !== undefined && cases.length === 0) {
    console.error(emptyShardText(shard, items))
    return EXIT.ok
  }
  return EXIT_OF_CONCLUSION[conclusionOf(results)]
}

/** The cases of the controllers that were named and that the client can talk to, and of these the ones asked for. */
async function selectCases(
  { controller = [], case: patterns = [] }: SuiteArguments,
  client: LoadedClient,
): Promise<Case[]> {
  const { CASES, casesMatching } = await import('../conformance/index.js')
  const able = controllersFor(client, controller)
  const offered = CASES.filter((each) => able.includes(each.controller))
  if (patterns.length === 0) return offered
  const chosen = new Set<Case>()
  for (const pattern of patterns) {
    const matching = casesMatching(offered, pattern)
    if (matching.length === 0) {
      throw new UsageError(
        `--case: expected the id of a case of ${able.join(', ')}, or a pattern such as apic.refresh.*, found ${JSON.stringify(pattern)}: see midrun suite --list`,
      )
    }
    for (const each of matching) chosen.add(each)
  }
  return offered.filter((each) => chosen.has(each))
}
