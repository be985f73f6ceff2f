import { createHmac } from 'node:crypto'
import { base64url } from '../text.js'
import { isoMicroseconds } from './microseconds.js'
import type { ApstraOptions } from './options.js'

/** What a token says. [C: 12 tokens] */
export interface Claims {
  username: string
  /** Session id of the user, shared by all its logins. */
  userSession: string
  /** Wall instant of the login, in microseconds since 1970. */
  createdUs: number
}

/** A token as a login hands it out. */
export interface WebToken {
  value: string
  /** Its `exp`: first second since 1970 at which it is no longer good. */
  expSeconds: number
}

/**
 * Makes the JSON web tokens of an Apstra server: compact JSON, unpadded base64url, an HMAC for a signature, no other
 * claims than username, user_session, created_at and exp; `exp` is the whole second of created_at plus the lifetime.
 * [C: 12 tokens]
 */
export class WebTokenSigner {
  readonly #header: string
  readonly #digest: 'sha512' | 'sha256'
  readonly #sessionFirst: boolean
  /** Lifetime of the tokens that are signed from now on, in s. */
  ttlSeconds: number

  constructor(
    options: Pick<
      ApstraOptions,
      'tokenAlgorithm' | 'tokenHeaderOrder' | 'tokenClaimOrder' | 'tokenTtlSeconds'
    >,
  ) {
    const { tokenAlgorithm: alg, tokenHeaderOrder } = options
    this.#header = base64url(
      JSON.stringify(tokenHeaderOrder === 'typ-first' ? { typ: 'JWT', alg } : { alg, typ: 'JWT' }),
    )
    this.#digest = alg === 'HS512' ? 'sha512' : 'sha256'
    this.#sessionFirst = options.tokenClaimOrder === 'session-first'
    this.ttlSeconds = options.tokenTtlSeconds
  }

  /** Signs a token with the server's secret. */
  sign({ username, userSession: user_session, createdUs }: Claims, secret: Buffer): WebToken {
    const exp = Math.floor(createdUs / 1_000_000) + this.ttlSeconds
    const created_at = isoMicroseconds(createdUs)
    const claims = this.#sessionFirst
      ? { username, user_session, created_at, exp }
      : { username, created_at, user_session, exp }
    const signed = `${this.#header}.${base64url(JSON.stringify(claims))}`
    const signature = createHmac(this.#digest, secret).update(signed).digest('base64url')
    return { value: `${signed}.${signature}`, expSeconds: exp }
  }
}
