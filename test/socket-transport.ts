import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Agent, request as send } from 'undici'
import type { RunOptions } from '../conformance/plans/run-plan.js'
import { watchConnections } from '../simulator/http/connections.js'
import { createApp, type Identity } from '../simulator/http/index.js'
import type { Outcome, Transport, WireRequest, WireResponse } from '../simulator/index.js'

/** Fields that HTTP adds for a connection's sake, in lower case; the rest of a reply is the controller's. */
const CONNECTION_FIELDS = new Set(['connection', 'keep-alive', 'content-length', 'transfer-encoding'])

/** Real ms for which an idle connection is kept: longer than any test, so that none ends at a bad moment. */
const KEPT_MS = 600_000

/**
 * The way to a simulator through real HTTPS sockets on the loopback, for `runPlan`. Virtual time stands still while
 * bytes are under way, and passes while the controller itself lets a request wait.
 */
export function overSockets(identity: Identity): NonNullable<RunOptions['transport']> {
  return async (simulator, clock) => {
    const { certificate: cert, key } = identity.server
    const options = { cert, key, joinDuplicateHeaders: true, keepAliveTimeout: KEPT_MS }
    const server = createServer(options, createApp(simulator))
    watchConnections(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const agent = new Agent({
      connect: { ca: identity.caCertificate },
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: KEPT_MS,
      keepAliveMaxTimeout: KEPT_MS,
    })
    const transport: Transport = async (request, sender) => {
      // Time stands still until a request is answered or waits, so the next one to arrive is this one.
      const arrival = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>
      const giveUp = new AbortController()
      const exchange = exchangeOnSocket(agent, origin, request, giveUp.signal)
      const [, response] = await arrival
      const gone = new Promise<unknown>((resolve) => response.once('close', resolve))
      sender.signal.addEventListener('abort', () => {
        // The request waits for time to pass; it must not until the server has noticed that its client left.
        const goOn = clock.hold()
        gone.then(goOn)
        giveUp.abort()
      })
      const outcome = await exchange
      if (!response.closed) await gone
      return outcome
    }
    return {
      transport,
      async close() {
        await agent.destroy()
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      },
    }
  }
}

/** One exchange on a socket, and how it ended there. */
async function exchangeOnSocket(
  agent: Agent,
  origin: string,
  { method, target, headers, body }: WireRequest,
  signal: AbortSignal,
): Promise<Outcome> {
  const response: WireResponse = { status: 0, reason: '', headers: [], body: '' }
  const chunks: Buffer[] = []
  try {
    const reply = await send(origin + target, {
      method: method as 'GET',
      dispatcher: agent,
      headers,
      body: body === '' ? null : body,
      signal,
      responseHeaders: 'raw',
    })
    response.status = reply.statusCode
    response.headers = controllerFields(reply.headers)
    for await (const chunk of reply.body) chunks.push(chunk)
  } catch {
    if (response.status === 0) return { kind: 'reset', delayMs: 0 }
    const part = Buffer.concat(chunks)
    // What never came was a byte at least.
    return { kind: 'truncated', response: { ...response, body: `${part}?` }, bytes: part.length, delayMs: 0 }
  }
  response.body = Buffer.concat(chunks).toString()
  return { kind: 'reply', response, delayMs: 0, release: () => {} }
}

/** Names and values of the controller's own fields; undici gives raw ones as one list, whatever its types say. */
function controllerFields(raw: unknown): WireResponse['headers'] {
  const list = (raw as Buffer[]).map(String)
  const found: WireResponse['headers'] = []
  for (let at = 0; at + 1 < list.length; at += 2) {
    if (!CONNECTION_FIELDS.has(list[at]!.toLowerCase())) found.push([list[at]!, list[at + 1]!])
  }
  return found
}
