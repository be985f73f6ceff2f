import { availableParallelism } from 'node:os'
import type { Argv, CommandModule } from 'yargs'
import { clientOptions } from './client-option.js'
import { jsonReportOptions, PROOF_FORMATS, type ReportArguments } from './report-option.js'
import { SHARD_OPTION, type ShardArguments } from './shard-option.js'
import { repeated } from './shared-options.js'

/** What `midrun prove` was asked for. */
export interface ProveArguments extends ReportArguments, ShardArguments {
  controller?: string[] | undefined
  runs: number
  steps: number
  seed?: number | undefined
  replay?: string | undefined
  client?: string | undefined
  driver?: string | undefined
  exhaustive: boolean
  workers: number
  failures: string
}

/** Options that say how large a search is; `midrun conformance` has them, too. */
export function searchOptions<T>(yargs: Argv<T>, workers: number) {
  return clientOptions(yargs)
    .option('runs', {
      describe: 'Benign plans to try for each controller; a quarter as many hostile ones come on top',
      number: true,
      default: 10_000,
      requiresArg: true,
    })
    .option('steps', { describe: 'Steps in each plan', number: true, default: 30, requiresArg: true })
    .option('seed', {
      describe: 'Whole number from which all plans follow; a new one each time unless given',
      number: true,
      requiresArg: true,
    })
    .option('workers', {
      describe: 'Threads that run plans',
      number: true,
      default: workers,
      requiresArg: true,
    })
    .option('failures', {
      describe: 'Folder in which plans that failed are kept, to be tried first next time',
      string: true,
      default: '.midrun/failures',
      requiresArg: true,
    })
    .option('shard', SHARD_OPTION)
    .options(jsonReportOptions(PROOF_FORMATS))
}

/** `midrun prove`: generated plans, and every state of a small scope, until one breaks a property. */
export const proveCommand: CommandModule<object, ProveArguments> = {
  command: 'prove',
  describe: 'Search for a plan that makes a client lose its session, in virtual time',
  builder: (yargs) =>
    searchOptions(yargs, availableParallelism())
      .option(
        'controller',
        repeated(
          'Controller to prove against; may be repeated; all that the client can talk to unless given',
        ),
      )
      .option('replay', {
        describe: 'Run one plan from this file and show it, in place of a search',
        string: true,
        requiresArg: true,
      })
      .option('exhaustive', {
        describe: 'Visit every state of a small scope, in place of generated plans',
        boolean: true,
        default: false,
      })
      .conflicts('replay', 'shard'),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { prove } = await import('./proving.js')
    process.exitCode = await prove(given)
  },
}
