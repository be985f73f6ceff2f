import { stringify } from 'node:querystring'
import { Dispatcher, errors } from 'undici'
import type { Clock, TimerCallback } from './clock/clock.js'
import { VirtualClock } from './clock/virtual-clock.js'
import type { WireRequest, WireResponse } from './controller.js'
import type { HeaderRecord } from './journal/entries.js'
import type { HeldOutcome, Outcome } from './outcome.js'

/** Carries a request to a controller and says what becomes of it; `sender.signal` fires when the client gives it up. */
export type Transport = (
  request: WireRequest,
  sender: { readonly signal: AbortSignal },
) => Outcome | Promise<Outcome>

/** How long one exchange spends on the network, in ms of the controller's clock. */
export interface Latency {
  /** From the client to the controller. */
  outMs: number
  /** From the controller back to the client. */
  backMs: number
}

/** How an {@link InProcessDispatcher} is made. */
export interface InProcessOptions {
  clock: Clock
  transport: Transport
  /** Called once for each request, in the order in which they are sent; no latency unless given. */
  latency?: () => Latency
  /** Source address that the controller sees. */
  address?: string
  /** Hears of each exchange as it is sent; the record is filled in as the exchange goes on. */
  onExchange?: (exchange: NetworkExchange) => void
}

/** One exchange as the client's side of the network sees it. Instants are monotonic ms of the clock. */
export interface NetworkExchange {
  method: string
  target: string
  sentMs: number
  /** When the answer was complete, the connection broke, or the client gave up; Infinity until then. */
  endedMs: number
  /** The answer, once all of it has reached the client. */
  response?: WireResponse
}

const NO_LATENCY: Latency = { outMs: 0, backMs: 0 }

/**
 * An undici dispatcher without sockets: a client that is given it talks to a controller in the same process, over a
 * network whose latency and losses happen in virtual time. A request that its client gives up on still arrives.
 */
export class InProcessDispatcher extends Dispatcher {
  readonly #clock: Clock
  readonly #transport: Transport
  readonly #latency: () => Latency
  readonly #address: string
  readonly #onExchange: ((exchange: NetworkExchange) => void) | undefined

  constructor(options: InProcessOptions) {
    super()
    this.#clock = options.clock
    this.#transport = options.transport
    this.#latency = options.latency ?? (() => NO_LATENCY)
    this.#address = options.address ?? '127.0.0.1'
    this.#onExchange = options.onExchange
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    const delivery = new Delivery(handler as unknown as LegacyHandler)
    const { body } = options
    if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array) {
      this.#send(toWireRequest(options, body ?? '', this.#address), delivery)
    } else {
      collect(body as AsyncIterable<Uint8Array | string>).then(
        (whole) => this.#send(toWireRequest(options, whole, this.#address), delivery),
        (error: Error) => delivery.fail(error),
      )
    }
    return true
  }

  override async close(): Promise<void> {}

  override async destroy(): Promise<void> {}

  #send(request: WireRequest, delivery: Delivery): void {
    if (this.#onExchange !== undefined) this.#trace(request, delivery, this.#onExchange)
    const { outMs, backMs } = this.#latency()
    if (outMs <= 0) this.#arrive(request, delivery, backMs)
    else this.#clock.setTimer(outMs, () => this.#arrive(request, delivery, backMs))
  }

  #trace(
    { method, target }: WireRequest,
    delivery: Delivery,
    hear: (exchange: NetworkExchange) => void,
  ): void {
    const exchange: NetworkExchange = {
      method,
      target,
      sentMs: this.#clock.monotonicMs(),
      endedMs: Number.POSITIVE_INFINITY,
    }
    delivery.onEnd = (response) => {
      exchange.endedMs = this.#clock.monotonicMs()
      if (response !== undefined) exchange.response = response
    }
    hear(exchange)
  }

  #arrive(request: WireRequest, delivery: Delivery, backMs: number): ReturnType<TimerCallback> {
    const outcome = this.#transport(request, delivery)
    if (!(outcome instanceof Promise)) return this.#deliver(outcome, delivery, backMs)
    // The answer comes over something that this clock cannot see: time stands still until it is here.
    const resume = this.#clock instanceof VirtualClock ? this.#clock.hold() : () => {}
    outcome.then(
      (known) => {
        this.#deliver(known, delivery, backMs)
        resume()
      },
      (error: Error) => {
        delivery.fail(error)
        resume()
      },
    )
  }

  #deliver(outcome: Outcome, delivery: Delivery, backMs: number): ReturnType<TimerCallback> {
    if (outcome.kind === 'silence') return 'quiet'
    if (outcome.kind === 'held') return this.#wait(outcome, delivery, backMs)
    // The way back is timed when the answer leaves, so that answers which meet at one instant keep the order of a
    // real network's.
    return this.#after(outcome.delayMs, () => {
      if (outcome.kind === 'reply') outcome.release()
      return this.#after(backMs, () => {
        if (outcome.kind === 'reset') delivery.fail(new errors.SocketError('other side closed'))
        else if (outcome.kind === 'truncated') delivery.breakOff(outcome.response, outcome.bytes)
        else delivery.complete(outcome.response)
      })
    })
  }

  #wait(outcome: HeldOutcome, delivery: Delivery, backMs: number): 'quiet' {
    outcome.onRelease((next) => this.#deliver(next, delivery, backMs))
    if (delivery.aborted) outcome.abandon()
    else delivery.signal.addEventListener('abort', () => outcome.abandon(), { once: true })
    return 'quiet'
  }

  #after(delayMs: number, run: TimerCallback): ReturnType<TimerCallback> {
    if (delayMs <= 0) return run()
    this.#clock.setTimer(delayMs, run)
    return 'quiet'
  }
}

/** What undici's own request and fetch hand to a dispatcher. */
interface LegacyHandler {
  onConnect?(abort: (reason?: Error) => void): void
  onHeaders(status: number, headers: string[], resume: () => void, reason: string): boolean
  onData(chunk: Buffer): boolean
  onComplete(trailers: string[]): void
  onError(error: Error): void
  onRequestStart?(controller: DispatchController, context: unknown): void
  onResponseStart?(
    controller: DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
    reason: string,
  ): void
  onResponseData?(controller: DispatchController, chunk: Buffer): void
  onResponseEnd?(controller: DispatchController, trailers: Record<string, string>): void
  onResponseError?(controller: DispatchController, error: Error): void
}

interface DispatchController {
  abort(reason: Error): void
  pause(): void
  resume(): void
  readonly aborted: boolean
  readonly paused: boolean
  readonly reason: Error | null
}

const NOTHING = () => {}

/**
 * Hands one answer to a handler, in either of undici's two forms; nothing after the first end. A handler may throw to
 * refuse an answer, as undici's own do that try again: it then hears of its own error, as from undici.
 */
class Delivery implements DispatchController {
  readonly paused = false
  readonly #handler: LegacyHandler
  /** Whether the handler has the newer form, in which this delivery itself is what steers the exchange. */
  readonly #steered: boolean
  #abort: AbortController | undefined
  /** Why the client gave the exchange up; null while it has not. */
  #abortReason: Error | null = null
  #ended = false
  /** Called once, when the client has its answer or its error. */
  onEnd: (response?: WireResponse) => void = NOTHING

  constructor(handler: LegacyHandler) {
    this.#handler = handler
    this.#steered = handler.onRequestStart !== undefined
    if (this.#steered) handler.onRequestStart?.(this, {})
    else handler.onConnect?.((reason) => this.abort(reason))
  }

  get aborted(): boolean {
    return this.#abortReason !== null
  }

  get reason(): Error | null {
    return this.#abortReason
  }

  abort(reason: Error = new errors.RequestAbortedError()): void {
    if (this.#ended) return
    this.#abortReason = reason
    this.#abort?.abort(reason)
    this.fail(reason)
  }

  pause(): void {}

  resume(): void {}

  /** Made only for transports that look at it, because making one is dear. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    return this.#abort.signal
  }

  complete(response: WireResponse): void {
    if (!this.#begin(response, response.body)) return
    this.#ended = true
    this.onEnd(response)
    try {
      if (this.#steered) this.#handler.onResponseEnd?.(this, {})
      else this.#handler.onComplete([])
    } catch (error) {
      this.#error(error as Error)
    }
  }

  breakOff(response: WireResponse, bytes: number): void {
    const body = Buffer.from(response.body)
    // With all of its body there, as where it has none, an answer is whole whatever becomes of the connection.
    if (bytes >= body.length) this.complete(response)
    else if (this.#begin(response, body.subarray(0, bytes))) {
      this.fail(new errors.SocketError('other side closed'))
    }
  }

  /** Hands over head and body; false when the handler has, or has now, had enough. */
  #begin(response: WireResponse, body: string | Buffer): boolean {
    if (this.#ended) return false
    try {
      this.#head(response)
      if (!this.#ended && body.length > 0) this.#data(typeof body === 'string' ? Buffer.from(body) : body)
    } catch (error) {
      this.fail(error as Error)
    }
    return !this.#ended
  }

  fail(error: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.onEnd()
    this.#error(error)
  }

  #error(error: Error): void {
    if (this.#steered) this.#handler.onResponseError?.(this, error)
    else this.#handler.onError(error)
  }

  #head(response: WireResponse): void {
    if (!this.#steered) {
      this.#handler.onHeaders(response.status, rawHeaders(response), NOTHING, response.reason)
      return
    }
    const headers: Record<string, string | string[]> = {}
    for (const [name, value] of response.headers) {
      const lower = lowerCase(name)
      const known = headers[lower]
      headers[lower] = known === undefined ? value : [known, value].flat()
    }
    this.#handler.onResponseStart?.(this, response.status, headers, response.reason)
  }

  #data(chunk: Buffer): void {
    if (this.#steered) this.#handler.onResponseData?.(this, chunk)
    else this.#handler.onData(chunk)
  }
}

function rawHeaders({ headers }: WireResponse): string[] {
  const raw: string[] = []
  for (const field of headers) raw.push(field[0], field[1])
  return raw
}

/** Lower-case forms of header names; bounded, because clients and faults make names up. */
const LOWER_CASE = new Map<string, string>()

function lowerCase(name: string): string {
  let lower = LOWER_CASE.get(name)
  if (lower === undefined) {
    if (LOWER_CASE.size >= 1000) LOWER_CASE.clear()
    lower = name.toLowerCase()
    LOWER_CASE.set(name, lower)
  }
  return lower
}

function toWireRequest(
  options: Dispatcher.DispatchOptions,
  body: string | Uint8Array,
  address: string,
): WireRequest {
  const origin = String(options.origin ?? 'https://midrun.invalid')
  const scheme = origin.startsWith('http:') ? 'http' : 'https'
  const query = stringify(options.query)
  return {
    method: options.method,
    target: query === '' ? options.path : `${options.path}?${query}`,
    headers: toHeaderRecord(options.headers, origin.slice(scheme.length + 3)),
    body: typeof body === 'string' ? body : Buffer.from(body).toString('utf8'),
    address,
    scheme,
  }
}

function toHeaderRecord(headers: Dispatcher.DispatchOptions['headers'], host: string): HeaderRecord {
  const record: HeaderRecord = { host }
  if (headers === undefined || headers === null) return record
  if (Array.isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) add(record, headers[i]!, headers[i + 1]!)
  } else if (Symbol.iterator in headers) {
    for (const [name, value] of headers) add(record, name, value)
  } else {
    for (const name in headers) add(record, name, headers[name])
  }
  return record
}

function add(record: HeaderRecord, name: string, value: string | string[] | undefined): void {
  if (value === undefined) return
  const lower = lowerCase(name)
  const joint = lower === 'cookie' ? '; ' : ', '
  const text = Array.isArray(value) ? value.join(joint) : value
  const known = lower === 'host' ? undefined : record[lower]
  record[lower] = known === undefined ? text : known + joint + text
}

async function collect(body: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of body) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}
