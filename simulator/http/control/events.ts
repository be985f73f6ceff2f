import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../journal/entries.js'
import { type EventForm, EventStream, ReadersPlace } from './event-stream.js'
import { journalPartSchema, sinceSchema } from './journal.js'
import { type ControlRequest, type ControlRoute, checked } from './route.js'
import { kindSchema } from './scope.js'

const PLACE = `(?:${CONTROLLER_KINDS.join('|')}):\\d+`

/** The first seq that is wanted of each controller: `apic:12,fmc:3`. */
const sinceEachSchema = z
  .string()
  .regex(
    new RegExp(`^(?:${PLACE}(?:,${PLACE})*)?$`),
    'expected <controller>:<seq>, several with commas between',
  )
  .prefault('')
  .transform(
    (text) => new Map([...text.matchAll(/(\w+):(\d+)/g)].map(([, kind, seq]) => [kind, Number(seq)])),
  )

const querySchema = z.strictObject({ since: sinceSchema })
const queryEachSchema = z.strictObject({ since: sinceEachSchema })

/** Data of the `entries` of all controllers. */
export const controllerJournalPartSchema = journalPartSchema.extend({ controller: kindSchema })

/** Of one controller: its readers know which. */
const ONE: EventForm = {
  id: (places) => places.map(({ next }) => next).join(),
  head: () => '',
}
/** Of several, each named. */
const EACH: EventForm = {
  id: (places) => places.map(({ view, next }) => `${view.kind}:${next}`).join(),
  head: ({ kind }) => `"controller":"${kind}",`,
}

const reply = { status: 200, contentType: 'text/event-stream', schema: z.string() }

/** What happens, as it happens. */
export const eventRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/events',
    what: 'Server-sent events: "entries" with journal entries from ?since=<seq> on, "state" with clock, sessions and faults.',
    query: querySchema,
    reply,
    perform(view, request) {
      const places = [new ReadersPlace(view, startOf(querySchema, sinceSchema, request))]
      return { form: 'stream', run: (response) => new EventStream(response, places, ONE).open() }
    },
  },
  {
    method: 'GET',
    path: '/controllers/events',
    what: 'The events of all controllers in one stream: from ?since=<controller>:<seq>,... on; each says its "controller".',
    query: queryEachSchema,
    reply,
    perform(_view, request) {
      const since = startOf(queryEachSchema, sinceEachSchema, request)
      const places = request.site.controllers.map(
        ({ scope }) => new ReadersPlace(scope, since.get(scope.kind) ?? 0),
      )
      return { form: 'stream', run: (response) => new EventStream(response, places, EACH).open() }
    },
  },
]

/** Where a reader begins: where it lost its connection, if it says so, and else where its query says. */
function startOf<Since>(
  schema: z.ZodType<{ since: Since }>,
  sinceSchema: z.ZodType<Since>,
  { query, headers }: Pick<ControlRequest, 'query' | 'headers'>,
): Since {
  const { since } = checked(schema, query)
  const latest = headers['last-event-id']
  if (latest === undefined) return since
  return checked(z.object({ 'Last-Event-ID': sinceSchema }), { 'Last-Event-ID': latest })['Last-Event-ID']
}
