import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const STATIC_IMPORT = /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gm

/** What a file loads when it is loaded, itself included: files of the project by path, anything else by name. */
function loadedBy(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded
  loaded.add(file)
  for (const [, from] of readFileSync(join(ROOT, file), 'utf8').matchAll(STATIC_IMPORT)) {
    if (!from!.startsWith('.')) loaded.add(from!)
    else loadedBy(relative(ROOT, join(ROOT, dirname(file), from!.replace(/\.js$/, '.ts'))), loaded)
  }
  return loaded
}

it('loads the parser of the command line, and what a command needs only when it runs', () => {
  const loaded = [...loadedBy('cli/main.ts')]

  expect(loaded).toContain('cli/check.ts')
  expect(loaded).toContain('yargs')
  expect(
    loaded.filter((name) => /^(zod|undici|express|ws|node-forge|fast-check|prom-client)/.test(name)),
  ).toEqual([])
  expect(loaded.filter((name) => /^simulator\/(apic|fmc|apstra|http\/(?!version))/.test(name))).toEqual([])
})
