import { styleText } from 'node:util'

/** Where a story is printed. */
export interface Terminal {
  write(text: string): void
  /** Whether a line can be written over, so that a clock can be seen ticking. */
  live: boolean
  /** Whether text may have colours. */
  color: boolean
}

/** The terminal on standard output; without colours where `NO_COLOR` is set, and plain lines where it is none. */
export function standardOutput(): Terminal {
  const live = process.stdout.isTTY === true && process.env.TERM !== 'dumb'
  return {
    write: (text) => process.stdout.write(text),
    live,
    color: live && (process.env.NO_COLOR ?? '') === '',
  }
}

/** Columns that a story fits in. */
export const WIDTH = 80

/** How a piece of text stands out. */
export type Style = 'bold' | 'dim' | 'red' | 'green'

/** Text in a style, where the terminal has any. */
export function styled({ color }: Terminal, style: Style, text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/** Text in lines that fit behind an indent, broken between words. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, indent + line]
}

/** Text of a wire in lines that fit behind an indent; nothing but line ends is added, after a comma or colon if possible. */
export function folded(text: string, indent: string): string[] {
  const room = WIDTH - indent.length
  const pieces = new RegExp(`.{1,${room}}$|.{${Math.ceil(room / 2)},${room}}(?<=[,:])|.{1,${room}}`, 'g')
  return (text.match(pieces) ?? []).map((piece) => indent + piece)
}
