import { execFile, spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { checkJsonReportSchema } from '../../conformance/reports/check.js'

/** The built command line. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Whether a program is there. */
export const installed = (name: string) => spawnSync(name, ['--version']).error === undefined

/** How a command ended. */
export interface Checked {
  code: number
  stdout: string
  stderr: string
}

/** Runs `midrun check` with the options that stand before `--`, and the program after it. */
export async function check(options: readonly string[], command: readonly string[]): Promise<Checked> {
  const given = [MAIN, 'check', ...options, ...(command.length === 0 ? [] : ['--', ...command])]
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, given, { timeout: 120_000 })) }
  } catch (error) {
    const { code, stdout, stderr } = error as unknown as Checked
    return { code, stdout, stderr }
  }
}

/** Runs a check that reports to a file; gives its exit code, and which rules it says are broken, by scenario. */
export async function failuresOf(file: string, options: readonly string[], command: readonly string[]) {
  const { code, stderr } = await check([...options, '--json', file], command)
  const report = await readFile(file, 'utf8').catch(() => {
    throw new Error(`midrun check wrote no report: ${stderr}`)
  })
  const { scenarios } = checkJsonReportSchema.parse(JSON.parse(report))
  const failed = scenarios.map(({ report: { rules } }) =>
    rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id),
  )
  return { code, failed, scenarios }
}
