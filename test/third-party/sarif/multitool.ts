import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const FOLDER = process.env.MIDRUN_SARIF_MULTITOOL ?? join(homedir(), '.cache', 'midrun', 'sarif-multitool')
const PROGRAM = ['linux', 'darwin']
  .map((system) => join(FOLDER, 'node_modules', '@microsoft', `sarif-multitool-${system}`, 'Sarif.Multitool'))
  .find(existsSync)

/** Whether `install` in this folder was run; where not, the tests that need the validator are skipped. */
export const multitoolInstalled = PROGRAM !== undefined

/** What the validator finds wrong: the rule of its own, how bad it is, and which of its messages. */
export interface SarifComplaint {
  rule: string
  level: 'error' | 'warning' | 'note'
  message: string
}

/** A SARIF log as the validator writes one about the log that it was given. */
interface ValidatorLog {
  runs: {
    results?: { ruleId: string; level?: SarifComplaint['level']; message: { id?: string; text?: string } }[]
  }[]
}

/**
 * Has Microsoft's SARIF Multitool, which holds the official schema, look at a SARIF log.
 * @throws Error where it does not even remark on the names of rules, which it does of each log of ours that it can read
 */
export async function validateSarif(log: string): Promise<SarifComplaint[]> {
  const folder = await mkdtemp(join(tmpdir(), 'midrun-sarif-'))
  try {
    const file = join(folder, 'report.sarif')
    const found = join(folder, 'found.sarif')
    await writeFile(file, log)
    const options = ['--level', 'Error;Warning;Note', '--kind', 'Fail', '--quiet']
    // Without its own log, nothing was validated at all: reading that fails then.
    await promisify(execFile)(PROGRAM!, ['validate', file, '--output', found, ...options], {
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    }).catch(() => undefined)
    const { runs } = JSON.parse(await readFile(found, 'utf8')) as ValidatorLog
    const results = runs.flatMap((run) => run.results ?? [])
    if (results.length === 0) throw new Error('the validator did not read the log, and does not say why')
    return results.map(({ ruleId, level = 'warning', message }) => ({
      rule: ruleId,
      level,
      message: message.id ?? message.text ?? '',
    }))
  } finally {
    await rm(folder, { recursive: true })
  }
}
