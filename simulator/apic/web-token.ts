import type { ControllerContext } from '../controller.js'
import type { RandomStream } from '../random.js'
import { base64url } from '../text.js'
import type { Account } from './accounts.js'
import type { ApicOptions } from './options.js'
import { roleBitmask } from './roles.js'

/** What a token says of its session. */
export interface TokenClaims {
  account: Account
  /** 16 random bytes in base64; the same for all tokens of a session (guess). */
  sessionId: string
  /** Wall seconds since 1970. */
  issuedAt: number
  /** Wall seconds since 1970. */
  expiresAt: number
  /** Tells a token from an earlier one of its session that would read the same; normally absent. */
  serial: string | undefined
}

/** Makes the tokens of one controller. */
export class TokenMint {
  /** Constant of the fabric; from 5.x on also the key id of its tokens [C: JWT, captures]. */
  readonly siteFingerprint: string
  readonly #context: ControllerContext
  readonly #random: RandomStream
  readonly #legacy: boolean
  readonly #header: string

  constructor(context: ControllerContext, { tokenFormat }: Pick<ApicOptions, 'tokenFormat'>) {
    this.#context = context
    this.#random = context.random('tokens')
    this.#legacy = tokenFormat === 'legacy'
    this.siteFingerprint = fingerprintOfSite(context.random('site'), this.#legacy)
    this.#header = base64url(JSON.stringify({ alg: 'RS256', kid: this.siteFingerprint, typ: 'jwt' }))
  }

  /** A new session id: 16 bytes in base64. */
  sessionId(): string {
    return this.#random.bytes(16).toString('base64')
  }

  /** A new challenge token: 64 hexadecimal digits (length guess). */
  urlToken(): string {
    return this.#random.bytes(32).toString('hex')
  }

  /** A new token, different from all earlier ones of its session. */
  issue(claims: TokenClaims): string {
    return this.#legacy ? this.#opaqueToken() : this.#webToken(claims)
  }

  /** 192 characters of base64 in which a run of `A` follows the third [C: PY, HDR]. */
  #opaqueToken(): string {
    const text = this.#random.bytes(142).toString('base64')
    return text.slice(0, 3) + 'A'.repeat(18) + text.slice(21)
  }

  /**
   * Header and claims as decoded from a 5.2 token [C: JWT]. `jti` is a guess: captures show nothing in which two tokens
   * issued within the same second could differ, and a refresh must give a new one.
   */
  #webToken({ account, sessionId, issuedAt, expiresAt, serial }: TokenClaims): string {
    const claims = {
      rbac: account.domains.map((domain) => ({
        domain: domain.name,
        rolesR: roleBitmask(domain, 'read'),
        rolesW: roleBitmask(domain, 'write'),
      })),
      iss: 'ACI APIC',
      username: account.name,
      userid: account.unixUserId,
      userflags: 0,
      iat: issuedAt,
      exp: expiresAt,
      sessionid: sessionId,
      ...(serial === undefined ? {} : { jti: serial }),
    }
    const signed = `${this.#header}.${base64url(JSON.stringify(claims))}`
    return `${signed}.${this.#context.signWebToken(signed)}`
  }
}

/** 16 characters of base64 up to 4.x, 32 lower-case letters and digits later [C: captures]. */
function fingerprintOfSite(random: RandomStream, legacy: boolean): string {
  if (legacy) return random.bytes(12).toString('base64')
  const alphabet = '0123456789abcdefghijklmnopqrstuv'
  return Array.from({ length: 32 }, () => alphabet[random.integer(0, 31)]).join('')
}
