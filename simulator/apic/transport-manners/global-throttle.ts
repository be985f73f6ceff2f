import type { Throttle } from '../model/settings.js'
import { RequestRate } from './request-rate.js'

const SECOND_MS = 1000
const MINUTE_MS = 60_000

/** Limits requests of all clients together by a setting that may change; it counts anew from a change on (guess). */
export class GlobalThrottle {
  #rate: RequestRate | undefined
  /** What {@link GlobalThrottle.#rate} was made of. */
  #setting: string | undefined

  /** Whether one more request fits under a setting; if so it counts. @param nowMs monotonic, in ms */
  admits({ enabled, rate, unit }: Throttle, nowMs: number): boolean {
    if (!enabled) {
      this.clear()
      return true
    }
    const setting = `${rate} ${unit}`
    if (this.#rate === undefined || this.#setting !== setting) {
      this.#rate = new RequestRate(rate, unit === 'r/s' ? SECOND_MS : MINUTE_MS)
      this.#setting = setting
    }
    return this.#rate.admits(nowMs)
  }

  /** Forgets the requests that it has seen. */
  clear(): void {
    this.#rate = undefined
    this.#setting = undefined
  }
}
