import { z } from 'zod'
import type { JournalEntry } from '../../journal/entries.js'
import { journalEntrySchema } from '../../journal/entry-schema.js'
import { jsonRoute } from './route.js'
import type { ControllerView } from './scope.js'

const KINDS = [
  'exchange',
  'session',
  'clock',
  'fault',
  'controller',
  'subscription',
  'call',
] as const satisfies readonly JournalEntry['kind'][]

/** The first seq that is wanted. */
export const sinceSchema = z.coerce.number().int().nonnegative().default(0)

const journalQuerySchema = z.strictObject({
  since: sinceSchema,
  kind: z.array(z.enum(KINDS)).optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
})

/** Entries of a journal, oldest first, and where to go on. */
export const journalPartSchema = z.object({
  entries: z.array(journalEntrySchema as unknown as z.ZodType<JournalEntry>),
  dropped: z.number().int().describe('how many old entries are gone'),
  next: z.number().int().describe('seq from which to go on'),
})

/** A piece of a journal. */
export type JournalPart = z.output<typeof journalPartSchema>

/** Which piece of a journal is wanted. */
export interface JournalQuery {
  /** First seq; 0 unless given. */
  since?: number
  /** Kinds of entries; all unless given. */
  kind?: NonNullable<z.output<typeof journalQuerySchema>['kind']>
  /** How many entries at most; 1000 unless given. */
  limit?: number
}

/** Reads the journal piece by piece. */
export const journalRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/journal',
    what: 'Journal entries from ?since=<seq> on, of each ?kind= that is named, ?limit=<n> (1000) at most; "next" is where to go on.',
    query: journalQuerySchema,
    reply: journalPartSchema,
    answer({ journal }: ControllerView, { query: { since, kind, limit } }) {
      const kinds = kind === undefined ? undefined : new Set<string>(kind)
      const { dropped } = journal
      const entries: JournalEntry[] = []
      let index = Math.max(0, since - dropped)
      for (; index < journal.entries.length && entries.length < limit; index++) {
        const entry = journal.entries[index]!
        if (kinds === undefined || kinds.has(entry.kind)) entries.push(entry)
      }
      return { entries, dropped, next: dropped + Math.min(index, journal.entries.length) }
    },
  }),
]
