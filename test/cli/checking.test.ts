import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkJsonReportSchema } from '../../conformance/reports/check.js'
import { MAIN, runMidrun } from './run-midrun.js'

/** Reads once without any token, which no controller serves. */
const TOKENLESS = "await fetch(process.env.MIDRUN_URL + '/api/class/fvTenant.json')"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-checking-'))
  await writeFile(join(folder, 'tokenless.mjs'), TOKENLESS)
  const known = [
    { rule: 'caller.refused-served', scenario: 'steady', reason: 'ticket 7', expires: '9999-12-31' },
  ]
  await writeFile(join(folder, 'known.json'), JSON.stringify(known))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun check` on the program in a folder of its own. */
function check(...options: string[]) {
  const program = ['--', process.execPath, 'tokenless.mjs']
  return runMidrun(['check', '--controller', 'apic', '--http', ...options, ...program], { cwd: folder })
}

describe.skipIf(!existsSync(MAIN))('midrun check', () => {
  it('writes its reports, names the program, and fails for what is not known', async () => {
    const { code, stdout } = await check('--report', 'json=-', '--report', 'sarif=out.sarif')
    const report = checkJsonReportSchema.parse(JSON.parse(stdout))
    const sarif = JSON.parse(await readFile(join(folder, 'out.sarif'), 'utf8'))

    expect(report.conclusion).toBe('violated')
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('tokenless.mjs')
    expect(code).toBe(1)
  })

  it('does not fail for what is', async () => {
    const rules = ['--rules', 'caller.refused-served']
    const { code, stdout } = await check('--baseline', 'known.json', ...rules)

    expect(stdout).toContain('known: caller.refused-served')
    expect(stdout).toContain('Known until 9999-12-31: ticket 7')
    expect(code).toBe(0)
  })
})
