import type { CommandModule } from 'yargs'
import { INSECURE_OPTION, type InsecureArguments } from './insecure-option.js'
import type { PaceArguments } from './pace.js'
import { jsonReportOptions, MATRIX_FORMAT_NAMES, type ReportArguments } from './report-option.js'
import { SHARD_OPTION, type ShardArguments } from './shard-option.js'

/** What `midrun matrix` was asked for. */
export interface MatrixArguments extends ReportArguments, ShardArguments, PaceArguments, InsecureArguments {
  file: string
  jobs: number
  set?: string[] | undefined
  config?: string | undefined
  rules?: string[] | undefined
  http: boolean
}

/** `midrun matrix`: several clients, each in each scenario, on one page. */
export const matrixCommand: CommandModule<object, MatrixArguments> = {
  command: 'matrix <file>',
  describe: 'Check several clients in several scenarios, and show all verdicts in one table',
  builder: (yargs) =>
    yargs
      .positional('file', {
        describe: 'JSON file that lists agents and scenarios',
        type: 'string',
        demandOption: true,
      })
      .option('jobs', {
        describe: 'Programs that run at a time',
        number: true,
        default: 2,
        requiresArg: true,
      })
      .option('time', {
        describe:
          'real: tokens are made short-lived; scaled: programs run faster; adaptive: time jumps while they wait',
        choices: ['real', 'scaled', 'adaptive'] as const,
        default: 'real' as const,
        requiresArg: true,
      })
      .option('rate', {
        describe: "Seconds of a program's time in each real one, for --time scaled",
        number: true,
        requiresArg: true,
      })
      .option('token', { describe: 'Lifetime of a token, in s', number: true, requiresArg: true })
      .option('duration', {
        describe: 'How long each program is to work, in s of its own time',
        number: true,
        requiresArg: true,
      })
      .option('config', {
        describe: 'JSON file with options: {"apic":{...}}',
        string: true,
        requiresArg: true,
      })
      .option('set', {
        describe: 'One option, such as apic.rbacDenyStyle=400-170; may be repeated',
        string: true,
        requiresArg: true,
        coerce: (given: string | string[]) => [given].flat(),
      })
      .option('rules', {
        describe: 'Rules by id, such as renewal.*; may be repeated',
        string: true,
        requiresArg: true,
        coerce: (given: string | string[]) => [given].flat(),
      })
      .option('http', { describe: 'Serve plain HTTP instead of HTTPS', boolean: true, default: false })
      .options(INSECURE_OPTION)
      .option('shard', SHARD_OPTION)
      .options(jsonReportOptions(MATRIX_FORMAT_NAMES)),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { runMatrix } = await import('./running-matrix.js')
    process.exitCode = await runMatrix(given)
  },
}
