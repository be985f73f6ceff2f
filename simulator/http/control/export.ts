import { z } from 'zod'
import type { JournalEntry } from '../../journal/entries.js'
import { harText } from '../../journal/har.js'
import { packageVersion } from '../version.js'
import { sinceSchema } from './journal.js'
import { textRoute } from './route.js'
import type { ControllerView } from './scope.js'

const querySchema = z.strictObject({ since: sinceSchema })

/** The journal as files. */
export const exportRoutes = [
  textRoute({
    method: 'GET',
    path: '/har',
    what: 'The exchanges of the journal from ?since=<seq> on as a HAR 1.2 file, without secrets.',
    query: querySchema,
    contentType: 'application/json',
    schema: z.object({
      log: z.looseObject({ version: z.literal('1.2'), entries: z.array(z.looseObject({})) }),
    }),
    headers: ({ kind }: ControllerView) => attachment(`midrun-${kind}.har`),
    answer: (view: ControllerView, { query: { since }, site, origin }) => {
      const url = site.controllers.find(({ scope }) => scope.kind === view.kind)?.url
      return harText(entriesFrom(view, since), { origin: url ?? origin, version: packageVersion })
    },
  }),
  textRoute({
    method: 'GET',
    path: '/journal.jsonl',
    what: 'The journal from ?since=<seq> on as a file, one JSON object a line.',
    query: querySchema,
    contentType: 'application/x-ndjson',
    headers: ({ kind }: ControllerView) => attachment(`midrun-${kind}.jsonl`),
    answer: (view: ControllerView, { query: { since } }) => lines(entriesFrom(view, since)),
  }),
]

/** Entries that there are now; those that come while a file is sent are not part of it. */
function entriesFrom({ journal }: ControllerView, since: number): JournalEntry[] {
  return journal.entries.slice(Math.max(0, since - journal.dropped))
}

function* lines(entries: readonly JournalEntry[]): Generator<string> {
  for (const entry of entries) yield `${JSON.stringify(entry)}\n`
}

function attachment(name: string): Record<string, string> {
  return { 'Content-Disposition': `attachment; filename="${name}"`, 'Cache-Control': 'no-store' }
}
