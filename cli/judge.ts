import type { CommandModule } from 'yargs'
import { CONTROLLER_KINDS, type ControllerKind } from '../simulator/journal/entries.js'
import { type ReportArguments, RUN_FORMAT_NAMES, reportOptions } from './report-option.js'
import { RULES_OPTION } from './shared-options.js'

/** What `midrun judge` was asked for. */
export interface JudgeArguments extends ReportArguments {
  file: string
  controller: ControllerKind
  rules?: string[] | undefined
  baseline?: string | undefined
}

/** `midrun judge`: a client of any language, by what a controller recorded of it. */
export const judgeCommand: CommandModule<object, JudgeArguments> = {
  command: 'judge <file>',
  describe: "Judge any client by a controller's journal, or by a HAR file",
  builder: (yargs) =>
    yargs
      .positional('file', {
        describe: 'Journal as JSON lines or as GET /__midrun/journal gives it, or a HAR 1.2 file',
        type: 'string',
        demandOption: true,
      })
      .option('controller', {
        describe: 'Controller that the client talked to',
        choices: CONTROLLER_KINDS,
        demandOption: true,
        requiresArg: true,
      })
      .option('rules', RULES_OPTION)
      .option('baseline', {
        describe: 'JSON file of known failures, which do not fail the run; stale ones do',
        string: true,
        requiresArg: true,
      })
      .options(reportOptions(RUN_FORMAT_NAMES)),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { judgeFile } = await import('./judging-recordings.js')
    process.exitCode = await judgeFile(given)
  },
}
