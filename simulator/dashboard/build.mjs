/**
 * Builds the page into dist/simulator/dashboard: one script, one style sheet, one document, and the licences of what
 * is bundled. Each file is put in its place whole, so that a server never reads half of one.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const sources = dirname(fileURLToPath(import.meta.url))
const root = join(sources, '..', '..')
const built = join(root, 'dist', 'simulator', 'dashboard')

const { outputFiles, metafile } = await build({
  entryPoints: [join(sources, 'page.tsx'), join(sources, 'page.css')],
  absWorkingDir: root,
  outdir: built,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  legalComments: 'none',
  tsconfig: join(sources, 'tsconfig.json'),
  logLevel: 'warning',
})

await mkdir(built, { recursive: true })
for (const { path, contents } of outputFiles) await put(basename(path), contents)
await put('index.html', await readFile(join(sources, 'index.html')))
await put('licences.txt', await licences(Object.keys(metafile.inputs)))

async function put(name, contents) {
  const path = join(built, name)
  await writeFile(`${path}.${process.pid}`, contents)
  await rename(`${path}.${process.pid}`, path)
}

/** Name and licence of each package from which a file is bundled. */
async function licences(inputs) {
  const packages = new Set(
    inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
  )
  const texts = [...packages].sort().map(async (name) => {
    const text = await readFile(join(root, 'node_modules', name, 'LICENSE'), 'utf8')
    return `${name}\n\n${text.trim()}\n`
  })
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`)
}
