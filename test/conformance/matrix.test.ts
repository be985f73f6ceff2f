import { describe, expect, it } from 'vitest'
import { scenariosFor } from '../../conformance/drivers/scenarios.js'
import { matrixFileSchema, trialName, trialsOf } from '../../conformance/matrix/matrix-file.js'
import { mergeReports } from '../../conformance/merging/merge-reports.js'
import { MATRIX_FORMATS } from '../../conformance/reports/matrix/formats.js'
import {
  cellVerdict,
  type MatrixCell,
  matrixConclusion,
  matrixTable,
} from '../../conformance/reports/matrix/matrix.js'
import { matrixJsonReport, matrixJsonReportSchema } from '../../conformance/reports/matrix/matrix-json.js'
import { itemsOf } from '../../conformance/shards/shard.js'
import { checkedScenarios } from './merging/check-runs.js'
import { parseStrictXml } from './reports/strict-xml.js'

const agent = (name: string, more: object = {}) => ({
  name,
  command: ['./poll.py'],
  controllers: ['apic'],
  ...more,
})

/** Two agents in each scenario of an APIC; every second cell fails. */
async function madeCells(): Promise<MatrixCell[]> {
  const results = await checkedScenarios()
  return ['one', 'two'].flatMap((name) =>
    results.map((result) => ({ agent: name, controller: 'apic' as const, result })),
  )
}

describe('trialsOf', () => {
  it('has each agent in each scenario that there is for its controller', () => {
    const file = matrixFileSchema.parse({
      agents: [agent('one', { controllers: ['apic', 'fmc'] }), agent('two', { controllers: ['apstra'] })],
      scenarios: ['steady', 'absolute', 'second-logout'],
    })
    const names = trialsOf(file).map(({ agent, controller, scenario }) =>
      trialName(agent.name, controller, scenario.name),
    )

    expect(names).toEqual([
      'one/apic/steady',
      'one/apic/absolute',
      'one/fmc/steady',
      'two/apstra/steady',
      'two/apstra/second-logout',
    ])
  })

  it('has every scenario for all, and nothing but time where none is named', () => {
    const of = (file: object) => trialsOf(matrixFileSchema.parse(file)).length

    expect(of({ agents: [agent('one')], scenarios: ['all'] })).toBe(scenariosFor('apic', ['all']).length)
    expect(of({ agents: [agent('one')] })).toBe(1)
  })
})

describe('matrixFileSchema', () => {
  it.each([
    ['two ways to run an agent', { agents: [agent('one', { driver: './drive' })] }],
    ['none', { agents: [agent('one', { command: undefined })] }],
    ['two agents of a name', { agents: [agent('one'), agent('one')] }],
    ['a name that is markup', { agents: [agent('<b>`|')] }],
    ['an unknown scenario', { agents: [agent('one')], scenarios: ['earthquake'] }],
    ['no agent', { agents: [] }],
  ])('refuses %s', (_what, file) => {
    expect(matrixFileSchema.safeParse(file).success).toBe(false)
  })
})

describe('a matrix', () => {
  it('is as good as its worst cell', async () => {
    const cells = await madeCells()
    const passing = cells.filter((cell) => cellVerdict(cell).look === 'pass')

    expect(matrixConclusion(cells)).toBe('violated')
    expect(matrixConclusion(passing)).toBe('conforms')
    expect(matrixConclusion([])).toBe('not-judged')
  })

  it('leaves the cells empty where an agent was not run', async () => {
    const cells = await madeCells()
    const second = cells.length / 2 - 1
    const { columns, rows } = matrixTable(cells.filter((_cell, place) => place !== 1))

    expect(columns.slice(0, 2)).toEqual(['steady', 'absolute'])
    expect(rows.map((row) => row.cells.slice(0, 3))).toEqual([
      [0, undefined, 1],
      [second, second + 1, second + 2],
    ])
  })

  it('tells a terminal what fails, and in which cell', async () => {
    const cells = await madeCells()
    const text = MATRIX_FORMATS.terminal(cells)

    expect(text).toMatch(/^agent {2}controller {2}steady {4}absolute/)
    expect(text).toMatch(/^one {4}apic {8}FAIL 1\/2 {2}pass 2\/2/m)
    expect(text).toContain('FAIL 1/2  two: apic.steady\n  session.no-expired-token: expected a live session')
    expect(text).toContain(`\n${cells.length} cells: `)
    expect(text).toMatch(/\. Not every agent conforms\.\n$/)
  })

  it('links each cell to a section of the page, in HTML and in Markdown', async () => {
    const cells = await madeCells()
    const html = MATRIX_FORMATS.html(cells)
    parseStrictXml(html.replace('<!DOCTYPE html>\n', ''))
    const markdown = MATRIX_FORMATS.markdown(cells)
    const anchors = [...markdown.matchAll(/^### (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
    const targets = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, target]) => target)

    expect(targets(html, /<td class="verdict"><a class="\w+" href="#([^"]*)"/g)).toEqual(
      targets(html, /<section id="([^"]*)"/g),
    )
    expect(targets(markdown, /\]\(#([^)]*)\)/g)).toEqual(anchors)
    expect(new Set(anchors).size).toBe(cells.length)
  })

  it('is the same when it is merged from shards', async () => {
    const cells = await madeCells()
    const items = cells.map(({ agent, controller, result }) =>
      trialName(agent, controller, result.scenario.name),
    )
    const files = [1, 2, 3].map((index) => {
      const shard = { index, count: 3 }
      const part = { command: 'matrix' as const, midrun: '1.2.3', shard, settings: {}, items }
      return { file: `${index}.json`, text: JSON.stringify(matrixJsonReport(itemsOf(cells, shard), part)) }
    })
    const { conclusion, formats } = mergeReports(files, '2026-06-01')

    expect(conclusion).toBe('violated')
    expect(Object.keys(formats)).toEqual(Object.keys(MATRIX_FORMATS))
    for (const [name, format] of Object.entries(MATRIX_FORMATS)) expect(formats[name]!()).toBe(format(cells))
    expect(matrixJsonReportSchema.parse(JSON.parse(formats.json!())).cells).toHaveLength(cells.length)
  })
})
