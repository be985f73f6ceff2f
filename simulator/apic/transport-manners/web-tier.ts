import type { Clock } from '../../clock/clock.js'
import type { Verdict, WireRequest } from '../../controller.js'
import type { AuthDecision } from '../../journal/entries.js'
import type { Settings } from '../model/settings.js'
import type { ApicOptions } from '../options.js'
import { type Responses, reasonOf } from '../responses.js'
import { GlobalThrottle } from './global-throttle.js'
import { RequestRates } from './request-rate.js'
import { statusPage, THROTTLED_PAGE } from './web-tier-pages.js'

const SECOND_MS = 1000

/** What a request line has besides method and target: two spaces and the version. */
const REST_OF_REQUEST_LINE = '  HTTP/1.1'.length
/** Most bytes of UTF-8 that one UTF-16 code unit can take. */
const BYTES_PER_CODE_UNIT = 3

/**
 * The web tier in front of the interface: turns away, in this order, what is too long for it and what exceeds a
 * throttle, with pages in HTML instead of error objects [C: AG; which comes first is a guess after nginx].
 */
export class WebTier {
  readonly #clock: Clock
  readonly #options: ApicOptions
  readonly #responses: Responses
  readonly #settings: Pick<Settings, 'throttle'>
  readonly #requests: Record<WireRequest['scheme'], GlobalThrottle>
  #logins: RequestRates | undefined

  /** @param settings looked at anew for each request */
  constructor(
    clock: Clock,
    options: ApicOptions,
    responses: Responses,
    settings: Pick<Settings, 'throttle'>,
  ) {
    this.#clock = clock
    this.#options = options
    this.#responses = responses
    this.#settings = settings
    this.#requests = { http: new GlobalThrottle(), https: new GlobalThrottle() }
    this.clear()
  }

  /**
   * The refusal of a request that does not get past the web tier; undefined for one that does, which then counts.
   * @param isLogin whether it is an attempt to log in
   */
  refusal({ method, target, body, address, scheme }: WireRequest, isLogin: boolean): Verdict | undefined {
    if (method.length + target.length + REST_OF_REQUEST_LINE > this.#options.requestLineBytes) {
      return this.#page(414, { outcome: 'public' })
    }
    if (isLonger(body, this.#options.maxBodyBytes)) return this.#page(413, { outcome: 'public' })
    const nowMs = this.#clock.monotonicMs()
    if (!this.#requests[scheme].admits(this.#settings.throttle(scheme), nowMs)) {
      return this.#throttled(this.#options.globalThrottle.status, 'requests')
    }
    if (isLogin && this.#logins?.admits(address, nowMs) === false) return this.#throttled(503, 'logins')
    return undefined
  }

  /** Answer to a path outside the interface [C: AG]. */
  notFound(): Verdict {
    return this.#page(404, { outcome: 'public' })
  }

  /** Forgets which requests it has seen. */
  clear(): void {
    const { loginThrottle } = this.#options
    for (const throttle of Object.values(this.#requests)) throttle.clear()
    this.#logins = loginThrottle.enabled ? new RequestRates(loginThrottle.perSecond, SECOND_MS) : undefined
  }

  #page(status: number, auth: AuthDecision): Verdict {
    return { auth, response: this.#responses.page(status, statusPage(status, reasonOf(status))) }
  }

  /** Without Retry-After [L: RG]. */
  #throttled(status: number, limit: 'requests' | 'logins'): Verdict {
    return { auth: { outcome: 'throttled', limit }, response: this.#responses.page(status, THROTTLED_PAGE) }
  }
}

/** Whether a text has more bytes in UTF-8; counts them only where it may. */
function isLonger(text: string, bytes: number): boolean {
  if (text.length * BYTES_PER_CODE_UNIT <= bytes) return false
  return text.length > bytes || Buffer.byteLength(text) > bytes
}
