import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { optionsPage } from '../../cli/options-page.js'
import { CONTROLLER_KINDS } from '../../simulator/catalogue.js'

it('docs/options.md is what `midrun options --markdown` writes', async () => {
  const written = await readFile(new URL('../../docs/options.md', import.meta.url), 'utf8')

  expect(written).toBe(optionsPage(CONTROLLER_KINDS))
})
