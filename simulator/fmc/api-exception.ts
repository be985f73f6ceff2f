import { filledIn } from '../text.js'
import { API_ERRORS, type ApiErrorName, type ErrorCategory, type ErrorTexts } from './error-catalogue.js'

export type { ErrorCategory } from './error-catalogue.js'

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

  /** What the client is told, given the texts that the catalogued errors have. */
  description(_texts: ErrorTexts): string {
    return this.message
  }
}

/** An error of the catalogue. Its text is looked up when it is sent, for an option may have changed it. */
export class CataloguedException extends ApiException {
  readonly #error: ApiErrorName
  readonly #values: Readonly<Record<string, string>>

  /**
   * @param values what stands for each `{name}` in the text
   * @param status HTTP status, where it is not the catalogued one
   */
  constructor(error: ApiErrorName, values: Readonly<Record<string, string>> = {}, status?: number) {
    const { status: usual, category, text } = API_ERRORS[error]
    super(status ?? usual, filledIn(text, values), category)
    this.#error = error
    this.#values = values
  }

  override description(texts: ErrorTexts): string {
    return filledIn(texts[this.#error], this.#values)
  }
}

/**
 * The JSON that wraps every error [C: go-fmc, XSOAR, SPEC].
 * @param description text for the client; a message without one is an empty object [L: wingpy]
 */
export function errorBody(category: ErrorCategory, description: string | undefined): string {
  const message = description === undefined ? '{}' : `{"description":${JSON.stringify(description)}}`
  return `{"error":{"category":"${category}","messages":[${message}],"severity":"ERROR"}}`
}

/** A well-formed request whose attributes do not fit [C for an unknown attribute: SPEC; likely for malformed JSON]. */
export function unprocessable(): ApiException {
  return new CataloguedException('unprocessable')
}

/** A method that the URL does not offer. */
export function methodNotSupported(method: string): ApiException {
  return new CataloguedException('methodNotSupported', { method })
}
