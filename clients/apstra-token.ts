import { type HttpReply, parseJson } from './http.js'

/** What an Apstra token says of itself, as far as a client needs it. [C: 12 tokens] */
export interface TokenClaims {
  /** User that it was given to; undefined where it does not say. */
  username: string | undefined
  /** Its `exp`: first instant at which it is no longer good, in ms since 1970 on the controller's clock. */
  expiresAtMs: number
  /** From its login to its `exp`, in ms. */
  lifetimeMs: number
}

/** The token in the reply to a login; undefined when there is none, or the login failed. */
export function tokenOf(reply: HttpReply): string | undefined {
  if (reply.status >= 300) return undefined
  const token = (parseJson(reply) as { token?: unknown } | undefined)?.token
  return typeof token === 'string' ? token : undefined
}

/**
 * Reads the claims of a token: `exp` in s since 1970, and `created_at` in UTC without a zone, from which the controller
 * rounds down to whole seconds. Undefined when they cannot be read, or make no sense.
 */
export function readClaims(token: string): TokenClaims | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      username?: unknown
      exp?: number
      created_at?: string
    }
    const createdMs = Math.floor(Date.parse(`${claims.created_at}Z`) / 1000) * 1000
    const expiresAtMs = (claims.exp ?? Number.NaN) * 1000
    const lifetimeMs = expiresAtMs - createdMs
    const username = typeof claims.username === 'string' ? claims.username : undefined
    return lifetimeMs > 0 ? { username, expiresAtMs, lifetimeMs } : undefined
  } catch {
    return undefined
  }
}
