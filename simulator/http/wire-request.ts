import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'
import type { WireRequest } from '../controller.js'
import type { HeaderRecord } from '../journal/entries.js'

/** A request body is longer than the shell takes. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError'
}

/**
 * Calls `done` with the request as controllers see it, at once when it has no body, and not at all when the client
 * leaves before its end.
 * @param limitBytes longest body that is taken
 */
export function readWireRequest(
  incoming: IncomingMessage,
  limitBytes: number,
  done: (result: WireRequest | BodyTooLargeError) => void,
): void {
  const { headers } = incoming
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    done(wireRequest(incoming, ''))
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    const fitted = bytes <= limitBytes
    bytes += chunk.length
    if (bytes <= limitBytes) chunks.push(chunk)
    // The rest is read and thrown away, so that the client gets to see the answer.
    else if (fitted) done(new BodyTooLargeError(`a request body may have ${limitBytes} bytes at most`))
  })
  incoming.on('end', () => {
    if (bytes <= limitBytes) done(wireRequest(incoming, Buffer.concat(chunks, bytes).toString('utf8')))
  })
}

function wireRequest(incoming: IncomingMessage, body: string): WireRequest {
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    headers: joined(incoming.headers),
    body,
    address: incoming.socket.remoteAddress ?? '',
    scheme: incoming.socket instanceof TLSSocket ? 'https' : 'http',
  }
}

function joined(fields: IncomingMessage['headers']): HeaderRecord {
  const headers: HeaderRecord = {}
  for (const name in fields) {
    const value = fields[name]
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}
