export type * from './entries.js'
export { CONTROLLER_KINDS } from './entries.js'
export { asJournalEntry, journalEntrySchema } from './entry-schema.js'
export { Journal, type JournalListener } from './journal.js'
export {
  entryLine,
  headerLine,
  JOURNAL_FILE_FORMAT,
  type JournalFileHeader,
} from './journal-lines.js'
export { MASKED, Redaction } from './redaction.js'
