import type { SessionSeen } from '../evidence/sessions-seen.js'

/** What an APIC tells of a session at login, in ms; it says the same in JSON and XML attributes [C: CO, SBX]. */
export interface ToldLimits {
  /** Maximum lifetime from the login. */
  maximumMs: number
  /** Lifetime of a token. */
  tokenMs: number
}

/** The limits in the reply to the login that opened a session; undefined where the recording does not hold them. */
export function toldLimits({ login }: SessionSeen): ToldLimits | undefined {
  const body = login?.response.body ?? ''
  const maximumMs = milliseconds(body, 'maximumLifetimeSeconds')
  const tokenMs = milliseconds(body, 'refreshTimeoutSeconds')
  return maximumMs === undefined || tokenMs === undefined ? undefined : { maximumMs, tokenMs }
}

function milliseconds(body: string, name: string): number | undefined {
  const [, seconds] = new RegExp(`\\b${name}"?\\s*[:=]\\s*"?(\\d{1,9})\\b`).exec(body) ?? []
  return seconds === undefined ? undefined : Number(seconds) * 1000
}
