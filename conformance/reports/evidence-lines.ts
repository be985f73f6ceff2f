import { describeEntry } from '../prove/time-line.js'
import type { Recording } from '../rules/recording.js'
import type { Finding } from '../rules/rule.js'
import { printable } from './printable.js'

/** Entries of one finding that are shown. */
const MOST_LINES = 8
/** Characters of a line that are shown. */
const LONGEST_LINE = 200

/** Gives the evidence of findings in one recording as lines of a time line, safe to print. */
export function evidenceOf({ entries }: Recording): (finding: Finding) => string[] {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  return ({ evidence }) => {
    const lines = evidence.flatMap((seq) => {
      const entry = bySeq.get(seq)
      const line = entry === undefined ? undefined : describeEntry(entry)
      return line === undefined ? [] : [shortened(printable(line.trimStart()))]
    })
    if (lines.length <= MOST_LINES) return lines
    return [...lines.slice(0, MOST_LINES), `... and ${lines.length - MOST_LINES} more`]
  }
}

function shortened(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE)}...`
}
