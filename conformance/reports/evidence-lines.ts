import type { JournalEntry } from '../../simulator/index.js'
import { describeEntry } from '../prove/time-line.js'
import type { Recording } from '../rules/recording.js'
import type { Finding } from '../rules/rule.js'
import { printable } from './printable.js'

/** Entries of one finding that are shown. */
const MOST_LINES = 8
/** Characters of a line that are shown. */
const LONGEST_LINE = 200
/** Characters of a message that are shown. */
const LONGEST_MESSAGE = 1000
/** Findings of a rule that are shown; the JSON report has all of them. */
const MOST_FINDINGS = 5

/** One entry of a journal as a report shows it. */
export interface ShownEntry {
  entry: JournalEntry
  /** A line that begins with the instant, safe to print. */
  line: string
}

/** A finding as a report shows it, safe to print. */
export interface ShownFinding {
  message: string
  entries: readonly ShownEntry[]
  /** The entries as lines, and a last line that counts those that are left out. */
  lines: readonly string[]
}

/** Findings as a report shows them. */
export interface ShownFindings {
  shown: readonly ShownFinding[]
  /** How many are left out. */
  more: number
}

/** Gives the evidence of findings in one recording as lines of a time line, safe to print. */
export function evidenceOf(recording: Recording): (finding: Finding) => string[] {
  const evidence = entriesOf(recording)
  return (finding) => linesOf(evidence(finding))
}

/** Gives findings in one recording with their evidence, both cut to what a person can take in. */
export function findingsOf(recording: Recording): (findings: readonly Finding[]) => ShownFindings {
  const evidence = entriesOf(recording)
  return (findings) => ({
    shown: findings.slice(0, MOST_FINDINGS).map((finding) => {
      const entries = evidence(finding)
      const message = shortMessage(printable(shortMessage(finding.message)))
      return { message, entries: entries.slice(0, MOST_LINES), lines: linesOf(entries) }
    }),
    more: Math.max(0, findings.length - MOST_FINDINGS),
  })
}

function entriesOf({ entries }: Recording): (finding: Finding) => ShownEntry[] {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]))
  return ({ evidence }) =>
    evidence.flatMap((seq) => {
      const entry = bySeq.get(seq)
      const line = entry === undefined ? undefined : describeEntry(entry)
      return entry === undefined || line === undefined ? [] : [{ entry, line: shownLine(line.trimStart()) }]
    })
}

function linesOf(entries: readonly ShownEntry[]): string[] {
  const lines = entries.map(({ line }) => line)
  if (lines.length <= MOST_LINES) return lines
  return [...lines.slice(0, MOST_LINES), `... and ${lines.length - MOST_LINES} more`]
}

/** Text of a client as a line safe to print, cut to what fits on one. */
export function shownLine(text: string): string {
  return cut(printable(cut(text, LONGEST_LINE)), LONGEST_LINE)
}

/** The message of a finding, without the end of one that a client made very long. */
export function shortMessage(message: string): string {
  return cut(message, LONGEST_MESSAGE)
}

/** At most so many characters, and no half of one. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const end = /[\ud800-\udbff]/.test(text[most - 1]!) ? most - 1 : most
  return `${text.slice(0, end)}...`
}
