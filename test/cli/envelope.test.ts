import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { envelopeJsonReportSchema } from '../../conformance/reports/envelope/json.js'

const built = (path: string) => fileURLToPath(new URL(`../../dist/${path}`, import.meta.url))
const MAIN = built('cli/main.js')
const broken = (name: string) => built(`conformance/broken/${name}.js`)
const TEST_LIMIT_MS = 240_000

/** A program that logs in once, and waits for the answer for two seconds and no longer. */
const IMPATIENT = [
  'sh',
  '-c',
  `curl -sfk -m 2 -o /dev/null -d '{"aaaUser":{"attributes":{"name":"'$MIDRUN_USERNAME'","pwd":"'$MIDRUN_PASSWORD'"}}}' $MIDRUN_URL/api/aaaLogin.json`,
]

/** A program that takes its own clock and the controller's for the same, within an hour. */
const TRUSTS_ITS_CLOCK = [
  'sh',
  '-c',
  `date=$(curl -sk -o /dev/null -D - $MIDRUN_URL/api/aaaListDomains.json | sed -n 's/^date: //Ip' | tr -d '\\r')
  off=$(($(date -d "$date" +%s) - $(date +%s)))
  test \${off#-} -lt 3600`,
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-envelope-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Done {
  code: number
  stdout: string
  stderr: string
}

async function envelope(...given: string[]): Promise<Done> {
  try {
    const done = await promisify(execFile)(process.execPath, [
      MAIN,
      'envelope',
      '--controller',
      'apic',
      ...given,
    ])
    return { code: 0, ...done }
  } catch (error) {
    const { code, stdout, stderr } = error as unknown as Done
    return { code, stdout, stderr }
  }
}

describe.skipIf(!existsSync(MAIN))('midrun envelope', () => {
  it.each([
    [['--strain', 'gravity'], '--strain: expected clock-ahead, clock-behind'],
    [['--time', 'real'], '--time goes with a program after -- only'],
    [['--http'], '--http goes with a program after -- only'],
    [['--client', 'a.js', '--', 'true'], '--client does not go with a program'],
    [['--strain', 'idle', '--', 'true'], 'clock-fast, clock-slow, latency, asleep, found "idle"'],
    [
      ['--report', 'junit=x.xml'],
      '--report: expected FORMAT=PATH with one of terminal, json, markdown, html',
    ],
    [['--', 'no-such-program'], 'cannot start "no-such-program"'],
  ])('ends with 2 for %j', async (given, sentence) => {
    const { code, stderr } = await envelope(...given)
    expect(stderr).toContain(sentence)
    expect(code).toBe(2)
  })

  it(
    'finds the limits of a client in virtual time, and reports them',
    async () => {
      const page = join(folder, 'envelope.html')
      const client = ['--client', broken('refresh-in-the-last-second')]
      const { code, stdout } = await envelope(...client, '--strain', 'latency', '--report', `html=${page}`)
      expect(stdout).toMatch(/^each reply takes {2}\[#{7}\.{17}\] 998 ms, not 999 ms$/m)
      expect(code).toBe(0)
      expect(await readFile(page, 'utf8')).toContain('<b>998 ms, not 999 ms</b>')
    },
    TEST_LIMIT_MS,
  )

  it('ends with 1 for a client that loses its session undisturbed', async () => {
    const { code, stdout } = await envelope('--client', broken('no-refresh'), '--strain', 'latency')
    expect(stdout).toContain('Nothing was measured: the client does not survive undisturbed work. GET ')
    expect(code).toBe(1)
  })

  it.skipIf(spawnSync('python3', ['--version']).error !== undefined)(
    'finds the limits of a driver',
    async () => {
      const driver = fileURLToPath(new URL('../../fixtures/drivers/careful.py', import.meta.url))
      const { code, stdout } = await envelope('--driver', `python3 ${driver}`, '--strain', 'latency')
      expect(stdout).toMatch(/^each reply takes .* 29\.998 s, not 29\.999 s$/m)
      expect(code).toBe(0)
    },
    TEST_LIMIT_MS,
  )

  it(
    'finds how wrong the clock of a program may be, in both directions',
    async () => {
      const given = ['--token', '30', '--duration', '5', '--json', '-', '--strain', 'clock-ahead']
      const { code, stdout } = await envelope(...given, '--strain', 'clock-behind', '--', ...TRUSTS_ITS_CLOCK)
      expect(code).toBe(0)
      for (const { name, survived, failed, beyond } of envelopeJsonReportSchema.parse(JSON.parse(stdout))
        .strains) {
        expect([name, beyond]).toEqual([name, 'the program ended with 1'])
        // The seconds that a busy machine may take between two looks at a clock.
        expect(survived).toBeLessThan(3_700_000)
        expect(failed).toBeGreaterThan(3_500_000)
      }
    },
    TEST_LIMIT_MS,
  )

  it(
    'finds for how long any program waits for a reply',
    async () => {
      const pace = ['--token', '30', '--duration', '5', '--json', '-']
      const { code, stdout, stderr } = await envelope(...pace, '--strain', 'latency', '--', ...IMPATIENT)
      expect([code, stderr]).toEqual([0, ''])
      const [latency] = envelopeJsonReportSchema.parse(JSON.parse(stdout)).strains
      expect(latency?.beyond).toBe('the program ended with 28')
      // A machine that is busy makes an answer later than it was to be, and never earlier.
      expect(latency?.survived ?? 0).toBeLessThan(2000)
      expect(latency?.failed).toBeLessThanOrEqual(6400)
    },
    TEST_LIMIT_MS,
  )
})
