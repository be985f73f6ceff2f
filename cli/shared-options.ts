/** An option that may be repeated, as yargs takes it: its value is the list of all that was given. */
export function repeated(describe: string) {
  return {
    describe,
    string: true,
    requiresArg: true,
    coerce: (given: string | string[]) => [given].flat(),
  } as const
}

/** What a command was told of the options of the controllers that it serves. */
export interface SettingArguments {
  config?: string | undefined
  set?: string[] | undefined
}

/** Options by which the options of controllers are given. */
export const SETTING_OPTIONS = {
  config: {
    describe: 'JSON file with options: {"apic":{...},"fmc":{...},"apstra":{...}}',
    string: true,
    requiresArg: true,
  },
  set: repeated('One option, such as apic.refreshTimeoutSeconds=60; may be repeated'),
} as const

/** What a command was told of how long things take. */
export interface PaceOptionArguments {
  rate?: number | undefined
  token?: number | undefined
  duration?: number | undefined
}

/** Options of how long tokens live and programs work, and how fast that passes. */
export const PACE_OPTIONS = {
  rate: {
    describe: "Seconds of a program's time in each real one, for --time scaled",
    number: true,
    requiresArg: true,
  },
  token: { describe: 'Lifetime of a token, in s', number: true, requiresArg: true },
  duration: {
    describe: 'How long a program is to work, in s of its own time',
    number: true,
    requiresArg: true,
  },
} as const

/** Option by which rules are chosen. */
export const RULES_OPTION = repeated('Rules by id, such as renewal.*; may be repeated; all unless given')

/** Option that leaves TLS out. */
export const HTTP_OPTION = {
  describe: 'Serve plain HTTP instead of HTTPS',
  boolean: true,
  default: false,
} as const
