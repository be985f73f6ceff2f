import type { CommandModule } from 'yargs'

/** What `midrun rules` was asked for. */
export interface RulesArguments {
  patterns?: string[] | undefined
  markdown: boolean
}

/** `midrun rules`: the rules that `midrun judge` goes by. */
export const rulesCommand: CommandModule<object, RulesArguments> = {
  command: 'rules [patterns..]',
  describe: 'List the rules by which any client is judged',
  builder: (yargs) =>
    yargs
      .positional('patterns', {
        describe: 'Ids, such as renewal.*; all unless given',
        type: 'string',
        array: true,
      })
      .option('markdown', { describe: 'Write the page docs/rules.md', boolean: true, default: false }),
  async handler({ patterns, markdown }) {
    // Loaded here so that other commands, and --help, start without it.
    const { rulesNamed } = await import('./judging-recordings.js')
    const { rulesList } = await import('../conformance/index.js')
    const { rulesPage } = await import('./rules-page.js')
    const rules = rulesNamed(patterns)
    process.stdout.write(markdown ? rulesPage(rules) : `${rulesList(rules)}\n`)
  },
}

/** `midrun explain`: all that is written down of a rule. */
export const explainCommand: CommandModule<object, { rule: string }> = {
  command: 'explain <rule>',
  describe: 'Say what a rule requires, why, and how to mend a client that breaks it',
  builder: (yargs) =>
    yargs.positional('rule', {
      describe: 'Id, or a pattern such as fmc.*',
      type: 'string',
      demandOption: true,
    }),
  async handler({ rule }) {
    // Loaded here so that other commands, and --help, start without it.
    const { rulesNamed } = await import('./judging-recordings.js')
    const { ruleText } = await import('../conformance/index.js')
    console.log(rulesNamed([rule]).map(ruleText).join('\n\n'))
  },
}
