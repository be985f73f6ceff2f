import { join, relative } from 'node:path'
import { fixturePath } from '../../simulator/fixtures.js'
import { defaultCacheFolder } from '../../simulator/http/cache-folder.js'
import type { ControllerKind } from '../../simulator/journal/entries.js'
import type { Act } from './story.js'

/** A way to see again what an act shows. */
export type Reproduction =
  /** Arguments of a `midrun` command, the code that it ends with, and a text that it prints. */
  | { kind: 'judged'; command: readonly string[]; exitCode: 0 | 1; shows: string }
  /** Lines of a shell, which reach a fresh `midrun serve` of the controller at `$URL`; the last one prints a text. */
  | { kind: 'by-hand'; lines: readonly string[]; shows: string }

/** A program of the package's examples. */
export function exampleProgram(name: string): string {
  return fromHere(fixturePath(`programs/${name}`))
}

/** A client of the package with one defect. */
export function brokenClient(name: string): string {
  return fromHere(fixturePath(`../dist/conformance/broken/${name}.js`))
}

/** The file as it is named most shortly from the working directory. */
function fromHere(path: string): string {
  const near = relative(process.cwd(), path)
  return near.startsWith('..') ? path : near
}

/** What stands before lines that reach a controller by hand. */
export function byHandSetting(url = 'https://127.0.0.1:8443'): string {
  return `CA=${join(defaultCacheFolder(), 'ca.pem')}; URL=${url}`
}

/** The reproductions of a story's acts, ready to be copied. */
export function reproductionLines(controller: ControllerKind, acts: readonly Act[]): string[] {
  const judged = acts.flatMap(({ reproductions }, index) =>
    reproductions.flatMap((one) =>
      one.kind === 'judged'
        ? ['', `  # Act ${index + 1}; ends with ${one.exitCode}.`, ...commandLines(one.command)]
        : [],
    ),
  )
  const byHand = acts.flatMap(({ reproductions }, index) =>
    reproductions.flatMap((one) =>
      one.kind === 'by-hand'
        ? ['', `  # Act ${index + 1}, by hand.`, ...one.lines.map((line) => `  ${line}`)]
        : [],
    ),
  )
  if (byHand.length === 0) return judged
  return [
    ...judged,
    '',
    '  # A controller to talk to, in another shell:',
    `  npx midrun serve ${controller}`,
    '',
    `  ${byHandSetting()}`,
    ...byHand,
  ]
}

/** A command in lines that a shell takes for one. */
function commandLines(command: readonly string[]): string[] {
  const lines = [`  npx midrun ${command[0]}`]
  for (const word of command.slice(1)) {
    const last = lines.at(-1)!
    if (last.length + 1 + word.length > 78) lines.splice(-1, 1, `${last} \\`, `    ${word}`)
    else lines.splice(-1, 1, `${last} ${word}`)
  }
  return lines
}
