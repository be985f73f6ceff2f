import type { Clock } from '../clock/clock.js'
import type { WireResponse } from '../controller.js'
import { httpDate } from '../text.js'
import { type ApiException, errorBody } from './api-exception.js'

type Field = [name: string, value: string]

/** Fields before those of the reply itself, after `Date` [C: CAP-2020, CAP-2024 on a login; likely elsewhere]. */
const LEADING: readonly Field[] = [
  ['Server', 'Apache'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['Cache-Control', 'no-store'],
  ['Accept-Ranges', 'bytes'],
  ['Vary', 'Accept-Charset,Accept-Encoding,Accept-Language,Accept'],
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
  #dateSecond = Number.NaN
  #date: Field = ['Date', '']

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A reply without a body, and so without `Content-Type`. */
  empty(status: number, fields: readonly Field[] = []): WireResponse {
    const headers = [this.#dateField(), ...LEADING, ...fields, ...TRAILING]
    return { status, reason: String(status), headers, body: '' }
  }

  /** A reply with JSON text. */
  json(status: number, body: string, fields: readonly Field[] = []): WireResponse {
    const headers = [this.#dateField(), ...LEADING, ...fields, ...TRAILING, JSON_TYPE]
    return { status, reason: String(status), headers, body }
  }

  /** A wrapped error. */
  error(exception: ApiException, fields: readonly Field[] = []): WireResponse {
    return this.json(exception.status, errorBody(exception), fields)
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
