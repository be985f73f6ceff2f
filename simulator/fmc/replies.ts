import type { Clock } from '../clock/clock.js'
import type { WireResponse } from '../controller.js'
import { httpDate } from '../text.js'
import { type ApiException, errorBody } from './api-exception.js'
import type { FmcOptions } from './options.js'

type Field = [name: string, value: string]

/** Fields before those of the reply itself, after `Date` [C: CAP-2020, CAP-2024 on a login; likely elsewhere]. */
const leading = (varyOnAccept: boolean): readonly Field[] => [
  ['Server', 'Apache'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['Cache-Control', 'no-store'],
  ['Accept-Ranges', 'bytes'],
  ['Vary', `Accept-Charset,Accept-Encoding,Accept-Language${varyOnAccept ? ',Accept' : ''}`],
]

/** Fields after those of the reply itself [C: CAP-2024 on a login; likely elsewhere]. */
const TRAILING: readonly Field[] = [
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['X-UA-Compatible', 'IE=edge'],
  ['X-Permitted-Cross-Domain-Policies', 'none'],
  ['X-XSS-Protection', '1; mode=block'],
  ['Referrer-Policy', 'same-origin'],
  ['Content-Security-Policy', "base-uri 'self'"],
  ['X-Content-Type-Options', 'nosniff'],
]

/** The charset is likely, its spelling and place are a guess. */
const JSON_TYPE: Field = ['Content-Type', 'application/json;charset=UTF-8']

/**
 * Writes replies as the Apache in front of an FMC does: its field order, and the number again as reason phrase with
 * every status [C: CAP-2020, fireREST]. `Keep-Alive`, `Connection` and `Content-Length` are the shell's.
 */
export class Replies {
  readonly #clock: Clock
  readonly #leading: readonly Field[]
  readonly #texts: FmcOptions['messages']
  #dateSecond = Number.NaN
  #date: Field = ['Date', '']

  constructor(clock: Clock, { varyOnAccept, messages }: Pick<FmcOptions, 'varyOnAccept' | 'messages'>) {
    this.#clock = clock
    this.#leading = leading(varyOnAccept)
    this.#texts = messages
  }

  /** A reply without a body, and so without `Content-Type`. */
  empty(status: number, fields: readonly Field[] = []): WireResponse {
    const headers = [this.#dateField(), ...this.#leading, ...fields, ...TRAILING]
    return { status, reason: String(status), headers, body: '' }
  }

  /** A reply with JSON text. */
  json(status: number, body: string, fields: readonly Field[] = []): WireResponse {
    const headers = [this.#dateField(), ...this.#leading, ...fields, ...TRAILING, JSON_TYPE]
    return { status, reason: String(status), headers, body }
  }

  /** A wrapped error. */
  error(exception: ApiException, fields: readonly Field[] = []): WireResponse {
    const { status, category } = exception
    return this.json(status, errorBody(category, exception.description(this.#texts)), fields)
  }

  #dateField(): Field {
    const wallMs = this.#clock.wallMs()
    const second = Math.floor(wallMs / 1000)
    if (second !== this.#dateSecond) {
      this.#dateSecond = second
      this.#date = ['Date', httpDate(wallMs)]
    }
    return this.#date
  }
}
