import type { BlueprintTask } from './apstra-tasks.js'
import { ClientError, type ControllerAnswer, ControllerError, ThrottledError } from './errors.js'

/** Saved session data that cannot be meant. */
export class InvalidSessionDataError extends ClientError {
  override name = 'InvalidSessionDataError'
  /** The key that is missing or wrong. */
  readonly key: string

  constructor(key: string, expected: string, found: string) {
    super(`invalid session data, ${key}: expected ${expected}, found ${found}; save the session anew`)
    this.key = key
  }
}

/** The controller does not accept the token of a saved session, and there is no password to log in with. */
export class SessionEndedError extends ControllerError {
  override name = 'SessionEndedError'

  constructor(what: string, answer: ControllerAnswer) {
    super(what, answer, 'the session has ended: log in anew, or give the password to restore')
  }
}

/** A login is needed, and the client was made without a password. */
export class NoCredentialsError extends ClientError {
  override name = 'NoCredentialsError'

  constructor() {
    super('login: there is no live session, and the client was given no password to open one')
  }
}

/** Whatever answers at the URL does not answer like an Apstra server. */
export class WrongServerError extends ControllerError {
  override name = 'WrongServerError'
}

/** The controller turns logins from this address away for a while, after too many of them or after wrong passwords. */
export class TooManyLoginsError extends ThrottledError {
  override name = 'TooManyLoginsError'

  constructor(answer: ControllerAnswer) {
    super('login', answer, 'wait for the end of the ban, three minutes unless configured otherwise')
  }
}

/** The remote provider that the controller asks about passwords did not answer it in time. */
export class ProviderTimeoutError extends ThrottledError {
  override name = 'ProviderTimeoutError'

  constructor(answer: ControllerAnswer) {
    super('login', answer, 'look after the LDAP, RADIUS or TACACS+ server behind the controller')
  }
}

/** There is an object of that name or id already. */
export class AlreadyExistsError extends ControllerError {
  override name = 'AlreadyExistsError'
}

/** Several objects of a collection have the label that was looked for. */
export class AmbiguousLabelError extends ClientError {
  override name = 'AmbiguousLabelError'
  /** Ids of all of them. */
  readonly ids: readonly string[]

  constructor(collection: string, label: string, ids: readonly string[]) {
    super(
      `${collection}: expected one object "${label}", found ${ids.length}; choose by id: ${ids.join(', ')}`,
    )
    this.ids = ids
  }
}

/** Who holds the lock of a blueprint, as far as the controller tells. */
export interface LockHolder {
  userId: string
  username: string
}

/** Somebody else's staged changes, or somebody's explicit lock, keep others from changing a blueprint. */
export class BlueprintLockedError extends ControllerError {
  override name = 'BlueprintLockedError'
  /** Undefined where the controller does not tell: it hides the name from users without permission. [C: UG] */
  readonly holder: LockHolder | undefined

  constructor(what: string, answer: ControllerAnswer, holder: LockHolder | undefined) {
    super(what, answer, 'wait until its holder commits, reverts or unlocks')
    this.holder = holder
  }
}

/** A task of a blueprint ended without success. */
export class TaskFailedError extends ClientError {
  override name = 'TaskFailedError'
  /** Its last state. */
  readonly task: BlueprintTask

  constructor(task: BlueprintTask) {
    const { errors, error_code: code } = task.detailed_status ?? {}
    const said = errors === undefined ? '' : ` ${JSON.stringify(errors)}`
    super(`task ${task.id}: ended as "${task.status}"${code === undefined ? '' : `, ${code}`}${said}`)
    this.task = task
  }
}

/** A task did not end in the time that its caller gave it; it goes on. */
export class TaskTimeoutError extends ClientError {
  override name = 'TaskTimeoutError'
  /** Its last known state; undefined where it could not be read at all. */
  readonly task: BlueprintTask | undefined

  /** @param timeoutMs how long it was waited for, in ms */
  constructor(taskId: string, timeoutMs: number, task: BlueprintTask | undefined, cause?: unknown) {
    const state = task === undefined ? 'its state could not be read' : `it is still "${task.status}"`
    super(`task ${taskId}: not ended within ${timeoutMs} ms, ${state}; wait for it again`, { cause })
    this.task = task
  }
}

/** How a controller says that a blueprint is locked, and by whom. [L: GOSDK; without a holder G] */
const LOCKED = /\block(?:ed)?\b(?:.*?user_id: (?<userId>[^,]*), username: (?<username>[^,]*))?/i

/** The lock that an answer speaks of; undefined when it speaks of none. */
export function lockError(what: string, answer: ControllerAnswer): BlueprintLockedError | undefined {
  const match = answer.status === 409 ? LOCKED.exec(answer.text) : null
  if (match === null) return undefined
  const { userId, username } = match.groups ?? {}
  const holder = userId === undefined || username === undefined ? undefined : { userId, username }
  return new BlueprintLockedError(what, answer, holder)
}
