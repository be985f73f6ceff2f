import type { CommandModule } from 'yargs'
import { HTTP_OPTION, SETTING_OPTIONS, type SettingArguments } from './shared-options.js'

/** What `midrun serve` was asked for. */
export interface ServeArguments extends SettingArguments {
  controllers?: string[] | undefined
  host: string
  port: number
  http: boolean
  rate: number
  seed?: string | undefined
  'journal-limit': number
  journal?: string | undefined
  state?: string | undefined
  json: boolean
}

/** `midrun serve`: simulated controllers on real ports, until it is interrupted. */
export const serveCommand: CommandModule<object, ServeArguments> = {
  command: 'serve [controllers..]',
  describe: 'Serve simulated controllers over HTTPS until interrupted',
  builder: (yargs) =>
    yargs
      .positional('controllers', {
        describe: 'apic, fmc, apstra; all three unless named',
        type: 'string',
        array: true,
      })
      .option('host', {
        describe: 'Address to listen on',
        string: true,
        default: '127.0.0.1',
        requiresArg: true,
      })
      .option('port', {
        describe: 'Port of the first controller, the others follow; 0 takes free ones',
        number: true,
        default: 8443,
        requiresArg: true,
      })
      .option('http', HTTP_OPTION)
      .option('rate', {
        describe: 'Virtual seconds per real second',
        number: true,
        default: 1,
        requiresArg: true,
      })
      .options(SETTING_OPTIONS)
      .option('seed', {
        describe: 'Root of all random values, for runs that repeat exactly; tokens can then be foreseen',
        string: true,
        requiresArg: true,
      })
      .option('journal-limit', {
        describe: 'Journal entries that each controller keeps',
        number: true,
        default: 50_000,
        requiresArg: true,
      })
      .option('journal', {
        describe: 'Write every journal entry to this new file, one JSON object a line, for midrun judge',
        string: true,
        requiresArg: true,
      })
      .option('state', {
        describe: 'Keep objects, users and settings in this file over restarts; it holds passwords',
        string: true,
        requiresArg: true,
      })
      .option('json', {
        describe: 'Print one line of JSON when ready, for scripts',
        boolean: true,
        default: false,
      }),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { serveUntilInterrupted } = await import('./serving.js')
    await serveUntilInterrupted(given)
  },
}
