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
  /** Method and path of the request that it happened to, without the query. */
  readonly request: string

  constructor(request: string, cause: Error) {
    super(`${request}: ${cause.message}${hintFor(cause)}`, { cause })
    this.request = request
  }

  /**
   * What went wrong: `untrusted`, the certificate is not accepted; `nobody-there`, nothing answers by that name and
   * port; `broken`, anything else.
   */
  get reason(): 'untrusted' | 'nobody-there' | 'broken' {
    const { code = '' } = this.cause as { code?: string }
    if (UNTRUSTED.test(code)) return 'untrusted'
    return NOBODY_THERE.has(code) ? 'nobody-there' : 'broken'
  }

  /**
   * Whether another try can be expected to end the same way: the certificate is not trusted, or, for `atFirst`, nobody
   * is there by that name and port.
   * @param atFirst whether there has been no answer at all yet, so that the address itself may be wrong
   */
  isLasting(atFirst: boolean): boolean {
    return this.reason === 'untrusted' || (atFirst && this.reason === 'nobody-there')
  }
}

/** What the runtime calls a certificate that it does not accept. */
const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS|ERR_SSL/
/** Those of them that go away once the authority is known. */
const UNKNOWN_AUTHORITY = /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/

function hintFor({ code = '' }: Error & { code?: string }): string {
  return UNKNOWN_AUTHORITY.test(code) ? '; give the certificate of its authority as `ca`' : ''
}

/** What it calls an address at which nobody listens, or a name that nobody has. */
const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'])

/** No controller was named. */
export class NoServerError extends ClientError {
  override name = 'NoServerError'

  constructor() {
    super(
      'url: expected scheme, host and port of a controller, such as https://apic.example.net; found nothing',
    )
  }
}

/** The client was closed. */
export class ClosedError extends ClientError {
  override name = 'ClosedError'
}

/** What an error tells of an answer. */
export interface ControllerAnswer {
  /** HTTP status. */
  status: number
  /** The controller's own words; empty where it gave none. */
  text: string
  /** The controller's own error code, where it has such codes. */
  code?: string | undefined
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

  /**
   * @param what the request that failed, such as `GET /api/class/fvTenant.json`
   * @param advice what was expected and what to do, where that is known
   */
  constructor(what: string, answer: ControllerAnswer, advice?: string) {
    const said = answer.text === '' ? '' : ` "${answer.text}"`
    super(
      `${what}: the controller answered ${answer.status}${said}${advice === undefined ? '' : `; ${advice}`}`,
    )
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
