import {
  type AuthDecision,
  type ControllerKind,
  type JournalEntry,
  type NewEntry,
  Redaction,
  type RefusalCause,
  type SessionEntry,
} from '../../simulator/index.js'
import { HAR_PROTOCOLS, type HarExchange, type HarProtocol } from './har-controllers.js'
import { type HarEntry, readHar } from './har-file.js'

interface Session {
  id: string
  user: string
  /** The newest token. */
  token: string
  endsMs: number
  ended?: RefusalCause
}

/**
 * Turns a HAR 1.2 file of requests to a real controller into a journal: purposes, outcomes and sessions follow from
 * paths, answers and the tokens that they gave out. Secrets are replaced as in any journal.
 * @throws RecordingError
 */
export function journalOfHar(controller: ControllerKind, text: string): JournalEntry[] {
  const found = readHar(text)
  const [first] = found
  if (first === undefined) return []
  const reader = new HarReader(HAR_PROTOCOLS[controller], Date.parse(first.startedDateTime))
  for (const entry of found) reader.read(entry)
  return reader.entries
}

/** Follows sessions through the requests of a file, in order. */
class HarReader {
  readonly entries: JournalEntry[] = []
  readonly #protocol: HarProtocol
  readonly #startMs: number
  readonly #redaction = new Redaction()
  readonly #sessions = new Map<string, Session>()
  #born = 0
  #nowMs = 0

  /** @param startMs wall instant of the first request, in ms since 1970 */
  constructor(protocol: HarProtocol, startMs: number) {
    this.#protocol = protocol
    this.#startMs = startMs
  }

  read(entry: HarEntry): void {
    this.#nowMs = Date.parse(entry.startedDateTime) - this.#startMs
    const exchange = exchangeOf(entry)
    const purpose = this.#protocol.purposeOf(exchange)
    const auth = purpose === 'login' ? this.#login(exchange) : this.#request(exchange, purpose === 'refresh')
    this.#write({
      kind: 'exchange',
      purpose,
      request: {
        method: exchange.method,
        target: this.#redaction.target(exchange.target),
        headers: this.#redaction.requestHeaders(exchange.headers),
        body: this.#redaction.text(exchange.body),
      },
      auth,
      response: {
        status: exchange.status,
        reason: entry.response.statusText,
        headers: this.#redaction.responseHeaders(exchange.responseHeaders),
        body: this.#redaction.text(exchange.responseBody),
      },
      processingMs: Math.max(0, entry.time),
    })
    if (purpose === 'logout' && auth.outcome === 'accepted') this.#end(this.#sessionOf(exchange), 'logout')
  }

  #login(exchange: HarExchange): AuthDecision {
    const grant = this.#protocol.grantIn(exchange)
    const user = this.#protocol.userOf(exchange) ?? 'unknown'
    if (exchange.status === 429 || exchange.status === 503) return { outcome: 'throttled', limit: 'unknown' }
    if (grant === undefined) return { outcome: 'bad-credentials', user, cause: 'password' }
    if (this.#protocol.oneSession) {
      for (const session of this.#sessions.values())
        if (session.user === user) this.#end(session, 'superseded')
    }
    const session: Session = { id: `har-${++this.#born}`, user, token: grant.token, endsMs: 0 }
    this.#give(session, grant.token, grant.lifetimeMs, 'born')
    return { outcome: 'logged-in', user, session: session.id }
  }

  #request(exchange: HarExchange, isRefresh: boolean): AuthDecision {
    const value = this.#protocol.tokenOf(exchange)
    const session = this.#sessionOf(exchange)
    const token = value === undefined ? {} : { token: this.#redaction.fingerprint(value) }
    const named = { ...token, ...(session === undefined ? {} : { session: session.id }) }
    if (exchange.status === 429 || exchange.status === 503) return { outcome: 'throttled', limit: 'unknown' }
    if (this.#protocol.refusesSession(exchange)) {
      return { outcome: 'refused', cause: this.#causeOf(value, session), ...named }
    }
    if (value === undefined) return { outcome: 'public' }
    const user = session?.user ?? 'unknown'
    if (exchange.status === 403) return { outcome: 'forbidden', user, ...named }
    const grant = isRefresh ? this.#protocol.grantIn(exchange) : undefined
    if (grant !== undefined && session !== undefined) {
      this.#give(session, grant.token, grant.lifetimeMs, 'refreshed')
    }
    return { outcome: 'accepted', how: 'token', user, ...named }
  }

  /** The likeliest reason for a refusal that the file can tell. */
  #causeOf(token: string | undefined, session: Session | undefined): RefusalCause {
    if (token === undefined) return 'missing'
    if (session === undefined) return 'unknown'
    if (session.ended !== undefined) return session.ended
    if (session.token !== token) return 'replaced'
    // Anything else than its age that ended it happened out of the file's sight.
    return this.#nowMs >= session.endsMs ? 'token-expired' : 'terminated'
  }

  #sessionOf(exchange: HarExchange): Session | undefined {
    return this.#sessions.get(this.#protocol.tokenOf(exchange) ?? '')
  }

  #give(session: Session, token: string, lifetimeMs: number, event: 'born' | 'refreshed'): void {
    session.token = token
    session.endsMs = this.#nowMs + lifetimeMs
    this.#sessions.set(token, session)
    this.#note(session, { event, token: this.#redaction.fingerprint(token), tokenEndsMs: session.endsMs })
  }

  #end(session: Session | undefined, cause: 'logout' | 'superseded'): void {
    if (session === undefined || session.ended !== undefined) return
    session.ended = cause
    this.#note(session, { event: 'ended', cause, endedMs: this.#nowMs })
  }

  #note({ id, user }: Session, what: Omit<NewEntry<SessionEntry>, 'kind' | 'session' | 'user'>): void {
    this.#write({ kind: 'session', session: id, user, ...what })
  }

  #write(entry: NewEntry): void {
    const place = { seq: this.entries.length, atMs: this.#nowMs, wallMs: this.#startMs + this.#nowMs }
    this.entries.push({ ...place, ...entry } as JournalEntry)
  }
}

function exchangeOf({ request, response }: HarEntry): HarExchange {
  const { pathname, search } = new URL(request.url)
  const headers: Record<string, string> = {}
  for (const { name, value } of request.headers) {
    const key = name.toLowerCase()
    // Pseudo-header fields of HTTP/2 say again what stands in the URL.
    if (key.startsWith(':')) continue
    headers[key] =
      headers[key] === undefined ? value : `${headers[key]}${key === 'cookie' ? '; ' : ', '}${value}`
  }
  const { text = '', encoding } = response.content
  return {
    method: request.method.toUpperCase(),
    target: pathname + search,
    headers,
    body: request.postData?.text ?? '',
    status: response.status,
    responseHeaders: response.headers.map(({ name, value }) => [name, value]),
    responseBody: encoding === 'base64' ? Buffer.from(text, 'base64').toString() : text,
  }
}
