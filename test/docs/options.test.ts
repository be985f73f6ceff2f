import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { optionsPage } from '../../cli/options-page.js'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import { optionRows } from '../../simulator/options-table.js'

it('docs/options.md is what `midrun options --markdown` writes', async () => {
  const written = await readFile(new URL('../../docs/options.md', import.meta.url), 'utf8')

  expect(written).toBe(optionsPage(CONTROLLER_KINDS))
})

it.each(CONTROLLER_KINDS)('shows each default of %s in full', async (controller) => {
  const page = await readFile(new URL('../../docs/options.md', import.meta.url), 'utf8')

  for (const { name, default: otherwise } of optionRows(controller)) {
    const lines = page.split('\n').filter((line) => line.startsWith(`| \`${name}\` |`))
    expect(lines.some((line) => line.includes(otherwise.replaceAll('|', '\\|')))).toBe(true)
  }
})
