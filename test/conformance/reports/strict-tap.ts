/** One test point of a parsed document. */
export interface TapPoint {
  ok: boolean
  description: string
  directive?: { name: string; why: string }
  diagnostics?: Record<string, string | string[]>
  subtests?: TapPoint[]
}

const POINT = /^(not )?ok (\d+) - ((?:[^\\#]|\\[\\#])*?)(?: # (SKIP|TODO) ((?:[^\\#]|\\[\\#])*))?$/

/** Reads the part of TAP 14 that reports need, and is strict about all of it. @throws SyntaxError */
export function parseStrictTap(document: string): TapPoint[] {
  if (!document.endsWith('\n')) throw new SyntaxError('the last line has no end')
  const [version, ...lines] = document.slice(0, -1).split('\n')
  if (version !== 'TAP version 14') throw new SyntaxError(`no version: ${version}`)
  return readDocument(lines)
}

function readDocument(lines: string[]): TapPoint[] {
  const plan = /^1\.\.(\d+)$/.exec(lines.shift() ?? '')
  if (plan === null) throw new SyntaxError('no plan at the beginning')
  const points: TapPoint[] = []
  while (lines.length > 0) points.push(readPoint(lines, points.length + 1))
  if (points.length !== Number(plan[1])) throw new SyntaxError(`planned ${plan[1]}, found ${points.length}`)
  return points
}

function readPoint(lines: string[], number: number): TapPoint {
  const subtest = /^# Subtest: (.*)$/.exec(lines[0] ?? '')
  if (subtest !== null) lines.shift()
  const inner = takeIndented(lines, '    ')
  if ((subtest === null) !== (inner.length === 0)) throw new SyntaxError('a subtest without its comment')
  const line = lines.shift() ?? ''
  const match = POINT.exec(line)
  if (match === null || Number(match[2]) !== number) throw new SyntaxError(`no test point ${number}: ${line}`)
  const [, not, , description, name, why] = match
  if (subtest !== null && subtest[1] !== description) throw new SyntaxError('a subtest of another name')
  const block = takeIndented(lines, '  ')
  return {
    ok: not === undefined,
    description: unescaped(description!),
    ...(name === undefined ? {} : { directive: { name, why: unescaped(why!) } }),
    ...(block.length === 0 ? {} : { diagnostics: readYaml(block) }),
    ...(subtest === null ? {} : { subtests: readDocument(inner) }),
  }
}

function takeIndented(lines: string[], indent: string): string[] {
  const taken: string[] = []
  while (lines[0]?.startsWith(indent)) taken.push(lines.shift()!.slice(indent.length))
  return taken
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\\#])/g, '$1')
}

/** A map of double-quoted texts and of lists of them. */
function readYaml(block: string[]): Record<string, string | string[]> {
  if (block.shift() !== '---' || block.pop() !== '...')
    throw new SyntaxError('a YAML block without its marks')
  const values: Record<string, string | string[]> = {}
  while (block.length > 0) {
    const match = /^([a-z_]+):(?: (.+))?$/.exec(block.shift()!)
    if (match === null) throw new SyntaxError('no key in a YAML block')
    const [, key, scalar] = match
    if (scalar === '[]') values[key!] = []
    else if (scalar !== undefined) values[key!] = readScalar(scalar)
    else values[key!] = takeIndented(block, '  - ').map(readScalar)
  }
  return values
}

function readScalar(text: string): string {
  if (!/^".*"$/.test(text)) throw new SyntaxError(`no double-quoted text: ${text}`)
  return JSON.parse(text) as string
}
