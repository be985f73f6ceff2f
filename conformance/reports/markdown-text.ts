import { printable } from './printable.js'

/** Lines of any text, fenced by more backticks than stand in a row in them. */
export function codeBlock(lines: readonly string[]): string {
  const safe = lines.map(printable)
  const longest = Math.max(2, ...safe.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, ...safe, fence].join('\n')
}

/** Text of one line that is nothing but text, wherever it stands. */
export function escaped(text: string): string {
  return printable(text).replaceAll(/[!-/:-@[-`{-~]/g, (character) =>
    /[.,:;'()/"%?=-]/.test(character) ? character : `\\${character}`,
  )
}
