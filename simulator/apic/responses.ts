import type { Clock } from '../clock/clock.js'
import type { WireRequest, WireResponse } from '../controller.js'
import { httpDate } from '../text.js'
import { type Encoding, mo, type Reply, replyOf } from './encoding.js'
import { answerTo, type ErrorAnswers } from './error-options.js'
import type { ApicError } from './errors.js'

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  429: 'Too Many Requests',
  503: 'Service Temporarily Unavailable',
}

/** Text after a status on the status line; those of the web tier are nginx's. */
export function reasonOf(status: number): string {
  return REASONS[status] ?? ''
}

/** Fields that stand before and after the cookie on every reply [C: HDR, ERNW; their order is a guess]. */
const BEFORE_COOKIE: [string, string][] = [
  [
    'Access-Control-Allow-Headers',
    'Origin, X-Requested-With, Content-Type, Accept, devcookie, APIC-challenge',
  ],
  ['Access-Control-Allow-Methods', 'POST,GET,OPTIONS,DELETE'],
  ['X-Frame-Options', 'SAMEORIGIN'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubdomains'],
]
const AFTER_COOKIE: [string, string][] = [
  ['Cache-Control', 'no-cache="Set-Cookie, Set-Cookie2"'],
  ['Client-Cert-Enabled', 'false'],
  ['Access-Control-Allow-Origin', 'http://127.0.0.1:8000'],
  ['Access-Control-Allow-Credentials', 'false'],
]
const WITHOUT_COOKIE = [...BEFORE_COOKIE, ...AFTER_COOKIE]

/** Puts bodies into responses with the header fields of an APIC. */
export class Responses {
  readonly #clock: Clock
  readonly #errors: ErrorAnswers
  #dateSecond = Number.NaN
  #date = ''

  /** @param options how errors are answered */
  constructor(clock: Clock, options: { readonly errors: ErrorAnswers }) {
    this.#clock = clock
    this.#errors = options.errors
  }

  /** A reply that succeeded. @param setCookie value of its `Set-Cookie` field, if it has one */
  reply(encoding: Encoding, reply: Reply, setCookie?: string): WireResponse {
    return this.encoded(200, encoding, encoding.encode(reply), setCookie)
  }

  /** A reply that carries one error object: `error` with code and text [C: AN-UT, SBX]. */
  error(encoding: Encoding, error: ApicError): WireResponse {
    const { status, code, text } = answerTo(error, this.#errors)
    const object = mo('error', { code: String(code), text })
    return this.encoded(status, encoding, encoding.encode(replyOf([object])))
  }

  /** A reply whose body is written already. */
  encoded(status: number, encoding: Encoding, body: string, setCookie?: string): WireResponse {
    return this.#response(status, encoding.contentType, body, setCookie)
  }

  /** A page of the web tier in front of the interface. */
  page(status: number, html: string): WireResponse {
    return this.#response(status, 'text/html', html)
  }

  #response(status: number, contentType: string, body: string, setCookie?: string): WireResponse {
    const headers: [string, string][] = [
      ['Server', 'Cisco APIC'],
      ['Date', this.#now()],
      ['Content-Type', contentType],
    ]
    if (setCookie === undefined) headers.push(...WITHOUT_COOKIE)
    else headers.push(...BEFORE_COOKIE, ['Set-Cookie', setCookie], ...AFTER_COOKIE)
    return { status, reason: reasonOf(status), headers, body }
  }

  #now(): string {
    const second = Math.floor(this.#clock.wallMs() / 1000)
    if (second !== this.#dateSecond) {
      this.#dateSecond = second
      this.#date = httpDate(second * 1000)
    }
    return this.#date
  }
}

/** The cookie that hands out a token: HttpOnly really stands twice [C: HDR]; no Secure over plain HTTP (guess). */
export function tokenCookie(token: string, scheme: WireRequest['scheme']): string {
  return `APIC-cookie=${token}; path=/; HttpOnly; HttpOnly${scheme === 'https' ? '; Secure' : ''}`
}
