/** What a command was told of programs that do not verify certificates. */
export interface InsecureArguments {
  insecureOk?: boolean | undefined
}

/** Option that puts up with programs that do not verify certificates, as yargs takes it. */
export const INSECURE_OPTION = {
  'insecure-ok': {
    describe: 'Programs that do not verify certificates are fine: leaves scenario untrusted-certificate out',
    boolean: true,
  },
} as const
