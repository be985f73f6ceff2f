import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { checkJsonReportSchema } from '../../conformance/reports/check.js'
import { type Ended, runMidrun } from './run-midrun.js'

/** Whether a program is there. */
export const installed = (name: string) => spawnSync(name, ['--version']).error === undefined

/** Runs `midrun check` with the options that stand before `--`, and the program after it. */
export function check(options: readonly string[], command: readonly string[]): Promise<Ended> {
  return runMidrun(['check', ...options, ...(command.length === 0 ? [] : ['--', ...command])])
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
