import type { Verdict, WireRequest } from '../controller.js'
import type { Identity } from './authentication.js'
import type { Encoding } from './encoding.js'
import type { ApicError } from './errors.js'
import type { Responses } from './responses.js'

/** A request on its way through the interface. */
export interface Call {
  readonly request: WireRequest
  /** Of request body and reply. */
  readonly encoding: Encoding
  /** Path without `/api/` and encoding suffix, percent-encoded as it came. */
  readonly resource: string
  /** Without `?`. */
  readonly query: string
}

/** Who sent a call, where that is known. */
export type Known = Extract<Identity, { ok: true }>

/** Refuses a call whose credentials are not good. */
export function refusal(
  { encoding }: Call,
  responses: Responses,
  auth: Verdict['auth'],
  error: ApicError,
): Verdict {
  return { auth, response: responses.error(encoding, error) }
}
