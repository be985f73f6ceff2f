import { malformedPattern } from './query-errors.js'

type CharacterTest = (char: string) => boolean

/** Any run of characters, also none. */
const RUN = Symbol('run')

type Piece = CharacterTest | typeof RUN

/** Characters of which a text is a literal pattern, that of most names and DNs. */
const LITERAL = /^[\w/:,@ -]*$/

/**
 * Compiles a pattern of `wcard`: it is found anywhere in a value; `^` and `$` tie it to the ends, `.` is any character,
 * `*` and `.*` any run, `[a-z]` a set, a backslash takes the next character for itself (dialect guess). Matching takes
 * time in proportion to pattern times value, whatever the pattern.
 * @throws ApicError 301 for a leading `*` [L: NI], an open set or a lone backslash at the end
 */
export function compileWildcard(pattern: string): (value: string) => boolean {
  if (LITERAL.test(pattern)) return (value) => value.includes(pattern)
  const pieces = piecesOf(pattern)
  return (value) => matches(pieces, value)
}

function piecesOf(pattern: string): Piece[] {
  if (pattern.startsWith('*')) throw malformedPattern(pattern)
  const anchored = pattern.startsWith('^')
  const tied = pattern.endsWith('$') && !pattern.endsWith('\\$')
  const pieces: Piece[] = anchored ? [] : [RUN]
  const end = pattern.length - (tied ? 1 : 0)
  for (let i = anchored ? 1 : 0; i < end; i++) {
    const char = pattern[i]!
    if (char === '*') pieces.push(RUN)
    else if (char === '.' && pattern[i + 1] === '*') {
      pieces.push(RUN)
      i++
    } else if (char === '.') pieces.push(() => true)
    else if (char === '\\') {
      if (++i >= end) throw malformedPattern(pattern)
      pieces.push(equals(pattern[i]!))
    } else if (char === '[') {
      const close = pattern.indexOf(']', i + 1)
      if (close < 0 || close >= end) throw malformedPattern(pattern)
      pieces.push(inSet(pattern.slice(i + 1, close)))
      i = close
    } else pieces.push(equals(char))
  }
  if (!tied) pieces.push(RUN)
  return pieces
}

function equals(wanted: string): CharacterTest {
  return (char) => char === wanted
}

function inSet(set: string): CharacterTest {
  const negated = set.startsWith('^')
  const ranges: [from: string, to: string][] = []
  for (let i = negated ? 1 : 0; i < set.length; i++) {
    const isRange = set[i + 1] === '-' && i + 2 < set.length
    ranges.push([set[i]!, isRange ? set[i + 2]! : set[i]!])
    if (isRange) i += 2
  }
  return (char) => ranges.some(([from, to]) => char >= from && char <= to) !== negated
}

/** After a mismatch the latest run takes one more character, and what follows it is tried again. */
function matches(pieces: readonly Piece[], value: string): boolean {
  let at = 0
  let piece = 0
  let afterRun = -1
  let retryAt = 0
  while (at < value.length || piece < pieces.length) {
    const wanted = pieces[piece]
    if (wanted === RUN) {
      afterRun = ++piece
      retryAt = at
    } else if (wanted !== undefined && at < value.length && wanted(value[at]!)) {
      piece++
      at++
    } else if (afterRun >= 0 && retryAt < value.length) {
      at = ++retryAt
      piece = afterRun
    } else return false
    if (piece === pieces.length && pieces.at(-1) === RUN) return true
  }
  return true
}
