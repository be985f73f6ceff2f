import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matrixFileSchema, trialsOf } from '../../conformance/matrix/matrix-file.js'
import { matrixJsonReportSchema } from '../../conformance/reports/matrix/matrix-json.js'
import { installed } from './run-check.js'
import { runMidrun } from './run-midrun.js'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Reads once, with its name in the query and without any token, which no controller serves. */
const TOKENLESS = "await fetch(process.env.MIDRUN_URL + '/api/class/fvTenant.json?name=' + process.env.NAME)"

let folder: string
const write = (name: string, value: object) => writeFile(join(folder, name), JSON.stringify(value))
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-matrix-'))
  await writeFile(join(folder, 'tokenless.mjs'), TOKENLESS)
  const agents = [
    {
      name: 'tokenless',
      command: [process.execPath, 'tokenless.mjs'],
      controllers: ['apic'],
      environment: { NAME: 'given' },
    },
    { name: 'reference', client: 'reference', controllers: ['apstra'] },
  ]
  await write('matrix.json', { agents, scenarios: ['steady', 'skewed'] })
  await write('wrong.json', { agents: [{ name: 'a', command: ['true'], controllers: ['asa'] }] })
  await write('absent.json', { agents: [{ name: 'a', command: ['./absent'], controllers: ['apic'] }] })
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun` in that folder. */
const midrun = (...words: string[]) => runMidrun(words, { cwd: folder })

describe.skipIf(!existsSync(join(ROOT, 'dist/cli/matrix.js')))('midrun matrix', () => {
  it('runs programs and client modules, and comes to the same in shards', async () => {
    const words = ['matrix', 'matrix.json', '--http', '--token', '4', '--duration', '4']
    const { code, stdout } = await midrun(...words, '--report', 'html=m.html', '--json', 'm.json')
    const { cells } = matrixJsonReportSchema.parse(JSON.parse(await readFile(join(folder, 'm.json'), 'utf8')))

    expect(stdout).toMatch(/^tokenless {2}apic {8}FAIL .* {2}FAIL /m)
    expect(stdout).toMatch(/^reference {2}apstra {6}pass .* {2}pass /m)
    expect(cells.map(({ agent, name }) => [agent, name])).toEqual([
      ['tokenless', 'steady'],
      ['tokenless', 'skewed'],
      ['reference', 'steady'],
      ['reference', 'skewed'],
    ])
    expect(JSON.stringify(cells)).toContain('name=given')
    expect(code).toBe(1)

    // The second shard is of the second column.
    for (const index of ['1', '2']) await midrun(...words, '--shard', `${index}/2`, '--json', `${index}.json`)
    const merged = await midrun('merge', '1.json', '2.json')
    expect(merged.code).toBe(1)
    expect(merged.stdout).toMatch(/^reference {2}apstra {6}pass .* {2}pass /m)
  })

  it.skipIf(process.platform !== 'linux' || !installed('faketime'))(
    'lets time jump for programs and client modules at real lifetimes',
    async () => {
      const words = ['matrix', 'matrix.json', '--http', '--time', 'adaptive', '--json', 'adaptive.json']
      await midrun(...words)
      const text = await readFile(join(folder, 'adaptive.json'), 'utf8')
      const { cells } = matrixJsonReportSchema.parse(JSON.parse(text))
      const [, , { time, elapsedMs, report } = {}] = cells

      expect(time).toContain('Adaptive time, which jumps while the program only waits; tokens live 24 h')
      expect(elapsedMs).toBeGreaterThan(3 * 86_400_000)
      expect(report?.rules.filter(({ verdict }) => verdict === 'fail')).toEqual([])
    },
  )

  it.each([
    [['matrix', 'absent-file.json'], 'matrix: expected absent-file.json to be a file of JSON'],
    [['matrix', 'wrong.json'], 'matrix: wrong.json: agents.0.controllers.0: expected one of'],
    [['matrix', 'absent.json'], 'matrix: a: cannot start "./absent": there is no such program'],
    [['matrix', 'matrix.json', '--jobs', '0'], '--jobs: expected a whole number from 1, found 0'],
  ])('ends with 2 for %j', async (words, sentence) => {
    const { code, stderr } = await midrun(...words)

    expect(stderr).toContain(sentence)
    expect(code).toBe(2)
  })

  it('has an example whose programs are there', async () => {
    const example = await readFile(join(ROOT, 'fixtures/matrix/programs.json'), 'utf8')
    const trials = trialsOf(matrixFileSchema.parse(JSON.parse(example)))
    const programs = trials.flatMap(({ agent: { command = [] } }) => command)

    expect(trials).toHaveLength(41)
    for (const program of programs) expect(existsSync(join(ROOT, program))).toBe(true)
  })
})
