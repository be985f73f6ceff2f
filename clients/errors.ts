/** Anything that a reference client throws. Messages never contain passwords or tokens. */
export class ClientError extends Error {
  override name = 'ClientError'
}

/** No answer came within the request time-out. A write may or may not have been carried out. */
export class RequestTimeoutError extends ClientError {
  override name = 'RequestTimeoutError'
}

/** The connection could not be made, or broke. A write may or may not have been carried out. */
export class ConnectionError extends ClientError {
  override name = 'ConnectionError'
}

/** The client was closed. */
export class ClosedError extends ClientError {
  override name = 'ClosedError'
}

/** An answer of the controller that is not a success. */
export class ControllerError extends ClientError {
  override name = 'ControllerError'
  /** HTTP status. */
  readonly status: number
  /** The controller's own words, where it gave any. */
  readonly text: string
  /** The controller's own error code, where it has such codes. */
  readonly code: string | undefined

  /** @param what the request that failed, such as `GET /api/class/fvTenant.json` */
  constructor(what: string, answer: { status: number; text: string; code?: string | undefined }) {
    super(`${what}: the controller answered ${answer.status}${answer.text === '' ? '' : ` "${answer.text}"`}`)
    this.status = answer.status
    this.text = answer.text
    this.code = answer.code
  }
}

/** The user may not do this; logging in again would not help. */
export class PermissionError extends ControllerError {
  override name = 'PermissionError'
}

/** The controller refuses the user name, password or certificate. Not tried again, so as not to lock the account. */
export class AuthenticationError extends ControllerError {
  override name = 'AuthenticationError'
}

/** The controller goes on refusing the session although the client logged in anew. */
export class SessionRefusedError extends ControllerError {
  override name = 'SessionRefusedError'
}

/** The controller asks to slow down, and went on asking until the client's patience was over. */
export class ThrottledError extends ControllerError {
  override name = 'ThrottledError'
}
