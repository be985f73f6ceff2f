import { z } from 'zod'
import type { JournalEntry } from './entries.js'

const place = {
  seq: z.number().int().nonnegative(),
  atMs: z.number(),
  wallMs: z.number(),
}
const named = { session: z.string().optional(), token: z.string().optional() }

const auth = z.discriminatedUnion('outcome', [
  z.looseObject({ outcome: z.literal('public') }),
  z.looseObject({
    outcome: z.literal('accepted'),
    how: z.enum(['token', 'signature', 'bearer', 'none']),
    user: z.string(),
    ...named,
  }),
  z.looseObject({ outcome: z.literal('logged-in'), user: z.string(), session: z.string() }),
  z.looseObject({ outcome: z.literal('refused'), cause: z.string(), ...named }),
  z.looseObject({ outcome: z.literal('forbidden'), user: z.string(), ...named }),
  z.looseObject({ outcome: z.literal('bad-credentials'), user: z.string().optional(), cause: z.string() }),
  z.looseObject({ outcome: z.literal('throttled'), limit: z.string() }),
])

const exchange = z.looseObject({
  ...place,
  kind: z.literal('exchange'),
  purpose: z.enum(['login', 'refresh', 'logout', 'call']),
  request: z.looseObject({
    method: z.string(),
    target: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
  }),
  auth,
  response: z.looseObject({
    status: z.number().int(),
    reason: z.string(),
    headers: z.array(z.tuple([z.string(), z.string()])),
    body: z.string(),
  }),
  processingMs: z.number().nonnegative(),
})

const session = z.looseObject({
  ...place,
  kind: z.literal('session'),
  event: z.enum(['born', 'refreshed', 'ended']),
  session: z.string(),
  user: z.string(),
  token: z.string().optional(),
  tokenEndsMs: z.number().optional(),
  cause: z.string().optional(),
  endedMs: z.number().optional(),
})

const clock = z.looseObject({
  ...place,
  kind: z.literal('clock'),
  event: z.enum(['advance', 'freeze', 'run', 'step-wall']),
  byMs: z.number().optional(),
  rate: z.number().optional(),
})

const fault = z.looseObject({
  ...place,
  kind: z.literal('fault'),
  event: z.enum(['armed', 'fired', 'disarmed', 'held', 'released', 'given-up']),
  fault: z.string(),
  type: z.string(),
  request: z
    .looseObject({
      method: z.string(),
      target: z.string(),
      purpose: z.string().optional(),
      body: z.string().optional(),
    })
    .optional(),
  reply: z
    .looseObject({
      became: z.string(),
      status: z.number().int().optional(),
      retryAfterSeconds: z.number().nonnegative().optional(),
      carriedOut: z.boolean().optional(),
    })
    .optional(),
  held: z.string().optional(),
})

const controller = z.looseObject({
  ...place,
  kind: z.literal('controller'),
  event: z.enum(['restart', 'reset', 'timeouts']),
  timeouts: z.record(z.string(), z.number()).optional(),
})

const subscription = z.looseObject({
  ...place,
  kind: z.literal('subscription'),
  event: z.enum(['opened', 'closed', 'subscribed', 'refreshed', 'unsubscribed', 'expired', 'sent']),
  session: z.string(),
  subscriptions: z.array(z.string()).optional(),
  cause: z.string().optional(),
})

const call = z.looseObject({
  ...place,
  kind: z.literal('call'),
  call: z.number().int(),
  event: z.enum(['made', 'answered', 'failed']),
  operation: z.string(),
  status: z.number().optional(),
  error: z.string().optional(),
})

/** One entry of a journal as a file or an answer holds it: all that a rule looks at must be there, and more may be. */
export const journalEntrySchema = z.discriminatedUnion('kind', [
  exchange,
  session,
  clock,
  fault,
  controller,
  subscription,
  call,
])

/** An entry that was read. A journal of a later release may know more causes; no rule fails for one. */
export function asJournalEntry(read: z.output<typeof journalEntrySchema>): JournalEntry {
  return read as unknown as JournalEntry
}
