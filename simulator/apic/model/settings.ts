import { type Timeout, type TimeoutValues, timeoutInSeconds } from '../../timeouts.js'
import { resolveDn } from './distinguished-name.js'
import type { ObjectStore } from './object-store.js'

const WEB_TOKEN_DATA = 'uni/userext/pkiext/webtokendata'
/** Numeric id of a user that is the system itself. */
const SYSTEM_UID = 0
const TIMEOUT_PROPERTIES: Readonly<Record<string, string>> = {
  refreshTimeoutSeconds: 'webtokenTimeoutSeconds',
  guiIdleTimeoutSeconds: 'uiIdleTimeoutSeconds',
}
const BLOCK_LOGIN_PROFILE = 'uni/userext/blockloginp'

/** Objects that say how much the web tier lets through, by scheme of the request (guess). */
const COMMUNICATION = {
  http: 'uni/fabric/comm-default/http',
  https: 'uni/fabric/comm-default/https',
} as const

/** Objects without which there are no settings. */
export const SETTINGS_DNS: readonly string[] = [
  WEB_TOKEN_DATA,
  BLOCK_LOGIN_PROFILE,
  ...Object.values(COMMUNICATION),
]

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

  /** Lifetimes that can be set from outside, by the names of the options that they began with. */
  timeouts(): Timeout[] {
    return [
      timeoutInSeconds(
        'refreshTimeoutSeconds',
        'Lifetime of a token; the product takes 300 to 9600',
        this.refreshTimeoutSeconds,
      ),
      timeoutInSeconds(
        'maximumLifetimeSeconds',
        'How long after its login a session can be refreshed; the product takes 4 to 24 h',
        this.maximumLifetimeSeconds,
      ),
      timeoutInSeconds(
        'guiIdleTimeoutSeconds',
        'Idle time-out of the user interface, as clients are told; without effect on requests',
        this.guiIdleTimeoutSeconds,
      ),
    ]
  }

  /** Writes lifetimes into the object that has them, as an administrator does. @param wallMs now, in ms since 1970 */
  setTimeouts(values: TimeoutValues, wallMs: number): void {
    const shown: Record<string, string> = {}
    for (const [name, seconds] of Object.entries(values)) {
      // The object counts this one in hours.
      if (name === 'maximumLifetimeSeconds') shown.maximumValidityPeriod = String(seconds / 3600)
      else shown[TIMEOUT_PROPERTIES[name]!] = String(seconds)
    }
    this.#store.put(resolveDn(WEB_TOKEN_DATA), { shown }, wallMs, SYSTEM_UID)
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
