import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A file of the build, which needs `npm run build` first. */
export const built = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))

/** The command as users run it. */
export const MAIN = built('cli/main.js')

/** Real ms after which a command is taken to hang: far more than any takes, however busy the machine is. */
const HANG_MS = 240_000

/** How a command ended. */
export interface Ended {
  /** -1 where a signal ended it, as when it hung. */
  code: number
  stdout: string
  stderr: string
}

/** Where a command runs: in this process's own folder and environment unless given. */
export interface Surroundings {
  cwd?: string
  env?: NodeJS.ProcessEnv
}

/** Runs a program to its end. */
export function run(
  program: string,
  words: readonly string[],
  surroundings: Surroundings = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const limits = { timeout: HANG_MS, maxBuffer: 2 ** 26 }
    const child = execFile(program, words, { ...surroundings, ...limits }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** Runs `midrun` to its end. */
export function runMidrun(words: readonly string[], surroundings?: Surroundings): Promise<Ended> {
  return run(process.execPath, [MAIN, ...words], surroundings)
}
