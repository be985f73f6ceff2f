import type { CommandModule } from 'yargs'
import type { Case, LoadedClient } from '../conformance/index.js'
import { clientNamed, clientOptions, controllersFor } from './client-option.js'
import { EXIT, EXIT_OF_CONCLUSION, UsageError } from './command-line.js'
import { type ReportArguments, reportOptions, wantedReports, writeReports } from './report-option.js'

/** Formats in which cases are reported. */
const FORMATS = ['terminal', 'json', 'junit'] as const

/** What `midrun suite` was asked for. */
export interface SuiteArguments extends ReportArguments {
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
      .option('controller', {
        describe:
          'Controller whose cases are run; may be repeated; all that the client can talk to unless given',
        string: true,
        requiresArg: true,
        coerce: (given: string | string[]) => [given].flat(),
      })
      .option('case', {
        describe: 'Cases by id, such as apic.refresh.*; may be repeated',
        string: true,
        requiresArg: true,
        coerce: (given: string | string[]) => [given].flat(),
      })
      .option('list', { describe: 'Print the cases and run none', boolean: true, default: false })
      .options(reportOptions(FORMATS)),
  async handler(given) {
    process.exitCode = await runSuiteCommand(given)
  },
}

/** Carries the command out and gives its exit code. @throws UsageError */
async function runSuiteCommand(given: SuiteArguments): Promise<number> {
  // Loaded here so that other commands, and --help, start without it.
  const { caseList, caseLine, conclusionOf, jsonReport, junitReport, runSuite, terminalReport } =
    await import('../conformance/index.js')
  const client = await clientNamed(given)
  const cases = await selectCases(given, client)
  if (given.list) {
    console.log(caseList(cases))
    return EXIT.ok
  }
  const reports = await wantedReports(given, FORMATS)
  const onTerminal = reports.some(({ format, path }) => format === 'terminal' && path === '-')
  const results = await runSuite({
    cases,
    createClient: client.createClient,
    onResult: (result) => onTerminal && console.log(caseLine(result)),
  })
  if (onTerminal) console.log()
  const formats = {
    terminal: () => `${terminalReport(results)}\n`,
    json: () => `${JSON.stringify(jsonReport(results), undefined, 2)}\n`,
    junit: () => junitReport(results),
  }
  await writeReports(reports, (format) => formats[format]())
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
