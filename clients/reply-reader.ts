import type { Dispatcher } from 'undici'
import type { HttpReply } from './http.js'

const BYTE_ORDER_MARK = 0xfeff

/** Puts one answer together from what an undici dispatcher hands over, without a stream in between. */
export class ReplyReader implements Dispatcher.DispatchHandler {
  readonly #resolve: (reply: HttpReply) => void
  readonly #reject: (error: Error) => void
  #controller: Dispatcher.DispatchController | undefined
  #abandoned: Error | undefined
  #status = 0
  #headers: HttpReply['headers'] = {}
  readonly #chunks: Buffer[] = []

  /**
   * @param resolve called with the answer once all of it is here
   * @param reject called when the connection fails or breaks before that
   */
  constructor(resolve: (reply: HttpReply) => void, reject: (error: Error) => void) {
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Gives the answer up: the request is aborted, at the latest when a connection would send it. */
  abandon(reason: Error): void {
    this.#abandoned = reason
    this.#controller?.abort(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#abandoned !== undefined) controller.abort(this.#abandoned)
  }

  /** Called for interim answers (1xx) too, which the final one then replaces. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: HttpReply['headers'],
  ): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#resolve({ status: this.#status, headers: this.#headers, body: textOf(this.#chunks) })
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#reject(error)
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const text = chunks.length === 1 ? chunks[0]!.toString() : Buffer.concat(chunks).toString()
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}
