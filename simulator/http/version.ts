import { createRequire } from 'node:module'

/** Version of this package, as `--version` and the control API show it. */
export const packageVersion: string = (
  createRequire(import.meta.url)('midrun/package.json') as { version: string }
).version
