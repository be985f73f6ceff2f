import type { HeaderRecord } from '../journal/entries.js'

/** A certificate signature as a client presents it: the values of its four cookies. */
export interface PresentedSignature {
  /** Base64. */
  readonly signature: string
  /** `v1.0` in every client. */
  readonly algorithm: string | undefined
  /** DN of the certificate, such as `uni/userext/user-admin/usercert-ci`; undefined when it was left out. */
  readonly certificateDn: string | undefined
}

/** What a request says about its sender. */
export interface Credentials {
  /** Tokens in the order in which they stand: cookies first, then the DevCookie header. */
  readonly tokens: readonly string[]
  readonly signature: PresentedSignature | undefined
}

const TOKEN_COOKIE = 'apic-cookie'

/** What cookie fields say, by their text: a session sends the same one with each request. */
const KNOWN = new Map<string, Credentials>()
const MOST_KNOWN = 1000

/** Finds tokens and signature in a request. */
export function presentedCredentials({ cookie = '', devcookie }: HeaderRecord): Credentials {
  const inCookies = KNOWN.get(cookie) ?? remembered(cookie)
  return devcookie ? { ...inCookies, tokens: [...inCookies.tokens, devcookie] } : inCookies
}

function remembered(cookies: string): Credentials {
  const credentials = credentialsIn(cookies)
  // A signature is new with each request: only tokens are worth the room.
  if (credentials.signature === undefined) {
    if (KNOWN.size >= MOST_KNOWN) KNOWN.clear()
    KNOWN.set(cookies, credentials)
  }
  return credentials
}

/**
 * Takes cookies apart. Names match in any case [C: AG, AP write APIC-Cookie]; values end at a semicolon, begin after the
 * first `=` and are not decoded, for they contain `/ + =` [C]; attributes that a client echoes from Set-Cookie are
 * cookies that nobody asks for [C: AN].
 */
function credentialsIn(cookies: string): Credentials {
  const tokens: string[] = []
  let signature: string | undefined
  let algorithm: string | undefined
  let certificateDn: string | undefined
  for (let start = 0; start < cookies.length; ) {
    const semicolon = cookies.indexOf(';', start)
    const end = semicolon < 0 ? cookies.length : semicolon
    const equals = cookies.indexOf('=', start)
    if (equals >= 0 && equals < end) {
      const value = cookies.slice(equals + 1, end).trim()
      switch (cookies.slice(start, equals).trim().toLowerCase()) {
        case TOKEN_COOKIE:
          if (value !== '') tokens.push(value)
          break
        case 'apic-request-signature':
          signature = value
          break
        case 'apic-certificate-algorithm':
          algorithm = value
          break
        case 'apic-certificate-dn':
          certificateDn = value
          break
      }
    }
    start = end + 1
  }
  return {
    tokens,
    signature: signature === undefined ? undefined : { signature, algorithm, certificateDn },
  }
}
