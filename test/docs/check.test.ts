import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { baselineSchema } from '../../conformance/baseline.js'
import { SCENARIOS } from '../../conformance/drivers/scenarios.js'
import { RUN_FORMATS } from '../../conformance/reports/formats.js'
import { CONTROLLER_KINDS } from '../../simulator/index.js'

const page = await readFile(new URL('../../docs/check.md', import.meta.url), 'utf8')

/** Cells of the table rows of a section, without the head. */
function rowsOf(heading: string): string[][] {
  const section = page.split(/^## /m).find((part) => part.startsWith(heading))!
  const rows = section.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(1).map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
}

describe('docs/check.md', () => {
  it('lists every scenario, with its controllers', () => {
    const written = SCENARIOS.map(({ name, controllers }) => [
      `\`${name}\``,
      controllers.length === CONTROLLER_KINDS.length ? 'all' : controllers.join(', '),
    ])
    const listed = rowsOf('Scenarios').map(([name, controllers]) => [name, controllers!.toLowerCase()])
    expect(listed).toEqual(written)
  })

  it('lists every format', () => {
    expect(rowsOf('Reports').map(([name]) => name)).toEqual(
      Object.keys(RUN_FORMATS).map((name) => `\`${name}\``),
    )
  })

  it('shows a baseline that can be read', () => {
    const [, example] = /```json\n([\s\S]*?)```/.exec(page)!
    expect(baselineSchema.parse(JSON.parse(example!))).toHaveLength(1)
  })
})
