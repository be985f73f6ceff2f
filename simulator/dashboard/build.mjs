/** Builds the page into dist/simulator/dashboard: one script, one style sheet, one document, no other asset. */
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const sources = dirname(fileURLToPath(import.meta.url))
const built = join(sources, '..', '..', 'dist', 'simulator', 'dashboard')

await mkdir(built, { recursive: true })
await build({
  entryPoints: [join(sources, 'page.tsx'), join(sources, 'page.css')],
  outdir: built,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2023',
  charset: 'utf8',
  legalComments: 'none',
  tsconfig: join(sources, 'tsconfig.json'),
  logLevel: 'warning',
})
await copyFile(join(sources, 'index.html'), join(built, 'index.html'))
