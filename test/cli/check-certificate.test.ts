import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, failuresOf, installed } from './run-check.js'
import { MAIN } from './run-midrun.js'

const program = (name: string) => fileURLToPath(new URL(`../../fixtures/programs/${name}`, import.meta.url))
const UNTRUSTED = ['--controller', 'apic', '--scenario', 'untrusted-certificate']
const RULE = 'connection.certificate-verified'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-certificate-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Checks a program; gives its verdicts but for those that were not exercised, and what the controller saw. */
async function verdictsOn(command: readonly string[], ...options: string[]) {
  const file = join(folder, 'report.json')
  const { code, scenarios } = await failuresOf(file, [...UNTRUSTED, ...options], command)
  const { report, exitCode, stopped } = scenarios[0]!
  const exercised = report.rules.filter(({ verdict }) => verdict !== 'not-exercised')
  const messages = exercised.flatMap(({ findings }) => findings.map(({ message }) => message))
  return { code, exitCode, stopped, messages, verdicts: exercised.map(({ id, verdict }) => [id, verdict]) }
}

const shell = (script: string) => ['sh', '-c', script]

describe.skipIf(!existsSync(MAIN) || !installed('python3') || !installed('curl'))(
  'midrun check --scenario untrusted-certificate',
  { timeout: 60_000 },
  () => {
    it.each(installed('faketime') ? ['real', 'scaled', 'adaptive'] : ['real'])(
      'passes a program that verifies and ends, in %s time',
      async (time) => {
        const checked = await verdictsOn([program('apic_never_refreshes.py')], '--time', time)
        expect(checked).toMatchObject({ verdicts: [[RULE, 'pass']], stopped: false, exitCode: 1, code: 0 })
      },
    )

    it('passes one that verifies and tries until it is stopped', async () => {
      const script = 'while :; do curl -s --cacert "$MIDRUN_CA_FILE" "$MIDRUN_URL"; sleep 0.1; done'
      const checked = await verdictsOn(shell(script), '--duration', '2')
      expect(checked).toMatchObject({ verdicts: [[RULE, 'pass']], stopped: true, code: 0 })
    })

    it('fails one that does not verify, and knows how often it gave its password away', async () => {
      const login = '{"aaaUser":{"attributes":{"name":"\'$MIDRUN_USERNAME\'","pwd":"\'$MIDRUN_PASSWORD\'"}}}'
      const script = `curl -ks "$MIDRUN_URL/api/class/fvTenant.json"; curl -ks -d '${login}' "$MIDRUN_URL/api/aaaLogin.json"`
      const { code, verdicts, messages } = await verdictsOn(shell(script))
      expect(verdicts).toEqual([[RULE, 'fail']])
      expect(messages).toEqual([expect.stringMatching(/; 2 came, 1 of them with the password$/)])
      expect(code).toBe(1)
    })

    it('does not judge one that opens no connection', async () => {
      const { code, stdout } = await check([...UNTRUSTED, '--duration', '1'], ['true'])
      expect(stdout).toContain(
        'Not judged. The program opened no connection, so it was shown no certificate.',
      )
      expect(code).toBe(3)
    })

    it('is left out of all scenarios where nothing is to be verified', async () => {
      const { stdout, stderr } = await check(
        ['--controller', 'fmc', '--scenario', 'all', '--insecure-ok', '--duration', '1'],
        ['true'],
      )
      expect(stderr).toContain('untrusted-certificate: left out, for --insecure-ok was given\n')
      expect(stdout).toContain('fmc.skewed')
      expect(stdout).not.toContain('fmc.untrusted-certificate')
    })

    it.each(['--http', '--insecure-ok'])('ends with 2 for itself and %s', async (option) => {
      const { code, stderr } = await check([...UNTRUSTED, option], ['true'])
      expect(stderr).toContain('scenario untrusted-certificate would tell nothing')
      expect(code).toBe(2)
    })
  },
)
