import { InvalidSessionDataError } from './apstra-errors.js'
import { readClaims } from './apstra-token.js'

/**
 * A session as plain JSON data, made by `ApstraClient.save` for `ApstraClient.restore`. It holds a token that is as good
 * as a password until it ends: keep it where only its user can read it.
 */
export interface ApstraSavedSession {
  /** Scheme, host and port of the controller. */
  server: string
  user: string
  token: string
  /** Wall reading of the machine that saved it, in ms since 1970; a bound and no more, since clocks may be wrong. */
  savedAtMs?: number
  /** Time for which the token was surely still good then, in ms. */
  leftMs?: number
}

/** The hour at a restore, by those who may know it. */
export interface RestoreTime {
  /** Wall reading of this machine, in ms since 1970. */
  wallMs: number
  /** Hour in the controller's own answer, in ms since 1970; undefined when it did not tell. */
  controllerMs: number | undefined
}

/**
 * Reads saved data.
 * @throws InvalidSessionDataError that names the key which is missing or is not what it should be
 */
export function readSavedSession(data: unknown): ApstraSavedSession {
  const given = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>
  const server = textOf(given, 'server')
  if (!URL.canParse(server)) {
    throw new InvalidSessionDataError('server', 'scheme, host and port', 'something that is no URL')
  }
  const user = textOf(given, 'user')
  const token = textOf(given, 'token')
  const owner = readClaims(token)?.username
  if (owner !== undefined && owner !== user) {
    throw new InvalidSessionDataError('token', `a token of "${user}"`, `one of "${owner}"`)
  }
  const savedAtMs = numberOf(given, 'savedAtMs')
  const leftMs = numberOf(given, 'leftMs')
  return {
    server,
    user,
    token,
    ...(savedAtMs !== undefined && { savedAtMs }),
    ...(leftMs !== undefined && { leftMs }),
  }
}

/**
 * How long the token of a saved session is surely still good, in ms, 0 when nobody can say. The file may come from
 * another machine and be of any age. So the controller's own clock decides: `exp` minus the hour in its answer, both of
 * which it took from the same clock. What was left when the session was saved is a bound, less the time that the wall
 * clock says has gone since; a wall clock that was set back takes nothing away from that bound, and adds nothing.
 */
export function timeLeftMs(
  { token, savedAtMs, leftMs = Number.POSITIVE_INFINITY }: ApstraSavedSession,
  { wallMs, controllerMs }: RestoreTime,
): number {
  const claims = readClaims(token)
  if (claims === undefined || controllerMs === undefined) return 0
  const sinceSavedMs = Math.max(0, wallMs - (savedAtMs ?? wallMs))
  const byControllerMs = claims.expiresAtMs - controllerMs
  return Math.max(0, Math.min(claims.lifetimeMs, byControllerMs, leftMs - sinceSavedMs))
}

function textOf(given: Record<string, unknown>, key: string): string {
  const value = given[key]
  if (typeof value === 'string' && value !== '') return value
  throw new InvalidSessionDataError(key, 'a text', value === undefined ? 'nothing' : 'something else')
}

function numberOf(given: Record<string, unknown>, key: string): number | undefined {
  const value = given[key]
  if (value === undefined || Number.isFinite(value)) return value as number | undefined
  throw new InvalidSessionDataError(key, 'a number of ms', 'something else')
}
