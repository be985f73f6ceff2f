import type { ObjectStore } from './object-store.js'

const WEB_TOKEN_DATA = 'uni/userext/pkiext/webtokendata'
const BLOCK_LOGIN_PROFILE = 'uni/userext/blockloginp'

/** Objects that say how much the web tier lets through, by scheme of the request (guess). */
const COMMUNICATION = {
  http: 'uni/fabric/comm-default/http',
  https: 'uni/fabric/comm-default/https',
} as const

/** How many requests of all clients together the web tier lets through, as commHttps or commHttp says. */
export interface Throttle {
  readonly enabled: boolean
  readonly rate: number
  /** Per second or per minute. */
  readonly unit: string
}

/** What can be recorded of sessions; `sessionRecordFlags` of pkiWebTokenData says which of them are [C: AN-IT]. */
export type SessionAction = 'login' | 'logout' | 'refresh'

/** When users who fail to log in are blocked, as aaaBlockLoginProfile says at the moment. */
export interface LockoutPolicy {
  readonly enabled: boolean
  readonly maxFailedAttempts: number
  readonly windowMinutes: number
  readonly blockMinutes: number
}

/** Settings of the controller that are objects: each look shows what the object says at that moment. */
export class Settings {
  readonly #store: ObjectStore
  /** Aaa block login profile. */
  readonly lockout: LockoutPolicy

  constructor(store: ObjectStore) {
    this.#store = store
    const profile = (property: string) => this.#number(BLOCK_LOGIN_PROFILE, property)
    this.lockout = {
      get enabled() {
        return store.get(BLOCK_LOGIN_PROFILE)!.attributes.enableLoginBlock === 'enable'
      },
      get maxFailedAttempts() {
        return profile('maxFailedAttempts')
      },
      get windowMinutes() {
        return profile('maxFailedAttemptsWindow')
      },
      get blockMinutes() {
        return profile('blockDuration')
      },
    }
  }

  /** Lifetime of a token that is issued now, in s. */
  get refreshTimeoutSeconds(): number {
    return this.#number(WEB_TOKEN_DATA, 'webtokenTimeoutSeconds')
  }

  /** Maximum lifetime of a session that begins now, in s; the object counts in hours. */
  get maximumLifetimeSeconds(): number {
    return Math.round(this.#number(WEB_TOKEN_DATA, 'maximumValidityPeriod') * 3_600_000) / 1000
  }

  /** What clients are told of the idle time-out of the user interface, in s. */
  get guiIdleTimeoutSeconds(): number {
    return this.#number(WEB_TOKEN_DATA, 'uiIdleTimeoutSeconds')
  }

  /** Whether records are to be kept of logins, logouts or refreshes. */
  recordsSessions(action: SessionAction): boolean {
    return this.#store.get(WEB_TOKEN_DATA)!.attributes.sessionRecordFlags!.split(',').includes(action)
  }

  /** The limit on requests of a scheme. */
  throttle(scheme: keyof typeof COMMUNICATION): Throttle {
    const { globalThrottleSt, globalThrottleRate, globalThrottleUnit } = this.#store.get(
      COMMUNICATION[scheme],
    )!.attributes
    return {
      enabled: globalThrottleSt === 'enabled',
      rate: Number(globalThrottleRate),
      unit: globalThrottleUnit!,
    }
  }

  #number(dn: string, property: string): number {
    return Number(this.#store.get(dn)!.attributes[property])
  }
}
