import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import type { FaultType } from './fault-type.js'

/** Something in front of the controller answers in its place. */
export const status: FaultType<{
  status: number
  contentType: string
  body: string
  retryAfterSeconds?: number | undefined
}> = {
  type: 'status',
  title:
    'A proxy in front of the controller answers with this status; the controller never sees the request.',
  options: z.strictObject({
    status: z.number().int().min(400).max(599),
    contentType: z.string().default('text/html'),
    body: z.string().default(''),
    retryAfterSeconds: z.number().int().nonnegative().optional(),
  }),
  replyOf: ({ status: code, retryAfterSeconds }) => ({
    became: 'replaced',
    status: code,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  }),
  strike({ status: code, contentType, body, retryAfterSeconds }) {
    const reason = STATUS_CODES[code] ?? 'Unknown'
    const headers: [string, string][] = [['Content-Type', contentType]]
    if (retryAfterSeconds !== undefined) headers.push(['Retry-After', String(retryAfterSeconds)])
    const page = `<html><head><title>${code} ${reason}</title></head><body><h1>${code} ${reason}</h1></body></html>`
    return {
      kind: 'reply',
      response: { status: code, reason, headers, body: body === '' ? page : body },
      delayMs: 0,
      release: () => {},
    }
  },
}
