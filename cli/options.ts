import type { CommandModule } from 'yargs'

/** What `midrun options` was asked for. */
export interface OptionsArguments {
  controllers?: string[] | undefined
  markdown: boolean
}

/** `midrun options`: every setting of the simulated controllers. */
export const optionsCommand: CommandModule<object, OptionsArguments> = {
  command: 'options [controllers..]',
  describe: 'List the settings of the simulated controllers, with defaults and sources',
  builder: (yargs) =>
    yargs
      .positional('controllers', {
        describe: 'apic, fmc, apstra; all three unless named',
        type: 'string',
        array: true,
      })
      .option('markdown', { describe: 'Write the page docs/options.md', boolean: true, default: false }),
  async handler(given) {
    // Loaded here so that other commands, and --help, start without it.
    const { optionsPage, optionsText } = await import('./options-page.js')
    const { controllerKinds } = await import('./controller-kinds.js')
    const kinds = controllerKinds(given.controllers ?? [])
    process.stdout.write(given.markdown ? optionsPage(kinds) : optionsText(kinds))
  },
}
