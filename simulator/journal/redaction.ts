import { createHash } from 'node:crypto'
import type { HeaderRecord } from './entries.js'

/** What stands in a journal where a password stood: passwords are short, so not even a digest of one is kept. */
export const MASKED = '[masked]'

/** Header fields that carry secrets in any of the controllers' protocols, in lower case. */
const SECRET_HEADERS = new Set([
  'authorization',
  'x-auth-access-token',
  'x-auth-refresh-token',
  'authtoken',
  'devcookie',
  'apic-challenge',
])

/** Fields that belong to one connection, or to where the shell listens, rather than to the exchange. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
  'expect',
])

/** Cookies whose value is no secret. */
const PLAIN_COOKIES = new Set([
  'apic-certificate-algorithm',
  'apic-certificate-fingerprint',
  'apic-certificate-dn',
])
const COOKIE_ATTRIBUTES = /^(path|domain|expires|max-age|samesite)$/i

/** Names of members, attributes and parameters whose value is a secret, in JSON, XML, forms and query strings. */
const SECRET_MEMBER =
  /(["']?\b(?:pwd|password|passwd|current_password|new_password2?|token|access_token|refresh_token|urlToken|url-token|challenge|privateKey)\b["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s&"'<>,;}]+)/gi
const PASSWORD_NAME = /^["']?(?:pwd|pass|current_p|new_p)/i
/** Three base64url parts: a JSON web token, wherever it stands. */
const WEB_TOKEN = /\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g
const SOCKET_TOKEN = /^(\/socket)([^/?][^?]*)/

/** Replaces secrets by short fingerprints; the same secret always gets the same one. */
export class Redaction {
  readonly #fingerprints = new Map<string, string>()

  /**
   * A name for `secret` that tells it apart from others and from which it cannot be found: eight hexadecimal digits
   * of its SHA-256 digest. For tokens, which cannot be guessed; not for passwords.
   */
  fingerprint(secret: string): string {
    let found = this.#fingerprints.get(secret)
    if (found === undefined) {
      if (this.#fingerprints.size >= 10_000) this.#fingerprints.clear()
      found = `#${createHash('sha256').update(secret).digest('hex').slice(0, 8)}`
      this.#fingerprints.set(secret, found)
    }
    return found
  }

  /** Request header fields without secrets and without what concerns the connection only. */
  requestHeaders(headers: HeaderRecord): HeaderRecord {
    const kept: HeaderRecord = {}
    for (const name in headers) {
      if (!CONNECTION_HEADERS.has(name)) kept[name] = this.#header(name, headers[name]!)
    }
    return kept
  }

  /** Response header fields in their order, without secrets. */
  responseHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
    const kept: [string, string][] = []
    for (const [name, value] of headers) {
      const lower = name.toLowerCase()
      if (!CONNECTION_HEADERS.has(lower)) kept.push([name, this.#header(lower, value)])
    }
    return kept
  }

  /** A request target without tokens in its path or query. */
  target(target: string): string {
    if (target.startsWith('/socket')) {
      return target.replace(
        SOCKET_TOKEN,
        (_all, path: string, token: string) => path + this.fingerprint(token),
      )
    }
    return target.includes('=') || target.includes('eyJ') ? this.text(target) : target
  }

  /** Any text without passwords and tokens. */
  text(text: string): string {
    if (text === '') return text
    const named = text.replace(SECRET_MEMBER, (_all, name: string, value: string) => {
      const quote = /^["']/.test(value) ? value[0]! : ''
      const bare = quote === '' ? value : value.slice(1, -1)
      if (bare === '') return name + value
      return `${name}${quote}${PASSWORD_NAME.test(name) ? MASKED : this.fingerprint(bare)}${quote}`
    })
    return named.includes('eyJ') ? named.replace(WEB_TOKEN, (token) => this.fingerprint(token)) : named
  }

  #header(name: string, value: string): string {
    if (SECRET_HEADERS.has(name)) return this.#credential(value)
    if (name === 'cookie' || name === 'set-cookie') return this.#cookies(value)
    return value.includes('eyJ') ? this.text(value) : value
  }

  #credential(value: string): string {
    const space = value.indexOf(' ')
    if (space < 0) return this.fingerprint(value)
    const scheme = value.slice(0, space)
    return scheme.toLowerCase() === 'basic'
      ? `${scheme} ${MASKED}`
      : `${scheme} ${this.fingerprint(value.slice(space + 1))}`
  }

  #cookies(value: string): string {
    let redacted = ''
    for (const part of value.split(';')) {
      const equals = part.indexOf('=')
      const name = part.slice(0, Math.max(0, equals))
      const bare = name.trim()
      const keep = equals < 0 || PLAIN_COOKIES.has(bare.toLowerCase()) || COOKIE_ATTRIBUTES.test(bare)
      const shown = keep ? part : `${name}=${this.fingerprint(part.slice(equals + 1).trim())}`
      redacted += redacted === '' ? shown : `;${shown}`
    }
    return redacted
  }
}
