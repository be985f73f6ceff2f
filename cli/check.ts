import type { CommandModule } from 'yargs'
import type { TimeModeName } from '../conformance/drivers/time-mode.js'
import { CLOCK_OPTIONS, type ClockArguments } from './clock-options.js'
import { STRAIN_OPTION } from './envelope.js'
import { INSECURE_OPTION, type InsecureArguments } from './insecure-option.js'
import { type ReportArguments, RUN_FORMAT_NAMES, reportOptions } from './report-option.js'
import { SHARD_OPTION, type ShardArguments } from './shard-option.js'
import {
  HTTP_OPTION,
  PACE_OPTIONS,
  type PaceOptionArguments,
  RULES_OPTION,
  repeated,
  SETTING_OPTIONS,
  type SettingArguments,
} from './shared-options.js'

/** What `midrun check` was asked for. */
export interface CheckArguments
  extends ReportArguments,
    ShardArguments,
    InsecureArguments,
    SettingArguments,
    PaceOptionArguments,
    ClockArguments {
  controller: string
  /** The program and its arguments. */
  '--'?: string[] | undefined
  /** For driven time, in place of a driver after `--`. */
  client?: string | undefined
  scenario: string[]
  time: TimeModeName
  rules?: string[] | undefined
  baseline?: string | undefined
  http: boolean
  journal?: string | undefined
  envelope: boolean
  strain?: string[] | undefined
}

/** `midrun check`: runs any program against a simulated controller, and judges how it treats its session. */
export const checkCommand: CommandModule<object, CheckArguments> = {
  command: 'check',
  describe: 'Run any program against a controller, and judge how it treats its session',
  builder: (yargs) =>
    yargs
      .usage('$0 check --controller apic [options] -- <command ...>')
      .option('controller', {
        describe: 'Controller that the program talks to: apic, fmc or apstra',
        string: true,
        demandOption: true,
        requiresArg: true,
      })
      .option('scenario', {
        ...repeated('What happens meanwhile; may be repeated; all runs each in turn'),
        default: ['steady'],
      })
      .option('time', {
        describe:
          'real: tokens are made short-lived; scaled: the program runs faster; adaptive: time jumps while it waits; driven: a driver or client module in virtual time',
        choices: ['real', 'scaled', 'adaptive', 'driven'] as const,
        default: 'real' as const,
        requiresArg: true,
      })
      .option('client', {
        describe:
          "Module that exports createClient, for --time driven; Midrun's own clients where no driver is given either",
        string: true,
        requiresArg: true,
      })
      .options(PACE_OPTIONS)
      .options(CLOCK_OPTIONS)
      .options(SETTING_OPTIONS)
      .option('rules', RULES_OPTION)
      .option('http', HTTP_OPTION)
      .options(INSECURE_OPTION)
      .option('baseline', {
        describe: 'JSON file of known failures, which do not fail the run; stale ones do',
        string: true,
        requiresArg: true,
      })
      .option('shard', SHARD_OPTION)
      .option('envelope', {
        describe: 'Also find how much clock error, latency and sleep the program survives',
        boolean: true,
        default: false,
      })
      .option('strain', { ...STRAIN_OPTION, describe: `For --envelope: ${STRAIN_OPTION.describe}` })
      .options(reportOptions(RUN_FORMAT_NAMES))
      .option('journal', {
        describe: 'Write the journal of the last scenario to this file, for midrun judge',
        string: true,
        requiresArg: true,
      }),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { checkWithReport } = await import('./checking.js')
    process.exitCode = await checkWithReport(given)
  },
}
