/** Where an FMC says that an error came from [C: SPEC]. */
export type ErrorCategory = 'FRAMEWORK' | 'OTHER' | 'VALIDATION'

/** An error that the API reports; the name is the one that the server's own log uses. */
export class ApiException extends Error {
  readonly status: number
  readonly category: ErrorCategory

  /**
   * @param status HTTP status
   * @param description text for the client
   */
  constructor(status: number, description: string, category: ErrorCategory = 'FRAMEWORK') {
    super(description)
    this.name = 'ApiException'
    this.status = status
    this.category = category
  }
}

/** The JSON that wraps every error [C: go-fmc, XSOAR, SPEC]. */
export function errorBody({ category, message }: ApiException): string {
  return `{"error":{"category":"${category}","messages":[{"description":${JSON.stringify(message)}}],"severity":"ERROR"}}`
}

/** A well-formed request whose attributes do not fit [C for an unknown attribute: SPEC; likely for malformed JSON]. */
export function unprocessable(): ApiException {
  return new ApiException(422, 'Unprocessable Entity', 'OTHER')
}

/** A method that the URL does not offer; only the words `is not supported` are likely [fireREST]. */
export function methodNotSupported(method: string): ApiException {
  return new ApiException(405, `The method ${method} is not supported for this URL.`)
}
