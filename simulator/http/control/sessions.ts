import { z } from 'zod'
import type { SessionView } from '../../controller.js'
import { ControlError, type ControlRoute, checked, isoInstant } from './route.js'

const userSchema = z.strictObject({ user: z.string().min(1) })

/** Shows sessions, ends them, and plays the part of other clients of the same account. */
export const sessionRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/sessions',
    what: 'Live sessions and those that ended lately, oldest first, with the instants at which their limits strike.',
    answer({ simulator }) {
      const wallMinusMonotonicMs = simulator.clock.wallMs() - simulator.clock.monotonicMs()
      const iso = (atMs: number) => isoInstant(wallMinusMonotonicMs + atMs)
      return { value: { sessions: simulator.controller.sessions().map((view) => withInstants(view, iso)) } }
    },
  },
  {
    method: 'DELETE',
    path: '/sessions/:id',
    what: 'Ends a live session as an administrator would.',
    answer({ simulator }, { params }) {
      const id = params.id!
      if (!simulator.controller.terminate(id)) {
        throw new ControlError(
          `expected the id of a live session, found ${JSON.stringify(id)}; GET sessions lists them`,
          404,
        )
      }
      return { value: { terminated: id } }
    },
  },
  {
    method: 'POST',
    path: '/login-elsewhere',
    what: 'Somebody else logs in with the account {"user":"admin"}.',
    answer({ simulator }, { body }) {
      const { user } = checked(userSchema, body)
      if (!simulator.controller.loginElsewhere(user)) throw unknownUser(user)
      return { value: { user } }
    },
  },
  {
    method: 'POST',
    path: '/logout-elsewhere',
    what: 'Another client of the account {"user":"admin"} logs out.',
    answer({ simulator }, { body }) {
      const { user } = checked(userSchema, body)
      if (!simulator.controller.logoutElsewhere(user)) throw unknownUser(user)
      return { value: { user } }
    },
  },
]

function unknownUser(user: string): ControlError {
  return new ControlError(
    `user: expected the name of an account of this controller, found ${JSON.stringify(user)}`,
  )
}

function withInstants(view: SessionView, iso: (atMs: number) => string): unknown {
  const deadlinesAt = Object.fromEntries(
    Object.entries(view.deadlines).map(([name, atMs]) => [name, iso(atMs)]),
  )
  return {
    ...view,
    bornAt: iso(view.bornMs),
    lastUsedAt: iso(view.lastUsedMs),
    deadlinesAt,
    ...(view.ended === undefined ? {} : { ended: { ...view.ended, at: iso(view.ended.atMs) } }),
  }
}
