import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rulesJsonReportSchema } from '../../conformance/reports/rules-json.js'
import { RawClient } from '../conformance/rules/raw-client.js'
import { MAIN, runMidrun } from './run-midrun.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midrun-judge-'))
  const good = new RawClient('fmc')
  const session = await good.login()
  await good.read(session)
  await good.logout(session)
  const late = new RawClient('fmc')
  const left = await late.login()
  await late.wait(3_600_000)
  await late.read(left)
  const files = {
    'good.jsonl': good.simulator.journal.toLines(),
    'answer.json': JSON.stringify({ entries: good.simulator.journal.entries, dropped: 0, next: 9 }),
    'late.jsonl': late.simulator.journal.toLines(),
    'late.har': late.har(),
    'damaged.jsonl': `${good.simulator.journal.toLines()}{"seq":99`,
    'empty.jsonl': '',
    'known.json': JSON.stringify([
      { rule: 'session.no-expired-token', reason: 'ticket 7', expires: '9999-12-31' },
    ]),
    'fixed.json': JSON.stringify([
      { rule: 'session.token-carried', reason: 'ticket 7', expires: '9999-12-31' },
    ]),
    'over.json': JSON.stringify([
      { rule: 'session.no-expired-token', reason: 'ticket 7', expires: '2020-12-31' },
    ]),
    'odd.json': JSON.stringify([{ rule: 'session.no-expired-token' }]),
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs `midrun` in a folder of its own. */
const midrun = (...options: string[]) => runMidrun(options, { cwd: folder })

describe.skipIf(!existsSync(MAIN))('midrun judge', () => {
  it.each(['good.jsonl', 'answer.json'])('ends with 0 when no must is broken: %s', async (file) => {
    const { code, stdout } = await midrun('judge', file, '--controller', 'fmc')
    expect(stdout).toContain('The client conforms.')
    expect(code).toBe(0)
  })

  it.each(['late.jsonl', 'late.har'])('ends with 1 when one is, and says why: %s', async (file) => {
    const { code, stdout } = await midrun('judge', file, '--controller', 'fmc', '--rules', 'session.*')
    expect(stdout).toContain('FAIL: session.no-expired-token')
    expect(stdout).toMatch(/ {4}\| 1 h.* GET \/api\/fmc_config.* -> 401 \(refused/)
    expect(code).toBe(1)
  })

  it('writes reports to files', async () => {
    await midrun('judge', 'late.jsonl', '--controller', 'fmc', '--json', 'out.json', '--junit', 'out.xml')
    const report = rulesJsonReportSchema.parse(JSON.parse(await readFile(join(folder, 'out.json'), 'utf8')))
    expect(report.totals.fail).toBeGreaterThan(0)
    expect(await readFile(join(folder, 'out.xml'), 'utf8')).toContain('<testsuite name="fmc"')
  })

  it('writes a report in each format, and nothing else where one goes to the standard output', async () => {
    const rules = ['--controller', 'fmc', '--rules', 'session.no-expired-token']
    const reports = ['html=a=b.html', 'sarif=out.sarif', 'markdown=out.md', 'tap=-', 'terminal=out.txt']
    const { stdout, code } = await midrun(
      ...['judge', 'late.jsonl', ...rules],
      ...reports.flatMap((report) => ['--report', report]),
    )
    const written = (name: string) => readFile(join(folder, name), 'utf8')

    expect(stdout.split('\n').slice(0, 2)).toEqual(['TAP version 14', '1..1'])
    expect(await written('a=b.html')).toMatch(/^<!DOCTYPE html>\n/)
    expect(JSON.parse(await written('out.sarif')).version).toBe('2.1.0')
    expect(await written('out.md')).toMatch(/^## midrun judge \(fmc\)/)
    expect(await written('out.txt')).toContain('1 fail. The client does not conform.')
    expect(code).toBe(1)
  })

  it.each([
    ['good.jsonl', 'fixed.json', 1, 'session.token-carried does not fail any more'],
    ['late.jsonl', 'known.json', 0, 'known: session.no-expired-token'],
    ['late.jsonl', 'over.json', 1, 'session.no-expired-token was known until 2020-12-31 only (ticket 7)'],
    ['empty.jsonl', 'known.json', 3, 'The client could not be judged.'],
  ])('judges %s by the baseline %s with %i', async (file, baseline, expected, sentence) => {
    const { stdout, code } = await midrun(
      ...['judge', file, '--controller', 'fmc', '--baseline', baseline],
      ...['--rules', 'session.no-expired-token', '--rules', 'session.token-carried'],
    )
    expect(stdout).toContain(sentence)
    expect(code).toBe(expected)
  })

  it('ends with 3 when nothing could be judged', async () => {
    const { code, stdout } = await midrun('judge', 'empty.jsonl', '--controller', 'fmc')
    expect(stdout).toContain('The client could not be judged.')
    expect(code).toBe(3)
  })

  it.each([
    [
      ['damaged.jsonl', '--controller', 'fmc'],
      /^midrun: damaged\.jsonl: line \d+: expected a journal entry in JSON/,
    ],
    [['none.jsonl', '--controller', 'fmc'], /^midrun: cannot read none\.jsonl: /],
    [['good.jsonl', '--controller', 'fmc', '--rules', 'nosuch.*'], /^midrun: expected the id of a rule/],
    [['good.jsonl', '--controller', 'none'], /^midrun: /],
    [['good.jsonl', '--controller', 'fmc', '--report', 'pdf=a'], /^midrun: --report: expected FORMAT=PATH/],
    [['good.jsonl', '--controller', 'fmc', '--report', 'tap'], /^midrun: --report: expected FORMAT=PATH/],
    [['good.jsonl', '--controller', 'fmc', '--json', '-', '--junit', '-'], /^midrun: --junit: two reports/],
    [
      ['good.jsonl', '--controller', 'fmc', '--report', 'tap=no/where'],
      /^midrun: --report: cannot write no\/where/,
    ],
    [
      ['good.jsonl', '--controller', 'fmc', '--baseline', 'no.json'],
      /^midrun: --baseline: cannot read no\.json/,
    ],
    [
      ['good.jsonl', '--controller', 'fmc', '--baseline', 'odd.json'],
      /^midrun: --baseline: odd\.json: expected a list/,
    ],
    [['good.jsonl'], /^midrun: /],
  ])('ends with 2 when it is used wrongly: %j', async (options, sentence) => {
    const { code, stderr } = await midrun('judge', ...options)
    expect(stderr).toMatch(sentence)
    expect(code).toBe(2)
  })
})

describe.skipIf(!existsSync(MAIN))('midrun rules and midrun explain', () => {
  it('lists the rules that fit', async () => {
    const { stdout } = await midrun('rules', 'fmc.*-refreshes', 'renewal.single-flight')
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'renewal.single-flight',
      'fmc.three-refreshes',
      '',
    ])
  })

  it('explains one', async () => {
    const { stdout, code } = await midrun('explain', 'fmc.three-refreshes')
    expect(stdout).toContain('Count the refreshes of each login.')
    expect(code).toBe(0)
  })

  it('ends with 2 for one that does not exist', async () => {
    const { stderr, code } = await midrun('explain', 'nosuch')
    expect(stderr).toMatch(/^midrun: expected the id of a rule/)
    expect(code).toBe(2)
  })
})
