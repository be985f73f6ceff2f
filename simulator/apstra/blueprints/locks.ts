import { filledIn } from '../../text.js'
import type { ApstraOptions } from '../options.js'
import type { Json } from '../python-json.js'
import { permits } from '../roles.js'
import type { User, UserDirectory } from '../users.js'
import type { Blueprint, Lock } from './blueprint.js'

/** Whether a user may lift somebody else's lock. [which permission: guess] */
export function mayOverride(user: User): boolean {
  return permits(user.roles, 'administer')
}

/** What is told to somebody who is kept out. @param text of the message, with names in braces */
export function lockedText(
  text: string,
  { origin }: Blueprint,
  { userId }: Lock,
  users: UserDirectory,
): string {
  const { username, firstName, lastName } = holderOf(userId, users)
  const names = { user_id: userId, username, first_name: firstName, last_name: lastName }
  return filledIn(text, { id: origin.id, ...names })
}

/** What is told to somebody who may not lift a lock. [part of it L: GOSDK] */
export function unlockText({ origin }: Blueprint, { username }: User): string {
  return `User ${username} does not have enough permissions to unlock blueprint ${origin.id}`
}

/** The reply of lock-status. [C: SPEC6, GOSDK; null for nobody and for a hidden holder: guess] */
export function describeLock(
  { lock }: Blueprint,
  caller: User,
  users: UserDirectory,
  { lockStatus, lockHolderHidden }: ApstraOptions,
): Json {
  const type = lockStatus === 'full' ? { lock_type: lock?.type ?? 'unlocked' } : {}
  if (lock === undefined) {
    return { lock_status: 'unlocked', ...type, ...namesOf(undefined), possible_override: false }
  }
  const isOwn = lock.userId === caller.id
  const isHidden = lockHolderHidden && !isOwn && !mayOverride(caller)
  return {
    lock_status: users.withId(lock.userId) === undefined ? 'locked_by_deleted_user' : 'locked',
    ...type,
    ...namesOf(isHidden ? undefined : lock.userId, users),
    possible_override: !isOwn && mayOverride(caller),
  }
}

function namesOf(userId: string | undefined, users?: UserDirectory): Record<string, Json> {
  if (userId === undefined || users === undefined) {
    return { user_id: null, username: null, first_name: null, last_name: null }
  }
  const { username, firstName, lastName } = holderOf(userId, users)
  return { user_id: userId, username, first_name: firstName, last_name: lastName }
}

/** The user of that id; one who was deleted has no names any more. [guess] */
function holderOf(userId: string, users: UserDirectory): Pick<User, 'username' | 'firstName' | 'lastName'> {
  return users.withId(userId) ?? { username: '', firstName: '', lastName: '' }
}
