export type * from './entries.js'
export { asJournalEntry, journalEntrySchema } from './entry-schema.js'
export { Journal, type JournalListener } from './journal.js'
export { MASKED, Redaction } from './redaction.js'
