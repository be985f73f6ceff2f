/**
 * What a terminal, or a reader of a log, would take for more than text: control characters of both sets, and marks
 * that turn the direction of writing; and what neither XML nor YAML can hold.
 */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Cs}/gu

/** Text of one line that does no harm wherever it is shown: what would is written as an escape, such as `\x1b`. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (character) => {
    const code = character.charCodeAt(0).toString(16)
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

/** JSON that does no harm when it is printed: the same value, with what would written as escapes. */
export function printableJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) =>
      line.replaceAll(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
    )
    .join('\n')}\n`
}
