import type { Clock } from '../clock/clock.js'
import type { WireRequest, WireResponse } from '../controller.js'
import { httpDate } from '../text.js'
import { encodeError } from './encoding.js'

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
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
  #dateSecond = Number.NaN
  #date = ''

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A JSON reply. @param setCookie value of its `Set-Cookie` field, if it has one */
  json(status: number, body: string, setCookie?: string): WireResponse {
    return this.#response(status, 'application/json', body, setCookie)
  }

  /** A JSON reply that carries one error object. */
  error(status: number, code: number, text: string): WireResponse {
    return this.json(status, encodeError(code, text))
  }

  /** The web tier's own page for paths that the interface does not have [C: AG]. */
  notFoundPage(): WireResponse {
    const page = [
      '<html>',
      '<head><title>404 Not Found</title></head>',
      '<body>',
      '<center><h1>404 Not Found</h1></center>',
      '<hr><center>Cisco APIC</center>',
      '</body>',
      '</html>',
      '',
    ].join('\r\n')
    return this.#response(404, 'text/html', page)
  }

  #response(status: number, contentType: string, body: string, setCookie?: string): WireResponse {
    const headers: [string, string][] = [
      ['Server', 'Cisco APIC'],
      ['Date', this.#now()],
      ['Content-Type', contentType],
    ]
    if (setCookie === undefined) headers.push(...WITHOUT_COOKIE)
    else headers.push(...BEFORE_COOKIE, ['Set-Cookie', setCookie], ...AFTER_COOKIE)
    return { status, reason: REASONS[status] ?? '', headers, body }
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
