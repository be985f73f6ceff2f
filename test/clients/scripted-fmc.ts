import { InProcessDispatcher, type WireRequest } from '../../simulator/index.js'
import type { ClientBench } from './client-bench.js'

/** What a scripted controller answers; JSON is written from a `body` that is no string. */
export interface ScriptedReply {
  status: number
  body?: unknown
  headers?: [name: string, value: string][]
}

/**
 * The way to a controller some of whose answers are written by a test; all others are those of the bench's simulator.
 * @param script gives the answer to a request, or undefined to leave it to the simulator
 */
export function scriptedFmc(
  bench: ClientBench,
  script: (request: WireRequest) => ScriptedReply | undefined,
): InProcessDispatcher {
  return new InProcessDispatcher({
    clock: bench.clock,
    transport: (request) => {
      const reply = script(request)
      if (reply === undefined) return bench.simulator.handle(request)
      const { status, body = '', headers = [] } = reply
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const response = { status, reason: String(status), headers, body: text }
      return { kind: 'reply', response, delayMs: 10, release: () => {} }
    },
  })
}

/** An answer in the manner of an FMC that is not a success. */
export function fmcError(status: number, description: string): ScriptedReply {
  return {
    status,
    body: { error: { category: 'FRAMEWORK', messages: [{ description }], severity: 'ERROR' } },
  }
}
