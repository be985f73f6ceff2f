import { hash } from 'node:crypto'
import type { HeaderRecord } from './entries.js'

/** What stands in a journal where a password stood: passwords are short, so not even a digest of one is kept. */
export const MASKED = '[masked]'

/** Names, in lower case, of header fields that carry secrets in any of the controllers' protocols, or like them. */
const SECRET_HEADER = /auth|token|devcookie|challenge|passw|secret|api-?key/
/** What a controller asks for is no secret. */
const AUTHENTICATION_DEMANDS = new Set(['www-authenticate', 'proxy-authenticate'])
const SCHEME = /^(basic|bearer|digest|token)\s+/i

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
const COOKIE_FLAGS = /^(secure|httponly|partitioned)?$/i

/** Names of members, attributes, elements and parameters whose value is a secret; `changePassword` is a yes or no. */
const SECRET_NAME =
  '(?!changePassword)[\\w-]{0,32}(?:pwd|passwd|password2?|passphrase|secret|token|challenge|privateKey|regKey)'
/**
 * A secret in JSON or XML attributes, also where its string never ends or stands, escaped, in another string; or bare,
 * up to what ends a bare value.
 */
const SECRET_MEMBER = new RegExp(
  `((?<![\\w-])${SECRET_NAME}\\\\*["']?\\s*[:=]\\s*\\\\*)("(?:[^"\\\\]|\\\\[^]?)*(?:"|$)|'[^']*(?:'|$)|[^\\s&"'<>,;}]+)`,
  'gi',
)
const SECRET_ELEMENT = new RegExp(`(<(?:[\\w.-]+:)?${SECRET_NAME}(?:\\s[^<>]*)?>)([^<]+)`, 'gi')
const SECRET_PARAMETER = new RegExp(`^${SECRET_NAME}$`, 'i')
/** A body or query of the form `name=value&name=value`. */
const FORM = /^[\w.%+[\]-]+=[^\s<>{}"]*$/
const PASSWORD_NAME = /pwd|pass|regkey/i
/** What each of those names contains, or may contain percent-encoded: text without any of it needs no closer look. */
const SECRET_HINT = /%|pwd|pass|secret|token|challenge|privatekey|regkey/i
/** Three base64url parts: a JSON web token, wherever it stands. */
const WEB_TOKEN = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g
const SOCKET_TOKEN = /^(\/socket)([^/?][^?]*)/

/** How many values of a kind are remembered with their replacement before all of them are forgotten. */
const REMEMBERED = 10_000

/** What is done with a header field. */
type Treatment = 'drop' | 'credential' | 'cookies' | 'text'

/** Treatments by name as it was written; bounded, for clients make up names. */
const TREATMENTS = new Map<string, Treatment>()

/** Replaces secrets by short fingerprints; the same secret always gets the same one. */
export class Redaction {
  readonly #fingerprints = new Map<string, string>()
  readonly #cookieFields = new Map<string, string>()

  /**
   * A name for `secret` that tells it apart from others and from which it cannot be found: eight hexadecimal digits
   * of its SHA-256 digest. For tokens, which cannot be guessed; not for passwords.
   */
  fingerprint(secret: string): string {
    let found = this.#fingerprints.get(secret)
    if (found === undefined) {
      if (this.#fingerprints.size >= REMEMBERED) this.#fingerprints.clear()
      found = `#${hash('sha256', secret, 'hex').slice(0, 8)}`
      this.#fingerprints.set(secret, found)
    }
    return found
  }

  /** Request header fields without secrets and without what concerns the connection only. */
  requestHeaders(headers: HeaderRecord): HeaderRecord {
    const kept: HeaderRecord = {}
    for (const name in headers) {
      const treatment = treatmentOf(name)
      if (treatment !== 'drop') kept[name] = this.#value(treatment, headers[name]!)
    }
    return kept
  }

  /** Response header fields in their order, without secrets: the same array where none has to go or to change. */
  responseHeaders(headers: [string, string][]): [string, string][] {
    let kept: [string, string][] | undefined
    for (let at = 0; at < headers.length; at++) {
      const field = headers[at]!
      const treatment = treatmentOf(field[0])
      const value = treatment === 'drop' ? '' : this.#value(treatment, field[1])
      if (treatment !== 'drop' && value === field[1]) {
        kept?.push(field)
        continue
      }
      kept ??= headers.slice(0, at)
      if (treatment !== 'drop') kept.push([field[0], value])
    }
    return kept ?? headers
  }

  /** A request target without tokens in its path or query. */
  target(target: string): string {
    const mark = target.indexOf('?')
    const path = mark < 0 ? target : target.slice(0, mark)
    const shownPath = path.startsWith('/socket')
      ? path.replace(SOCKET_TOKEN, (_all, stem: string, token: string) => stem + this.fingerprint(token))
      : this.#webTokens(path)
    return mark < 0 ? shownPath : `${shownPath}?${this.#form(target.slice(mark + 1))}`
  }

  /** Any text without passwords and tokens. */
  text(text: string): string {
    if (!SECRET_HINT.test(text)) return this.#webTokens(text)
    if (FORM.test(text)) return this.#form(text)
    let shown = text.replace(SECRET_MEMBER, (_all, name: string, value: string) => {
      const quote = /^["']/.test(value) ? value[0]! : ''
      const closed = quote !== '' && value.length > 1 && value.endsWith(quote)
      const bare = value.slice(quote.length, closed ? -1 : undefined)
      return bare === ''
        ? name + value
        : `${name}${quote}${this.#secret(name, unescaped(bare, quote))}${quote}`
    })
    if (shown.includes('<')) {
      shown = shown.replace(
        SECRET_ELEMENT,
        (_all, tag: string, value: string) => tag + this.#secret(tag, value),
      )
    }
    return this.#webTokens(shown)
  }

  #secret(name: string, value: string): string {
    return PASSWORD_NAME.test(name) ? MASKED : this.fingerprint(value)
  }

  #webTokens(text: string): string {
    return text.includes('eyJ') ? text.replace(WEB_TOKEN, (token) => this.fingerprint(token)) : text
  }

  /** Parameters joined by `&`. A secret ends at the next one, whatever else it contains. */
  #form(form: string): string {
    if (!form.includes('=')) return this.#webTokens(form)
    const shown = form.split('&').map((parameter) => {
      const equals = parameter.indexOf('=')
      const name = percentDecoded(parameter.slice(0, Math.max(0, equals)))
      const value = parameter.slice(equals + 1)
      if (!SECRET_PARAMETER.test(name) || value === '') return parameter
      return `${parameter.slice(0, equals)}=${this.#secret(name, percentDecoded(value))}`
    })
    return this.#webTokens(shown.join('&'))
  }

  #value(treatment: Treatment, value: string): string {
    if (treatment === 'credential') return this.#credentials(value)
    if (treatment === 'cookies') return this.#cookies(value)
    return value.includes('=') || value.includes('eyJ') ? this.text(value) : value
  }

  /** The values of a field that may have been sent several times, and then are joined. */
  #credentials(value: string): string {
    if (!value.includes(',')) return this.#credential(value.trim())
    return value
      .split(',')
      .map((part) => this.#credential(part.trim()))
      .join(', ')
  }

  #credential(value: string): string {
    const scheme = SCHEME.exec(value)
    if (scheme === null) return value === '' ? value : this.fingerprint(value)
    const [start, name] = scheme
    return `${name} ${/^basic$/i.test(name!) ? MASKED : this.fingerprint(value.slice(start.length))}`
  }

  /** A session sends the same cookies with each of its requests. */
  #cookies(value: string): string {
    let found = this.#cookieFields.get(value)
    if (found === undefined) {
      if (this.#cookieFields.size >= REMEMBERED) this.#cookieFields.clear()
      found = this.#redactedCookies(value)
      this.#cookieFields.set(value, found)
    }
    return found
  }

  #redactedCookies(value: string): string {
    return value
      .split(';')
      .map((part) => this.#cookie(part))
      .join(';')
  }

  #cookie(part: string): string {
    const equals = part.indexOf('=')
    const bare = part.trim()
    if (equals < 0) return COOKIE_FLAGS.test(bare) ? part : this.fingerprint(bare)
    const name = part.slice(0, equals).trim()
    if (PLAIN_COOKIES.has(name.toLowerCase()) || COOKIE_ATTRIBUTES.test(name)) return part
    return `${part.slice(0, equals)}=${this.fingerprint(part.slice(equals + 1).trim())}`
  }
}

/** A secret as it was before it was written in JSON, so that it has the same fingerprint everywhere. */
function unescaped(bare: string, quote: string): string {
  if (quote !== '"' || !bare.includes('\\')) return bare
  try {
    return String(JSON.parse(`"${bare}"`))
  } catch {
    return bare
  }
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function treatmentOf(name: string): Treatment {
  let found = TREATMENTS.get(name)
  if (found === undefined) {
    if (TREATMENTS.size >= REMEMBERED) TREATMENTS.clear()
    found = treatmentOfField(name.toLowerCase())
    TREATMENTS.set(name, found)
  }
  return found
}

/** @param name in lower case */
function treatmentOfField(name: string): Treatment {
  if (CONNECTION_HEADERS.has(name)) return 'drop'
  if (SECRET_HEADER.test(name) && !AUTHENTICATION_DEMANDS.has(name)) return 'credential'
  return name === 'cookie' || name === 'set-cookie' ? 'cookies' : 'text'
}
