import { type HttpReply, header } from './http.js'

/**
 * How a throttled request is tried again: waits of `firstMs`, twice that, and so on up to `longestMs` where that is
 * given, spread by up to a quarter.
 */
export interface RetryPolicy {
  retries: number
  firstMs: number
  longestMs?: number
}

/** Longest wait that a controller's `Retry-After` is heeded for, in ms: five minutes. */
const LONGEST_WAIT_MS = 300_000

/**
 * How long to wait before retry number `retry`, from 0, in ms: as long as the answer asks for, else as the policy says.
 * @param random gives numbers in [0, 1), to spread clients that were turned away together
 * @param wallMs the client's wall clock, for answers that name a date
 */
export function backOffMs(
  retry: number,
  { firstMs, longestMs = Number.POSITIVE_INFINITY }: RetryPolicy,
  random: () => number,
  reply: HttpReply | undefined,
  wallMs: number,
): number {
  const askedMs = retryAfterMs(reply, wallMs)
  if (askedMs > 0) return Math.min(askedMs, LONGEST_WAIT_MS)
  return Math.min(longestMs, firstMs * 2 ** retry) * (1 + random() / 4)
}

/** How long a reply asks to wait, in ms, whether it says so in seconds or as a date; 0 when it does not. [RFC 9110] */
function retryAfterMs(reply: HttpReply | undefined, wallMs: number): number {
  const asked = reply === undefined ? undefined : header(reply, 'retry-after')
  if (asked === undefined) return 0
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - wallMs
  return ms > 0 ? ms : 0
}
