import type { CommandModule } from 'yargs'

/** What `midrun demo` was asked for. */
export interface DemoArguments {
  controller: string
  speed: number
  step: boolean
  port: number
  http: boolean
}

/** `midrun demo`: shows a session running out under a script, to a room without hardware. */
export const demoCommand: CommandModule<object, DemoArguments> = {
  command: 'demo [controller]',
  describe: 'Show in a minute how a session runs out under a script, and under which one it does not',
  builder: (yargs) =>
    yargs
      .positional('controller', {
        describe: 'apic, fmc or apstra',
        type: 'string',
        default: 'apic',
      })
      .option('speed', {
        describe: 'How fast the story is told: 2 takes half of the time',
        number: true,
        default: 1,
        requiresArg: true,
      })
      .option('step', { describe: 'Wait for a key between the acts', boolean: true, default: false })
      .option('port', {
        describe: 'Port of the controller; 0 takes a free one',
        number: true,
        default: 8443,
        requiresArg: true,
      })
      .option('http', { describe: 'Serve plain HTTP instead of HTTPS', boolean: true, default: false }),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { showDemo } = await import('./demo/showing.js')
    process.exitCode = await showDemo(given)
  },
}
