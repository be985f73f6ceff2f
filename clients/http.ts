import { Agent, type Dispatcher, ProxyAgent } from 'undici'
import { type ClientTime, systemClock } from './clock.js'
import { ConnectionError, NoServerError, RequestTimeoutError } from './errors.js'
import { ReplyReader } from './reply-reader.js'

/** Where a controller is and how to reach it. */
export interface ConnectionOptions {
  /** Scheme, host and port: `https://apic.example.net`. */
  url: string
  /** PEM text of the certificate authority to trust in place of the system's. */
  ca?: string
  /** False accepts any certificate: for a first look only, anybody on the way can read the password then. */
  verifyTls?: boolean
  /** URL of an HTTP proxy. */
  proxy?: string
  /** An undici dispatcher to use in place of one made from `ca`, `verifyTls` and `proxy`; it stays the caller's to close. */
  dispatcher?: Dispatcher
  /** How long one exchange may take, body included, in ms. 30 s unless given. */
  requestTimeoutMs?: number
  /** The clocks to live by; the machine's own unless given. */
  clock?: ClientTime
  /** Random numbers in [0, 1) that spread retries; `Math.random` unless given. */
  random?: () => number
}

/** One request. */
export interface HttpRequest {
  method: string
  /** Path and query. */
  path: string
  headers?: Record<string, string>
  body?: string
}

/** One answer, whatever its status. */
export interface HttpReply {
  status: number
  /** Names in lower case. */
  headers: Record<string, string | string[] | undefined>
  /** The body as text; empty when there is none. */
  body: string
}

/** Sends requests to one controller, each with a time limit on the client's own clock. */
export class HttpConnection {
  readonly #origin: string
  readonly #dispatcher: Dispatcher
  readonly #ownsDispatcher: boolean
  readonly #clock: ClientTime
  /** How long one exchange may take, in ms. */
  readonly requestTimeoutMs: number

  /** @throws NoServerError; TypeError, RangeError when the URL or the time-out cannot be meant */
  constructor(options: ConnectionOptions) {
    this.#origin = originOf(options.url)
    this.#clock = options.clock ?? systemClock
    this.requestTimeoutMs = options.requestTimeoutMs ?? 30_000
    if (!(this.requestTimeoutMs > 0)) {
      throw new RangeError(
        `requestTimeoutMs: expected a number of ms above 0, found ${this.requestTimeoutMs}`,
      )
    }
    this.#ownsDispatcher = options.dispatcher === undefined
    this.#dispatcher = options.dispatcher ?? makeDispatcher(options)
  }

  /**
   * Sends a request and reads the whole answer.
   * @throws RequestTimeoutError, ConnectionError
   */
  send(what: HttpRequest): Promise<HttpReply> {
    return new Promise((resolve, reject) => {
      const reader = new ReplyReader(
        (reply) => {
          timer.cancel()
          resolve(reply)
        },
        (error) => {
          timer.cancel()
          reject(new ConnectionError(requestLine(what), error))
        },
      )
      const timer = this.#clock.setTimer(this.requestTimeoutMs, () => {
        const error = new RequestTimeoutError(
          `${requestLine(what)}: no answer within ${this.requestTimeoutMs} ms`,
        )
        reject(error)
        reader.abandon(error)
      })
      try {
        this.#dispatcher.dispatch(this.#dispatchOptions(what), reader)
      } catch (error) {
        reader.onResponseError(undefined, error as Error)
      }
    })
  }

  #dispatchOptions({ method, path, headers = {}, body }: HttpRequest): Dispatcher.DispatchOptions {
    return { origin: this.#origin, path: wirePath(this.#origin, path), method, headers, body: body ?? null }
  }

  /** Closes the connections that this object opened. */
  async close(): Promise<void> {
    if (this.#ownsDispatcher) await this.#dispatcher.close()
  }
}

function originOf(url: string): string {
  if (!url) throw new NoServerError()
  const parsed = URL.parse(url)
  const fine =
    parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.pathname === '/' && parsed.search === ''
  if (!fine)
    throw new TypeError('url: expected scheme, host and port only, such as https://apic.example.net:443')
  return parsed.origin
}

/** Method and path of a request, for messages: queries may hold secrets. */
export function requestLine({ method, path }: Pick<HttpRequest, 'method' | 'path'>): string {
  return `${method} ${path.split('?', 1)[0]}`
}

/** Paths that stand on the wire as they are: nothing to be encoded, no dot segments, no fragment. */
const PLAIN_PATH = /^\/(?:[\w/?=&:,;~@!$()*+-]|(?<=\w)\.)*$/

/** A path as it must stand on the wire, percent-encoded where it is not yet. */
function wirePath(origin: string, path: string): string {
  if (PLAIN_PATH.test(path)) return path
  const { pathname, search } = new URL(origin + path)
  return pathname + search
}

function makeDispatcher({ ca, verifyTls = true, proxy }: ConnectionOptions): Dispatcher {
  const tls = { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: verifyTls }
  return proxy === undefined ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, requestTls: tls })
}

/** The JSON in a reply; undefined when it is something else, such as the page of a proxy. */
export function parseJson(reply: HttpReply): unknown {
  try {
    return JSON.parse(reply.body)
  } catch {
    return undefined
  }
}

/** The text of a header field; undefined when it is absent. */
export function header(reply: HttpReply, name: string): string | undefined {
  const value = reply.headers[name]
  return Array.isArray(value) ? value[0] : value
}
