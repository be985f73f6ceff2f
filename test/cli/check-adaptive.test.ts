import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExchangeEntry, JournalEntry } from '../../simulator/index.js'
import { check, failuresOf, installed } from './run-check.js'
import { MAIN } from './run-midrun.js'

const example = (name: string) => fileURLToPath(new URL(`../../fixtures/programs/${name}`, import.meta.url))
const waiting = (name: string) => fileURLToPath(new URL(`waiting-programs/${name}`, import.meta.url))
const ADAPTIVE = ['--time', 'adaptive']
const HOUR_MS = 3_600_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-adaptive-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs a program in adaptive time; gives what came of it, and the calls in its journal. */
async function run(name: string, options: readonly string[], command: readonly string[]) {
  const journal = join(folder, `${name}.jsonl`)
  const given = [...ADAPTIVE, ...options, '--journal', journal]
  const { code, failed, scenarios } = await failuresOf(join(folder, `${name}.json`), given, command)
  const entries = (await readFile(journal, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry)
  const calls = entries.filter(
    (entry): entry is ExchangeEntry => entry.kind === 'exchange' && entry.purpose === 'call',
  )
  const { elapsedMs, report } = scenarios[0]!
  return { code, failed: failed[0]!, elapsedMs, rules: report.rules, calls }
}

/** Runs here depend on how busy the machine is, in how long they take and in nothing else. */
describe.skipIf(!existsSync(MAIN) || !installed('python3') || !installed('faketime'))(
  'midrun check --time adaptive',
  () => {
    it.each([
      { name: 'apic_never_refreshes.py', wrong: 'session.no-expired-token', hours: 0.2 },
      { name: 'apic_logs_in_again.py', wrong: 'renewal.before-expiry', hours: 2 },
      { name: 'apic_refreshes_in_time.py', wrong: undefined, hours: 2 },
      { name: 'apic_polls.sh', wrong: undefined, hours: 2 },
      { name: 'fmc_refreshes_a_fourth_time.py', wrong: 'fmc.three-refreshes', hours: 1.1 },
      { name: 'apstra_ignores_exp.py', wrong: 'session.no-expired-token', hours: 24.5 },
    ])('tells what is wrong with $name at real lifetimes', async ({ name, wrong, hours }) => {
      const { code, failed, elapsedMs } = await run(
        name,
        ['--controller', name.split('_')[0]!],
        [example(name)],
      )
      expect(failed).toEqual(wrong === undefined ? [] : expect.arrayContaining([wrong]))
      expect(code).toBe(wrong === undefined ? 0 : 1)
      expect(elapsedMs).toBeLessThan((hours + 0.1) * HOUR_MS)
    })

    it('has a program that polls each ten minutes work for a day', async () => {
      const options = ['--controller', 'apic', '--token', '900', '--duration', '86400']
      const { code, elapsedMs, calls } = await run('day', options, ['python3', waiting('sleeps.py')])
      expect(calls).toHaveLength(144)
      expect(Math.floor(elapsedMs / HOUR_MS)).toBe(24)
      expect(code).toBe(0)
      // Ten minutes, and what a refresh and a call take.
      const gaps = calls.slice(1).map(({ atMs }, index) => atMs - calls[index]!.atMs)
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(600_000)
      expect(Math.max(...gaps)).toBeLessThan(660_000)
    })

    it.each([
      ['threads', ['python3', waiting('threads.py')], []],
      ['coroutines', ['python3', waiting('coroutines.py')], []],
      ['fetches', [process.execPath, waiting('fetches.mjs')], ['--http']],
    ])('knows how %s wait', async (name, command, more) => {
      const options = ['--controller', 'apic', ...more]
      const { code, elapsedMs, calls } = await run(name, options, command)
      expect(code).toBe(0)
      expect(Math.floor(elapsedMs / HOUR_MS)).toBe(2)
      // One each 100 s, less what the calls and a busy machine take.
      expect(calls.length).toBeGreaterThan(60)
      expect(calls.length).toBeLessThanOrEqual(73)
    })

    it('keeps what each way to wait of Python means', async () => {
      const options = ['--controller', 'apic', '--duration', '86400']
      const { code, failed } = await run('meanings', options, ['python3', waiting('meanings.py')])
      expect([failed, code]).toEqual([[], 0])
    })

    it('has the machine of a program sleep in idle-gap, and tells who does not look at the time', async () => {
      const options = ['--controller', 'apic', '--scenario', 'idle-gap']
      const looks = await run('wakes', options, ['python3', waiting('wakes.py')])
      expect([looks.failed, looks.code]).toEqual([[], 0])
      const gaps = looks.calls.slice(1).map(({ atMs }, index) => atMs - looks.calls[index]!.atMs)
      expect(gaps.filter((ms) => ms >= 720_000)).toHaveLength(1)
      const trusts = await run('trusts', options, [example('apic_refreshes_in_time.py')])
      expect(trusts.failed).toContain('clock.suspend')
    })

    it('tries a program under clocks that differ from its controller', async () => {
      const clocks = ['--clock-offset=-1h', '--clock-drift', '200', '--clock-step', '5m@0.5']
      const options = ['--controller', 'apic', ...clocks]
      const { failed, rules, code } = await run('clocks', options, [example('apic_refreshes_in_time.py')])
      const exercised = rules.filter(({ verdict }) => verdict !== 'not-exercised').map(({ id }) => id)
      expect(exercised).toEqual(expect.arrayContaining(['clock.offset', 'clock.drift', 'clock.wall-step']))
      expect([failed, code]).toEqual([[], 0])
    })

    it('lets clocks drift by what was asked for, over hours', async () => {
      const options = [
        '--controller',
        'apic',
        '--token',
        '900',
        '--duration',
        '43200',
        '--clock-drift=100000',
      ]
      const { calls } = await run('drift', options, ['python3', waiting('sleeps.py')])
      const tenMinutesMs = (calls.at(-1)!.atMs - calls[0]!.atMs) / (calls.length - 1)
      expect(tenMinutesMs).toBeGreaterThanOrEqual(600_000 / 1.1)
      expect(tenMinutesMs).toBeLessThan(600_000)
    })

    it.skipIf(!installed('gcc') || !installed('curl'))(
      'says that a program cannot be judged which waits in a way that nobody hears of',
      async () => {
        const file = join(folder, 'unheard')
        expect(spawnSync('gcc', ['-o', file, waiting('unheard.c')]).status).toBe(0)
        const { code, stdout } = await check([...ADAPTIVE, '--controller', 'apic'], [file])
        expect(stdout).toContain('The program waits in a way that adaptive time does not reach')
        expect(code).toBe(3)
      },
    )

    it('says so of a Python that leaves out what tells of its waits', async () => {
      const command = ['python3', '-I', example('apic_never_refreshes.py')]
      const { code, stdout } = await check([...ADAPTIVE, '--controller', 'apic'], command)
      expect(stdout).toContain('The program waits in a way that adaptive time does not reach')
      expect(code).toBe(3)
    })
  },
)
