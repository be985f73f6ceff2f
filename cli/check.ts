import type { CommandModule } from 'yargs'
import type { TimeModeName } from '../conformance/drivers/time-mode.js'
import { CLOCK_OPTIONS } from './clock-options.js'
import { STRAIN_OPTION } from './envelope.js'
import { INSECURE_OPTION, type InsecureArguments } from './insecure-option.js'
import { type ReportArguments, RUN_FORMAT_NAMES, reportOptions } from './report-option.js'
import { SHARD_OPTION, type ShardArguments } from './shard-option.js'

/** What `midrun check` was asked for. */
export interface CheckArguments extends ReportArguments, ShardArguments, InsecureArguments {
  controller: string
  /** The program and its arguments. */
  '--'?: string[] | undefined
  /** For driven time, in place of a driver after `--`. */
  client?: string | undefined
  scenario: string[]
  time: TimeModeName
  rate?: number | undefined
  token?: number | undefined
  duration?: number | undefined
  clockOffset?: string | undefined
  clockDrift?: number | undefined
  clockStep?: string[] | undefined
  set?: string[] | undefined
  config?: string | undefined
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
        describe: 'What happens meanwhile; may be repeated; all runs each in turn',
        string: true,
        default: ['steady'],
        requiresArg: true,
        coerce: (given: string | string[]) => [given].flat(),
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
      .option('rate', {
        describe: "Seconds of the program's time in each real one, for --time scaled",
        number: true,
        requiresArg: true,
      })
      .option('token', { describe: 'Lifetime of a token, in s', number: true, requiresArg: true })
      .option('duration', {
        describe: 'How long the program is to work, in s of its own time',
        number: true,
        requiresArg: true,
      })
      .options(CLOCK_OPTIONS)
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
