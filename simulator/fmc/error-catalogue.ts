/** Where an FMC says that an error came from [C: SPEC]. */
export type ErrorCategory = 'FRAMEWORK' | 'OTHER' | 'VALIDATION'

/** One error that the API reports. */
interface ErrorForm {
  status: number
  category: ErrorCategory
  /** What the client is told; `{name}` stands for a value that belongs to the case. */
  text: string
  /** When it is reported, with the source of status and text. */
  when: string
}

/** What the session, the limits and the addressing of the API report; each text can be set by an option. */
export const API_ERRORS = {
  authenticationFailed: {
    status: 401,
    category: 'FRAMEWORK',
    text: 'User authentication failed',
    when: 'Login with wrong, missing, malformed or locked credentials. [words C: fireREST; that all are alike: G]',
  },
  refreshTokenInvalid: {
    status: 401,
    category: 'FRAMEWORK',
    text: 'Invalid refresh token',
    when: 'Refresh token unknown, dead or used up. [words C: fireREST #75, FMCAnsible; status L; used up: G]',
  },
  bearerTokenInvalid: {
    status: 401,
    category: 'FRAMEWORK',
    text: 'SCC token is invalid',
    when: 'API token of cdFMC missing, unknown or revoked; "CDO token is invalid" is older. [C: fireREST 1.2.0, 1.2.4]',
  },
  restApiDisabled: {
    status: 403,
    category: 'FRAMEWORK',
    text: 'REST API is disabled.',
    when: 'Any request while the REST API is switched off. [G; that the switch exists C: DOC-215918, LAB-101]',
  },
  noApiAccess: {
    status: 403,
    category: 'FRAMEWORK',
    text: 'The user is not authorized to use the API.',
    when: 'Login of an account without any rights. [first words L: fireREST; rest G]',
  },
  userSessionLimit: {
    status: 403,
    category: 'FRAMEWORK',
    text: 'The maximum number of concurrent sessions for this user has been reached.',
    when: 'Login that option onSecondLogin rejects. [G]',
  },
  sessionLimit: {
    status: 403,
    category: 'FRAMEWORK',
    text: 'The maximum number of concurrent sessions has been reached.',
    when: 'Login beyond option maxSessions. [that there is a limit L: FMCAnsible; status and text G]',
  },
  notAuthorized: {
    status: 403,
    category: 'FRAMEWORK',
    text: 'The user is not authorized to perform this operation.',
    when: 'Call that the role of the account does not allow. [first words L: fireREST, LAB-105; rest G]',
  },
  wrongDomain: {
    status: 403,
    category: 'FRAMEWORK',
    text: 'The user is not authorized to access this domain.',
    when: 'Call in a domain that the account may not enter. [status L: LAB-105; rest G]',
  },
  unknownDomain: {
    status: 404,
    category: 'FRAMEWORK',
    text: 'The domain in the URL was not found.',
    when: 'Domain that does not exist, unless option unknownDomainStatus is 403. [G]',
  },
  urlNotFound: {
    status: 404,
    category: 'FRAMEWORK',
    text: 'The requested resource was not found',
    when: 'URL that names nothing. [status C: fireREST #46; text G]',
  },
  methodNotSupported: {
    status: 405,
    category: 'FRAMEWORK',
    text: 'The method {method} is not supported for this URL.',
    when: 'Method that the URL does not offer. [words "is not supported" L: fireREST; rest G]',
  },
  payloadTooLarge: {
    status: 422,
    category: 'FRAMEWORK',
    text: 'The payload is larger than {bytes} bytes.',
    when: 'Write beyond option maxPayloadBytes. [status L: fmcapi; text G]',
  },
  unprocessable: {
    status: 422,
    category: 'OTHER',
    text: 'Unprocessable Entity',
    when: 'Malformed JSON, or attributes that do not fit. [C for an unknown attribute: SPEC]',
  },
  tooManyRequests: {
    status: 429,
    category: 'FRAMEWORK',
    text: 'Too many requests. Please try again after some time.',
    when: 'Too many requests a minute, or at a time. [status C: LAB-104; text G]',
  },
  parallelWrite: {
    status: 429,
    category: 'FRAMEWORK',
    text: 'Parallel Add/Update/Delete operations are blocked. Please Retry the operation after sometime.',
    when: 'Write while another one is worked on; its status is option writeCollision. [last words L: go-fmc 0.2.1; rest G]',
  },
  searchServiceUnavailable: {
    status: 400,
    category: 'FRAMEWORK',
    text: 'Search Service n.a. Please try again.',
    when: 'Overload, form search-service. [C: go-fmc commit 14722d8]',
  },
  actionTypeNull: {
    status: 500,
    category: 'FRAMEWORK',
    text: 'The action type is null',
    when: 'Overload, form action-type-null. [L: wingpy]',
  },
  timedOut: {
    status: 504,
    category: 'FRAMEWORK',
    text: 'Request Timed Out. Retry after sometime.',
    when: 'Overload, form timed-out. [L: wingpy]',
  },
} as const satisfies Record<string, ErrorForm>

/** Name of an error in the catalogue. */
export type ApiErrorName = keyof typeof API_ERRORS

/** Text of each error, as an option may have changed it. */
export type ErrorTexts = Readonly<Record<ApiErrorName, string>>
