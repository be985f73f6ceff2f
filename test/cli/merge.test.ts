import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, runMidrun } from './run-midrun.js'

/** Reads once without any token, which no controller serves. */
const TOKENLESS = "await fetch(process.env.MIDRUN_URL + '/api/class/fvTenant.json')"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-merge-'))
  await writeFile(join(folder, 'tokenless.mjs'), TOKENLESS)
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun` in a folder of its own. */
const midrun = (...words: string[]) => runMidrun(words, { cwd: folder })

/** Runs a command whole and in so many shards; gives both JSON reports, and the exit codes. */
async function bothWays(name: string, count: number, words: readonly string[]) {
  const kept = (part: string) => (words[0] === 'prove' ? ['--failures', `${name}-kept-${part}`] : [])
  const whole = await midrun(...words, ...kept('whole'), '--json', `${name}.json`)
  const files: string[] = []
  for (let index = 1; index <= count; index++) {
    files.push(`${name}-${index}.json`)
    const shard = ['--shard', `${index}/${count}`, '--json', files.at(-1)!]
    await midrun(...words, ...kept(`${index}`), ...shard)
  }
  const merged = await midrun('merge', ...files.toReversed(), '--json', `${name}-merged.json`)
  const read = async (file: string) => JSON.parse(await readFile(join(folder, file), 'utf8'))
  return {
    whole,
    merged,
    report: await read(`${name}.json`),
    mergedReport: await read(`${name}-merged.json`),
  }
}

describe.skipIf(!existsSync(built('cli/merge.js')))('midrun merge', () => {
  it('makes of the shards of a suite what the whole suite reports', async () => {
    const client = built('conformance/broken/refresh-in-the-last-second.js')
    const words = ['suite', '--controller', 'apic', '--case', 'apic.refresh.*', '--client', client]
    const { whole, merged, report, mergedReport } = await bothWays('suite', 3, words)

    expect(mergedReport).toEqual(report)
    expect(merged.code).toBe(1)
    expect(merged.code).toBe(whole.code)
    // All but the lines that came while it ran.
    expect(whole.stdout.endsWith(`\n\n${merged.stdout}`)).toBe(true)
  })

  it('makes of the shards of a proof what the whole proof finds', async () => {
    const words = ['prove', '--controller', 'apstra', '--runs', '750', '--steps', '1', '--seed', '3']
    const { whole, merged, report, mergedReport } = await bothWays('prove', 3, words)

    expect(mergedReport).toEqual(report)
    expect(report.controllers[0].statistics.plans).toBe(938)
    expect(merged.stdout).toBe(whole.stdout)
    expect(merged.code).toBe(0)
  })

  it('takes the first plan of the whole search that breaks a client, whichever shard found one', async () => {
    const client = built('conformance/broken/wall-clock-only.js')
    const words = ['prove', '--controller', 'apstra', '--runs', '500', '--steps', '6', '--seed', '3']
    const { merged, report, mergedReport } = await bothWays('broken', 2, [...words, '--client', client])
    const [failure] = report.controllers[0].failures
    const [mergedFailure] = mergedReport.controllers[0].failures

    expect(failure.violations[0].property).toBe('no-session-refusal')
    expect({ ...mergedFailure, file: failure.file }).toEqual(failure)
    expect(mergedReport.controllers[0].statistics).toEqual(report.controllers[0].statistics)
    expect(mergedReport.conclusion).toBe('violated')
    expect(merged.code).toBe(1)
    expect(merged.stdout).toContain('VIOLATED no-session-refusal')
  })

  it('makes one report of a check in every format, and says which shard is missing', async () => {
    const command = ['--', process.execPath, 'tokenless.mjs']
    const options = ['--controller', 'apic', '--http', '--scenario', 'steady', '--scenario', 'skewed']
    const files = ['check-1.json', 'check-2.json', 'check-3.json']
    const codes: number[] = []
    for (const [place, file] of files.entries()) {
      const shard = ['--shard', `${place + 1}/3`, '--json', file]
      codes.push((await midrun('check', ...options, ...shard, ...command)).code)
    }
    const formats = ['junit', 'tap', 'sarif', 'markdown', 'html'].flatMap((name) => [
      '--report',
      `${name}=merged.${name}`,
    ])
    const merged = await midrun('merge', ...files, ...formats)
    const missing = await midrun('merge', ...files.slice(1))

    // The third one is empty.
    expect(codes).toEqual([1, 1, 0])
    expect(merged.code).toBe(1)
    expect(merged.stdout).toContain('apic.steady: Nothing happens but time.')
    expect(merged.stdout).toMatch(/\n2 scenarios: .*The client does not conform\.\nScore: \d+ of 100; .*\n$/)
    expect(await readFile(join(folder, 'merged.html'), 'utf8')).toContain('id="scenario-1"')
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('found no report on 1/3: run midrun check --shard 1/3 and merge again')
  })

  it('refuses shards of a program whose clock differed', async () => {
    const options = ['--controller', 'apic', '--http', '--scenario', 'steady', '--scenario', 'restart']
    const command = ['--', process.execPath, 'tokenless.mjs']
    await midrun('check', ...options, '--shard', '1/2', '--json', 'true.json', ...command)
    const ahead = ['--clock-offset', '1h', '--json', 'ahead.json']
    await midrun('check', ...options, '--shard', '2/2', ...ahead, ...command)
    const { code, stderr } = await midrun('merge', 'true.json', 'ahead.json')

    expect(stderr).toContain('found another clock in true.json than in ahead.json')
    expect(code).toBe(2)
  })

  it.each([
    [['check', '--controller', 'apic', '--shard', '3/2', '--', 'true'], '--shard: expected a part as i/n'],
    [['prove', '--shard', '1/2'], '--shard: expected --seed as well'],
    [['merge', 'no-such-file.json'], 'merge: cannot read no-such-file.json'],
    [['merge', 'tokenless.mjs'], 'merge: expected tokenless.mjs to hold a JSON report'],
  ])('ends with 2 for %j', async (words, sentence) => {
    const { code, stderr } = await midrun(...words)

    expect(stderr).toContain(sentence)
    expect(code).toBe(2)
  })
})
