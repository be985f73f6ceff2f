import { z } from 'zod'
import type { JournalEntry } from '../../journal/entries.js'
import { type ControlRoute, checked } from './route.js'

const KINDS = [
  'exchange',
  'session',
  'clock',
  'fault',
  'controller',
  'call',
] as const satisfies readonly JournalEntry['kind'][]

const querySchema = z.strictObject({
  since: z.coerce.number().int().nonnegative().default(0),
  kind: z.array(z.enum(KINDS)).optional(),
  limit: z.coerce.number().int().min(1).max(100_000).default(1000),
})

/** Reads the journal piece by piece. */
export const journalRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/journal',
    what: 'Journal entries from ?since=<seq> on, of each ?kind= that is named, ?limit=<n> (1000) at most; "next" is where to go on.',
    answer({ simulator: { journal } }, { query }) {
      const { since, kind, limit } = checked(
        querySchema,
        query.kind === undefined ? query : { ...query, kind: [query.kind].flat() },
      )
      const kinds = kind === undefined ? undefined : new Set<string>(kind)
      const { dropped } = journal
      const entries: JournalEntry[] = []
      let index = Math.max(0, since - dropped)
      for (; index < journal.entries.length && entries.length < limit; index++) {
        const entry = journal.entries[index]!
        if (kinds === undefined || kinds.has(entry.kind)) entries.push(entry)
      }
      return { value: { entries, dropped, next: dropped + Math.min(index, journal.entries.length) } }
    },
  },
]
