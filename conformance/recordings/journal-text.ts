import type { z } from 'zod'
import { asJournalEntry, type JournalEntry, journalEntrySchema } from '../../simulator/index.js'
import { printable } from '../reports/printable.js'
import { RecordingError } from './recording-error.js'

/**
 * Reads a journal: JSON lines, one entry each, or what `GET /__midrun/journal` answered.
 * @throws RecordingError that names the line
 */
export function readJournal(text: string): JournalEntry[] {
  const entries: JournalEntry[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `line ${index + 1}`
    const value = parsed(line, where)
    const found = isAnswer(value) ? value.entries : [value]
    for (const [at, entry] of found.entries()) {
      entries.push(entryOf(entry, isAnswer(value) ? `${where}, entry ${at}` : where))
    }
  }
  checkOrder(entries)
  return entries
}

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new RecordingError(
      `${where}: expected a journal entry in JSON, found ${JSON.stringify(printable(line.slice(0, 40)))}`,
    )
  }
}

function isAnswer(value: unknown): value is { entries: unknown[] } {
  return typeof value === 'object' && value !== null && 'entries' in value && Array.isArray(value.entries)
}

function entryOf(value: unknown, where: string): JournalEntry {
  const result = journalEntrySchema.safeParse(value)
  if (result.success) return asJournalEntry(result.data)
  throw new RecordingError(`${where}: ${misfit(result.error)}`)
}

function misfit({ issues }: z.ZodError): string {
  const [issue] = issues
  const path = issue!.path.map((step) => printable(String(step))).join('.')
  const message = printable(issue!.message.replace(/^./, (first) => first.toLowerCase()))
  return path === '' ? `expected a journal entry: ${message}` : `${path}: ${message}`
}

/** A journal that was put together wrongly would tell of refusals before logins. */
function checkOrder(entries: readonly JournalEntry[]): void {
  const wrong = entries.findIndex((entry, index) => index > 0 && entry.seq <= entries[index - 1]!.seq)
  if (wrong < 0) return
  const [before, after] = [entries[wrong - 1]!.seq, entries[wrong]!.seq]
  throw new RecordingError(
    `expected entries in the order of seq, found ${after} after ${before}: sort them by seq`,
  )
}
