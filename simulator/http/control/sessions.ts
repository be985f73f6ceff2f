import { z } from 'zod'
import type { SessionView } from '../../controller.js'
import type { EndCause } from '../../journal/entries.js'
import { ControlError, isoInstant, jsonRoute } from './route.js'
import type { ControllerView, ControlScope } from './scope.js'

const END_CAUSES = [
  'token-expired',
  'idle',
  'absolute',
  'logout',
  'superseded',
  'terminated',
  'restart',
  'refused-refresh',
  'user-changed',
] as const satisfies readonly EndCause[]

const limits = <T extends z.ZodType>(instant: T) =>
  z.object({
    token: instant.optional(),
    idle: instant.optional(),
    absolute: instant.optional(),
    refresh: instant.optional(),
  })

/** A session as the control API shows it: instants in monotonic ms, and as time of day in the members with `At`. */
export const sessionSchema = z.object({
  id: z.string(),
  user: z.string(),
  state: z.enum(['live', 'ended']),
  bornMs: z.number(),
  lastUsedMs: z.number(),
  refreshes: z.number().int(),
  refreshesLeft: z.number().nullable().describe('null where the controller sets no limit'),
  deadlines: limits(z.number()).describe('when each limit strikes if nothing more is heard of it'),
  ended: z.object({ atMs: z.number(), cause: z.enum(END_CAUSES), at: z.iso.datetime() }).optional(),
  bornAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime(),
  deadlinesAt: limits(z.iso.datetime()),
})

/** A session as the control API shows it. */
export type ShownSession = z.output<typeof sessionSchema>

const userSchema = z.strictObject({ user: z.string().min(1) })

/** Shows sessions. */
export const sessionReadRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/sessions',
    what: 'Live sessions and those that ended lately, oldest first, with the instants at which their limits strike.',
    reply: z.object({ sessions: z.array(sessionSchema) }),
    answer: (view: ControllerView) => ({ sessions: shownSessions(view) }),
  }),
]

/** Ends sessions, and plays the part of other clients of the same account. */
export const sessionRoutes = [
  jsonRoute({
    method: 'DELETE',
    path: '/sessions/:id',
    what: 'Ends a live session as an administrator would.',
    reply: z.object({ terminated: z.string() }),
    answer({ simulator }: ControlScope, { params }) {
      const id = params.id!
      if (!simulator.controller.terminate(id)) {
        throw new ControlError(
          `expected the id of a live session, found ${JSON.stringify(id)}; GET sessions lists them`,
          404,
        )
      }
      return { terminated: id }
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/login-elsewhere',
    what: 'Somebody else logs in with the account {"user":"admin"}.',
    body: userSchema,
    reply: userSchema,
    answer({ simulator }: ControlScope, { body: { user } }) {
      if (!simulator.controller.loginElsewhere(user)) throw unknownUser(user)
      return { user }
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/logout-elsewhere',
    what: 'Another client of the account {"user":"admin"} logs out.',
    body: userSchema,
    reply: userSchema,
    answer({ simulator }: ControlScope, { body: { user } }) {
      if (!simulator.controller.logoutElsewhere(user)) throw unknownUser(user)
      return { user }
    },
  }),
]

/** The sessions of a controller as `GET /sessions` shows them. */
export function shownSessions(view: ControllerView): ShownSession[] {
  const { now, monotonicMs } = view.clock()
  const wallMinusMonotonicMs = Date.parse(now) - monotonicMs
  const iso = (atMs: number) => isoInstant(wallMinusMonotonicMs + atMs)
  return view.sessions().map((session) => withInstants(session, iso))
}

function unknownUser(user: string): ControlError {
  return new ControlError(
    `user: expected the name of an account of this controller, found ${JSON.stringify(user)}`,
  )
}

function withInstants({ ended, ...session }: SessionView, iso: (atMs: number) => string): ShownSession {
  const deadlinesAt = Object.fromEntries(
    Object.entries(session.deadlines).map(([name, atMs]) => [name, iso(atMs)]),
  )
  return {
    ...session,
    ...(ended === undefined ? {} : { ended: { ...ended, at: iso(ended.atMs) } }),
    bornAt: iso(session.bornMs),
    lastUsedAt: iso(session.lastUsedMs),
    deadlinesAt,
  }
}
