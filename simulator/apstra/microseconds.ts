import type { Clock } from '../clock/clock.js'
import type { RandomStream } from '../random.js'

/**
 * The controller's wall clock in microseconds, of which the simulator's clock gives the milliseconds and a random
 * stream the rest. Within one millisecond each reading is later than the one before, as on a real machine, where two
 * logins never meet in one microsecond.
 */
export class MicrosecondClock {
  readonly #clock: Clock
  readonly #random: RandomStream
  #wallMs = Number.NaN
  #lastUs = 0

  constructor(clock: Clock, random: RandomStream) {
    this.#clock = clock
    this.#random = random
  }

  /** Wall reading, in microseconds since 1970. */
  nowUs(): number {
    const wallMs = Math.floor(this.#clock.wallMs())
    this.#lastUs = wallMs === this.#wallMs ? this.#lastUs + 1 : wallMs * 1000 + this.#random.integer(0, 999)
    this.#wallMs = wallMs
    return this.#lastUs
  }
}

/** Naive UTC in ISO 8601 with six digits after the second: `2021-12-28T18:54:05.321452`. [C: 12 tokens] */
export function isoMicroseconds(us: number): string {
  const ms = Math.floor(us / 1000)
  const rest = String(us - ms * 1000).padStart(3, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}`
}
