import { empty, errors, json } from '../answers.js'
import type { ApstraOptions } from '../options.js'
import type { RouteTable } from '../routes.js'
import type { UserDirectory } from '../users.js'
import type { ForBlueprint } from './blueprint-endpoints.js'
import { describeLock, lockedText, mayOverride, unlockText } from './locks.js'

/** Adds what tells about the lock of a blueprint, and where there is one, what sets and lifts it on purpose. */
export function addLockEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  users: UserDirectory,
  forBlueprint: ForBlueprint,
): void {
  if (options.lockStatus === 'none') return
  routes.add('/api/blueprints/{id}/lock-status', {
    GET: {
      access: 'read',
      answer: forBlueprint((blueprint, { caller }) =>
        json(200, describeLock(blueprint, caller, users, options)),
      ),
    },
  })
  // Locks on purpose came together with lock_type. [C from 5.1: SPEC6]
  if (options.lockStatus !== 'full') return
  routes.add('/api/blueprints/{id}/lock-blueprint', {
    PUT: {
      access: 'write',
      // One's own staged changes do not stand in the way; a lock on purpose does, also one's own. [409 C: SPEC6; rest guess]
      answer: forBlueprint((blueprint, { caller }) => {
        const { lock } = blueprint
        if (lock !== undefined && (lock.type === 'lock_by_user' || lock.userId !== caller.id)) {
          return errors(409, lockedText(options.messages.locked, blueprint, lock, users))
        }
        blueprint.lockedBy = caller.id
        return empty(202)
      }),
    },
  })
  routes.add('/api/blueprints/{id}/unlock-blueprint', {
    PUT: {
      access: 'write',
      // Staged changes go on locking the blueprint. [202 and 422 C: SPEC6; that, and unlocking nothing: guess]
      answer: forBlueprint((blueprint, { caller }) => {
        const { lock } = blueprint
        if (lock !== undefined && lock.userId !== caller.id && !mayOverride(caller)) {
          return errors(422, unlockText(blueprint, caller))
        }
        blueprint.lockedBy = undefined
        return empty(202)
      }),
    },
  })
}
