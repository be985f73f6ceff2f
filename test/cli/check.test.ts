import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { check, failuresOf, installed } from './run-check.js'
import { MAIN, runMidrun } from './run-midrun.js'

const program = (name: string) => fileURLToPath(new URL(`../../fixtures/programs/${name}`, import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-check-'))
})
afterAll(() => rm(folder, { recursive: true }))

const failures = (name: string, options: readonly string[], command: readonly string[]) =>
  failuresOf(join(folder, `${name}.json`), options, command)

describe.skipIf(!existsSync(MAIN) || !installed('python3'))('midrun check', () => {
  it.each([
    [['--controller', 'apic'], [], 'expected the program to check after --'],
    [['--controller', 'apic'], ['no-such-program'], 'cannot start "no-such-program"'],
    [['--controller', 'apic', '--scenario', 'earthquake'], ['true'], 'expected all, steady, absolute'],
    [['--controller', 'apic', '--duration', '0'], ['true'], '--duration: expected a whole number of seconds'],
    [['--controller', 'apic', '--rate', '60'], ['true'], '--rate goes with --time scaled only'],
    [['--controller', 'apic', '--clock-offset=-1w'], ['true'], '--clock-offset: expected a duration'],
    [
      ['--controller', 'apic', '--clock-step', '5m'],
      ['true'],
      '--clock-step: expected a duration and a part',
    ],
    [
      ['--controller', 'apic', '--clock-drift', '2e5'],
      ['true'],
      '--clock-drift: expected a number from -100000',
    ],
    [['--controller', 'apic', '--rules', 'nonsense.*'], ['true'], 'expected the id of a rule'],
    [['--controller', 'asa'], ['true'], 'expected apic, fmc, apstra, found "asa"'],
  ])('ends with 2 for %j %j', async (options, command, sentence) => {
    const { code, stderr } = await check(options, command)
    expect(stderr).toContain(sentence)
    expect(code).toBe(2)
  })

  it('ends with 3 for a program that sends nothing', async () => {
    const { code, stdout } = await check(['--controller', 'fmc', '--duration', '1'], ['true'])
    expect(stdout).toContain(
      'Not judged. The program sent no request. It finds the controller by MIDRUN_URL.',
    )
    expect(code).toBe(3)
  })

  it('gives a program its words as they were written', async () => {
    const { code, stderr } = await check(
      ['--controller', 'fmc', '--duration', '1'],
      ['sh', '-c', 'echo "$@"', 'sh', '5', '007', '1e3', '0x10', '--token=x'],
    )
    expect(stderr).toContain('5 007 1e3 0x10 --token=x\n')
    expect(code).toBe(3)
  })

  it("moves the controller's clocks for a program whose own differ", async () => {
    const journal = join(folder, 'clocks.jsonl')
    const clocks = ['--clock-offset=-1h', '--clock-drift', '50000', '--clock-step', '5m@0.5']
    const options = [
      '--controller',
      'apic',
      '--token',
      '2',
      '--duration',
      '4',
      ...clocks,
      '--journal',
      journal,
    ]
    const sinceMs = Date.now()
    await failures('clocks', options, [program('apic_refreshes_in_time.py')])
    const entries = (await readFile(journal, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const aheadMs = ({ wallMs, atMs }: { wallMs: number; atMs: number }) => wallMs - atMs - sinceMs
    expect(aheadMs(entries[0])).toBeGreaterThan(3_600_000)
    expect(aheadMs(entries[0]) - aheadMs(entries.at(-1))).toBe(300_000)
  })

  it('stops a program that goes on for too long, and all that it started', async () => {
    const { code, stdout } = await check(
      ['--controller', 'apstra', '--duration', '1'],
      ['sh', '-c', 'sleep 60 & echo $! >"$0"; wait', join(folder, 'pid')],
    )
    expect(stdout).toContain('It was stopped after 1 s.')
    expect(code).toBe(3)
    const pid = Number(await readFile(join(folder, 'pid'), 'utf8'))
    // Nobody may have collected it yet.
    expect(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout).toMatch(/^Z|^$/)
  })

  it('judges a program in real time, and writes a journal that can be judged again', async () => {
    const journal = join(folder, 'journal.jsonl')
    const options = ['--controller', 'apic', '--token', '2', '--duration', '5', '--journal', journal]
    const never = [...options, '--junit', join(folder, 'junit.xml')]
    const { code, failed } = await failures('real', never, [program('apic_never_refreshes.py')])
    expect(failed).toEqual([
      ['session.no-expired-token', 'caller.program-ended-well', 'caller.refused-served'],
    ])
    expect(code).toBe(1)
    expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuite name="apic.steady"')
    const again = await runMidrun(['judge', journal, '--controller', 'apic'])
    expect(again.stdout).toContain('FAIL           session.no-expired-token')
  })
})

/** Real lifetimes, and a rate at which loaded machines still answer within a client's time-outs. */
describe.skipIf(!existsSync(MAIN) || !installed('python3') || !installed('faketime'))(
  'midrun check --time scaled',
  () => {
    it.concurrent.each([
      { name: 'apic_never_refreshes.py', seconds: 900, wrong: ['caller.refused-served'] },
      { name: 'apic_logs_in_again.py', seconds: 900, wrong: ['renewal.before-expiry'] },
      { name: 'apic_refreshes_in_time.py', seconds: 900, wrong: [] },
      { name: 'apic_polls.sh', seconds: 900, wrong: [] },
      { name: 'fmc_refreshes_a_fourth_time.py', seconds: 1200, wrong: ['fmc.three-refreshes'] },
      { name: 'apstra_ignores_exp.py', seconds: 900, wrong: ['caller.refused-served'] },
    ])('tells what is wrong with $name', async ({ name, seconds, wrong }) => {
      const controller = name.split('_')[0]!
      const options = ['--controller', controller, '--time', 'scaled', '--duration', String(seconds)]
      const { code, failed } = await failures(name, options, [program(name)])
      expect(failed[0]).toEqual(expect.arrayContaining(wrong))
      expect(failed[0]!.length > 0).toBe(wrong.length > 0)
      expect(code).toBe(wrong.length > 0 ? 1 : 0)
    })

    it('says that a program out of its reach cannot be judged', async () => {
      const command = ['env', '-u', 'LD_PRELOAD', 'python3', program('apic_never_refreshes.py')]
      const { code, stdout } = await check(
        ['--controller', 'apic', '--time', 'scaled', '--duration', '120'],
        command,
      )
      expect(stdout).toContain("Not judged. The program's clock did not follow: python3")
      expect(stdout).toContain('did not load libfaketime')
      expect(code).toBe(3)
    })
  },
)
