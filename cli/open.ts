import type { CommandModule } from 'yargs'
import { CONTROLLER_KINDS, type ControllerKind } from '../simulator/journal/entries.js'

/** What `midrun open` was asked for. */
export interface OpenArguments {
  file: string
  controller?: ControllerKind | undefined
  port: number
  json: boolean
}

/** `midrun open`: what a recorded run was like, in a browser, until it is interrupted. */
export const openCommand: CommandModule<object, OpenArguments> = {
  command: 'open <file>',
  describe: 'Show a recorded journal in a browser, to be read only',
  builder: (yargs) =>
    yargs
      .positional('file', {
        describe: 'Journal as midrun serve --journal writes it, in another form, or a HAR 1.2 file',
        type: 'string',
        demandOption: true,
      })
      .option('controller', {
        describe: 'Controller that it is of, where the file does not say; one of several otherwise',
        choices: CONTROLLER_KINDS,
        requiresArg: true,
      })
      .option('port', {
        describe: 'Port on the loopback address; 0 takes a free one',
        number: true,
        default: 8450,
        requiresArg: true,
      })
      .option('json', {
        describe: 'Print one line of JSON when ready, for scripts',
        boolean: true,
        default: false,
      }),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { openUntilInterrupted } = await import('./opening.js')
    await openUntilInterrupted(given)
  },
}
