import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkJsonReportSchema } from '../../conformance/reports/check.js'
import { check, installed } from './run-check.js'
import { MAIN } from './run-midrun.js'

/** A program that logs in with so much patience, in s, and ends with an exit code. */
const loginThen = (patience: number, exitCode: number) => [
  'sh',
  '-c',
  `curl -sfk -m ${patience} -o /dev/null -d '{"aaaUser":{"attributes":{"name":"'$MIDRUN_USERNAME'","pwd":"'$MIDRUN_PASSWORD'"}}}' $MIDRUN_URL/api/aaaLogin.json || exit 28; exit ${exitCode}`,
]
const ENVELOPE = [
  '--controller',
  'apic',
  '--token',
  '30',
  '--duration',
  '5',
  '--envelope',
  '--strain',
  'latency',
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-check-envelope-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe.skipIf(!existsSync(MAIN) || !installed('curl'))(
  'midrun check --envelope',
  { timeout: 240_000 },
  () => {
    it.each([
      [['--envelope', '--strain', 'gravity'], '--strain: expected clock-ahead, clock-behind'],
      [['--strain', 'latency'], '--strain goes with --envelope only'],
      [['--envelope', '--shard', '1/2'], '--envelope does not go with --shard'],
      [['--envelope', '--clock-drift', '200'], '--envelope does not go with --clock-drift'],
      [['--envelope', '--time', 'driven'], '--envelope does not go with --time driven'],
    ])('ends with 2 for %j', async (options, sentence) => {
      const { code, stderr } = await check(['--controller', 'apic', ...options], ['true'])
      expect(stderr).toContain(sentence)
      expect(code).toBe(2)
    })

    it('reports the limits of a program on the page of its verdicts', async () => {
      const page = join(folder, 'check.html')
      const json = join(folder, 'check.json')
      const reports = ['--report', `html=${page}`, '--json', json]
      const { code, stdout } = await check([...ENVELOPE, ...reports], loginThen(2, 0))
      expect(code).toBe(0)
      expect(stdout).toMatch(
        /The client conforms\..*\napic: what the client survives\n.*\neach reply takes {2}\[/s,
      )
      const { envelope, scenarios } = checkJsonReportSchema.parse(JSON.parse(await readFile(json, 'utf8')))
      expect(envelope?.strains).toMatchObject([{ name: 'latency', beyond: 'the program ended with 28' }])
      expect(scenarios.map(({ name }) => name)).toEqual(['steady'])
      const html = await readFile(page, 'utf8')
      expect(html).toContain('<section id="scenario-0"')
      expect(html).toContain('<section id="envelope"')
    })

    it('ends as the check does where nothing can be measured', async () => {
      const { code, stdout } = await check([...ENVELOPE, '--rules', 'session.newest-token'], loginThen(30, 1))
      expect(stdout).toContain('The client could not be judged.')
      expect(stdout).toContain('Nothing was measured: the client does not survive undisturbed work.')
      expect(code).toBe(3)
    })

    it('reports the verdicts where an envelope cannot be had, and says why', async () => {
      const { code, stdout, stderr } = await check(ENVELOPE, ['true'])
      expect(stdout).toContain('Not judged. The program sent no request.')
      expect(stderr).toContain('What the client survives could not be measured: The program sent no request.')
      expect(code).toBe(3)
    })
  },
)
