import type { ExchangeEntry, JournalEntry } from './entries.js'
import { MASKED } from './redaction.js'

/** A field by name, as HAR writes them. */
interface HarField {
  name: string
  value: string
}

/** What a HAR file says of itself. */
export interface HarSource {
  /** Scheme, host and port of the controller, without a slash at the end. */
  origin: string
  /** Version of Midrun. */
  version: string
}

const HTTP_VERSION = 'HTTP/1.1'
/** For sizes that nobody counted. */
const UNKNOWN = -1

/**
 * The exchanges of a journal as a HAR 1.2 file: JSON text, in parts, so that a long journal needs no memory twice. All
 * secrets are masked or fingerprints, as in the journal.
 */
export function* harText(entries: Iterable<JournalEntry>, { origin, version }: HarSource): Generator<string> {
  yield `{"log":{"version":"1.2","creator":${JSON.stringify({ name: 'Midrun', version })},"pages":[],"entries":[`
  let joint = '\n'
  for (const entry of entries) {
    if (entry.kind !== 'exchange') continue
    yield joint + JSON.stringify(harEntry(entry, origin))
    joint = ',\n'
  }
  yield '\n]}}\n'
}

function harEntry(entry: ExchangeEntry, origin: string): unknown {
  const { request, response, wallMs, processingMs } = entry
  const url = urlOf(request.target, origin)
  const contentType = Object.entries(request.headers).find(([name]) => name.toLowerCase() === 'content-type')
  return {
    startedDateTime: new Date(wallMs).toISOString(),
    time: processingMs,
    request: {
      method: request.method,
      url: url.href,
      httpVersion: HTTP_VERSION,
      cookies: [],
      headers: requestFields(entry),
      queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
      ...(request.body === ''
        ? {}
        : { postData: { mimeType: contentType?.[1] ?? '', params: [], text: request.body } }),
      headersSize: UNKNOWN,
      bodySize: Buffer.byteLength(request.body),
    },
    response: {
      status: response.status,
      statusText: response.reason,
      httpVersion: HTTP_VERSION,
      cookies: [],
      headers: response.headers.map(([name, value]): HarField => ({ name, value })),
      content: {
        size: Buffer.byteLength(response.body),
        mimeType: fieldOf(response.headers, 'content-type'),
        text: response.body,
      },
      redirectURL: fieldOf(response.headers, 'location'),
      headersSize: UNKNOWN,
      bodySize: Buffer.byteLength(response.body),
    },
    cache: {},
    timings: { send: 0, wait: processingMs, receive: 0 },
    comment: `${entry.purpose}, ${entry.auth.outcome}${'cause' in entry.auth ? `: ${entry.auth.cause}` : ''}`,
  }
}

/** Readers find the user of a login in its Basic credentials, so those are put together anew, without the password. */
function requestFields({ request, auth }: ExchangeEntry): HarField[] {
  const user = 'user' in auth ? (auth.user ?? '') : ''
  return Object.entries(request.headers).map(([name, value]) => ({
    name,
    value: /^basic /i.test(value) ? `Basic ${Buffer.from(`${user}:${MASKED}`).toString('base64')}` : value,
  }))
}

function urlOf(target: string, origin: string): URL {
  // Clients may send anything as a target, `*` for one.
  const path = target.startsWith('/') ? target : `/${target}`
  return new URL(URL.canParse(origin + path) ? origin + path : `${origin}/`)
}

function fieldOf(headers: readonly [string, string][], wanted: string): string {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? ''
}
