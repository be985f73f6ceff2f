import type { CommandModule } from 'yargs'
import type { TimeModeName } from '../conformance/drivers/time-mode.js'
import type { EnvelopeFormat } from '../conformance/reports/envelope/formats.js'
import { clientOptions } from './client-option.js'
import { type ReportArguments, reportOptions } from './report-option.js'
import { type PaceOptionArguments, SETTING_OPTIONS, type SettingArguments } from './shared-options.js'

/** Formats in which an envelope is reported; named here so that --help need not load what writes them. */
export const ENVELOPE_FORMAT_NAMES = [
  'terminal',
  'json',
  'markdown',
  'html',
] as const satisfies readonly EnvelopeFormat[]

/** What limits are wanted. */
export const STRAIN_OPTION = {
  describe: 'What to find the limit of, such as latency; may be repeated; all unless given',
  string: true,
  requiresArg: true,
  coerce: (given: string | string[]) => [given].flat(),
} as const

/** What `midrun envelope` was asked for. */
export interface EnvelopeArguments
  extends Omit<ReportArguments, 'junit'>,
    SettingArguments,
    PaceOptionArguments {
  controller: string
  /** A program and its arguments, in place of a client in virtual time. */
  '--'?: string[] | undefined
  client?: string | undefined
  driver?: string | undefined
  strain?: string[] | undefined
  time?: TimeModeName | undefined
  http: boolean
}

/** `midrun envelope`: how far clocks, latency and gaps may go before a client loses its session. */
export const envelopeCommand: CommandModule<object, EnvelopeArguments> = {
  command: 'envelope',
  describe: 'Find how much clock error, latency and idleness a client survives',
  builder: (yargs) => {
    const { report, json } = reportOptions(ENVELOPE_FORMAT_NAMES)
    return clientOptions(yargs)
      .usage('$0 envelope --controller apic [options] [-- <command ...>]')
      .option('controller', {
        describe: 'Controller that the client talks to: apic, fmc or apstra',
        string: true,
        demandOption: true,
        requiresArg: true,
      })
      .option('strain', STRAIN_OPTION)
      .option('time', {
        describe:
          'For a program after --, as for midrun check: adaptive takes the least time; real unless given',
        choices: ['real', 'scaled', 'adaptive'] as const,
        requiresArg: true,
      })
      .option('rate', {
        describe: "For --time scaled: seconds of the program's time in each real one",
        number: true,
        requiresArg: true,
      })
      .option('token', {
        describe: 'For a program after --: lifetime of a token, in s',
        number: true,
        requiresArg: true,
      })
      .option('duration', {
        describe: 'For a program after --: how long it is to work each time, in s of its own time',
        number: true,
        requiresArg: true,
      })
      .options(SETTING_OPTIONS)
      .option('http', {
        describe: 'For a program after --: serve plain HTTP instead of HTTPS',
        boolean: true,
        default: false,
      })
      .options({ report, json })
  },
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { measureWithReport } = await import('./measuring-envelopes.js')
    process.exitCode = await measureWithReport(given)
  },
}
