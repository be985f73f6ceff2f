import type { ExchangeEntry } from '../../../simulator/index.js'

const WRITING_METHODS: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])
/**
 * Entries of one exchange are written one after the other; on a clock that runs, so little time passes between them, in
 * ms.
 */
export const SAME_INSTANT_MS = 2
/** Characters of a target that a message shows. */
const SHOWN_TARGET = 100

/** Whether a request was for a session or for a token of one. */
export function isRenewal({ purpose }: Pick<ExchangeEntry, 'purpose'>): boolean {
  return purpose === 'login' || purpose === 'refresh'
}

/** Whether a login or a refresh brought a token. */
export function isGrant(exchange: ExchangeEntry): boolean {
  const { purpose, auth, response } = exchange
  if (purpose === 'login') return auth.outcome === 'logged-in'
  return purpose === 'refresh' && auth.outcome === 'accepted' && response.status < 300
}

/** Whether a request was to open an APIC's websocket. */
export function isSocketHandshake({ request: { method, target } }: ExchangeEntry): boolean {
  return method === 'GET' && target.startsWith('/socket')
}

/** Whether a request asks the controller to change something. */
export function isWrite({ purpose, request }: ExchangeEntry): boolean {
  return purpose === 'call' && WRITING_METHODS.has(request.method)
}

/** The session that a request named, or that a login opened; undefined where the controller found none. */
export function sessionOf({ auth }: ExchangeEntry): string | undefined {
  return 'session' in auth ? auth.session : undefined
}

/** Fingerprint of the token that a request carried; undefined where the controller found none. */
export function tokenOf({ auth }: ExchangeEntry): string | undefined {
  return 'token' in auth ? auth.token : undefined
}

/** Monotonic instant at which the controller had answered, in ms. */
export function answeredMs({ atMs, processingMs }: ExchangeEntry): number {
  return atMs + processingMs
}

/** What makes a request the same as another one. */
export function requestKey({
  request: { method, target, body },
}: {
  request: Pick<ExchangeEntry['request'], 'method' | 'target' | 'body'>
}): string {
  return `${method} ${target}\n${body}`
}

/** A request for a message: method and target, cut where it is very long. */
export function shown({
  request: { method, target },
}: {
  request: Pick<ExchangeEntry['request'], 'method' | 'target'>
}): string {
  return `${method} ${target.length > SHOWN_TARGET ? `${target.slice(0, SHOWN_TARGET)}...` : target}`
}

/** Value of a header field of the request, by its name in lower case. */
export function requestField({ request: { headers } }: ExchangeEntry, name: string): string | undefined {
  if (Object.hasOwn(headers, name)) return headers[name]
  const found = Object.keys(headers).find((key) => key.toLowerCase() === name)
  return found === undefined ? undefined : headers[found]
}

/** Value of a header field of the answer, by its name in lower case. */
export function responseField({ response: { headers } }: ExchangeEntry, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1]
}
