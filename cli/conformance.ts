import { availableParallelism } from 'node:os'
import type { CommandModule } from 'yargs'
import type { ProveArguments } from './prove.js'
import { searchOptions } from './prove.js'

/** What `midrun conformance` was asked for. */
export type ConformanceArguments = Omit<ProveArguments, 'controller' | 'replay' | 'exhaustive'>

/** `midrun conformance`: everything that Midrun can say about a client, ending in one table. */
export const conformanceCommand: CommandModule<object, ConformanceArguments> = {
  command: 'conformance',
  describe: 'Run the suite, the proof and the exhaustive scope, and end in one table',
  builder: (yargs) => searchOptions(yargs, availableParallelism()),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { judgeConformance } = await import('./judging.js')
    process.exitCode = await judgeConformance(given)
  },
}
