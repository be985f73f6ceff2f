import type { ControllerKind, JournalEntry } from './entries.js'

/** Format of a journal file that this release writes and reads. */
export const JOURNAL_FILE_FORMAT = 1

/** First line of a journal file: says what the file is. */
export interface JournalFileHeader {
  midrun: 'journal'
  format: number
  /** Release that wrote it. */
  version: string
  /** Real instant at which the server was started, in ISO 8601. */
  startedAt: string
  /** Controllers whose entries follow. */
  controllers: ControllerKind[]
}

/** A journal file's first line, line feed included. */
export function headerLine(header: Omit<JournalFileHeader, 'midrun' | 'format'>): string {
  return `${JSON.stringify({ midrun: 'journal', format: JOURNAL_FILE_FORMAT, ...header })}\n`
}

/** An entry as a line of a journal file, line feed included; it names its controller, for a file may be of several. */
export function entryLine(controller: ControllerKind, entry: JournalEntry): string {
  return `${JSON.stringify({ controller, ...entry })}\n`
}
