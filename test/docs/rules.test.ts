import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { rulesPage } from '../../cli/rules-page.js'
import { RULES } from '../../conformance/rules/index.js'

it('docs/rules.md is what `midrun rules --markdown` writes', async () => {
  const written = await readFile(new URL('../../docs/rules.md', import.meta.url), 'utf8')

  expect(written).toBe(rulesPage(RULES))
})
