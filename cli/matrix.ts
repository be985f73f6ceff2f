import type { CommandModule } from 'yargs'
import { INSECURE_OPTION, type InsecureArguments } from './insecure-option.js'
import type { PaceArguments } from './pace.js'
import { jsonReportOptions, MATRIX_FORMAT_NAMES, type ReportArguments } from './report-option.js'
import { SHARD_OPTION, type ShardArguments } from './shard-option.js'
import {
  HTTP_OPTION,
  PACE_OPTIONS,
  RULES_OPTION,
  SETTING_OPTIONS,
  type SettingArguments,
} from './shared-options.js'

/** What `midrun matrix` was asked for. */
export interface MatrixArguments
  extends ReportArguments,
    ShardArguments,
    PaceArguments,
    InsecureArguments,
    SettingArguments {
  file: string
  jobs: number
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
      .options(PACE_OPTIONS)
      .options(SETTING_OPTIONS)
      .option('rules', RULES_OPTION)
      .option('http', HTTP_OPTION)
      .options(INSECURE_OPTION)
      .option('shard', SHARD_OPTION)
      .options(jsonReportOptions(MATRIX_FORMAT_NAMES)),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { runMatrix } = await import('./running-matrix.js')
    process.exitCode = await runMatrix(given)
  },
}
