import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkJsonReportSchema } from '../../conformance/reports/check.js'
import { installedAnsible } from './ansible/playbook.js'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const WORK = fileURLToPath(new URL('ansible/work', import.meta.url))
/** Ansible takes seconds to start, and longer on a busy machine. */
const TEST_LIMIT_MS = 180_000

const installed = await installedAnsible()
let home: string
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'midrun-ansible-check-'))
})
afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 5 }))

/** What `midrun check` says of the playbook that works for a while; verdicts by rule, of rules that were exercised. */
async function judged(how: string, scenario: string, ...options: string[]) {
  const file = join(home, `${how}-${scenario}.json`)
  const words = ['check', '--controller', 'apic', '--scenario', scenario, '--json', file, ...options]
  const code = await new Promise<number>((resolve) => {
    const child = execFile(
      process.execPath,
      [MAIN, ...words, '--', WORK, how],
      { timeout: TEST_LIMIT_MS, env: { ...process.env, ANSIBLE_HOME: home } },
      () => resolve(child.exitCode ?? -1),
    )
  })
  const { scenarios } = checkJsonReportSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const rules = scenarios[0]!.report.rules.filter(({ verdict }) => verdict !== 'not-exercised')
  const verdicts = Object.fromEntries(rules.map(({ id, verdict }) => [id, verdict]))
  const failed = rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)
  return { code, verdicts, failed }
}

describe.skipIf(!existsSync(MAIN) || installed.missing !== undefined)('cisco.aci modules, judged', () => {
  it(
    'conform with a private key while nothing happens but time',
    async () => {
      const { code, verdicts, failed } = await judged('key', 'steady', '--token', '20', '--duration', '15')
      expect(failed).toEqual([])
      expect(verdicts).toMatchObject({ 'apic.signatures': 'pass', 'apic.signing-without-login': 'pass' })
      expect(code).toBe(0)
    },
    TEST_LIMIT_MS,
  )

  it(
    'give up when a reply is lost, and leave their last session behind',
    async () => {
      // Long enough for a slow machine to be at work when the reply is lost; the play ends there.
      const { code, verdicts, failed } = await judged(
        'password',
        'lost-reply',
        '--token',
        '100',
        '--duration',
        '80',
      )
      expect(failed).toEqual(['caller.program-ended-well'])
      expect(verdicts).toMatchObject({ 'session.closed-at-end': 'advice' })
      expect(code).toBe(1)
    },
    TEST_LIMIT_MS,
  )
})

describe.skipIf(!existsSync(MAIN) || installed.connectionMissing !== undefined)(
  'cisco.aci over the httpapi connection, judged',
  () => {
    it(
      'goes on with a token until it is refused',
      async () => {
        const rules = ['--rules', 'session.no-expired-token', '--rules', 'renewal.*']
        const options = ['--token', '6', '--duration', '40', ...rules]
        const { code, failed } = await judged('connection', 'steady', ...options)
        expect(failed).toEqual(['session.no-expired-token', 'renewal.before-expiry'])
        expect(code).toBe(1)
      },
      TEST_LIMIT_MS,
    )
  },
)
