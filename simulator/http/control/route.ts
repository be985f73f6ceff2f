import type { z } from 'zod'
import type { Simulator } from '../../simulator.js'
import type { TimeLine } from '../time-line.js'
import { describeMisfit } from '../wrong-input.js'

/** What the control API of one controller works on. */
export interface ControlScope {
  simulator: Simulator
  timeLine: TimeLine
}

/** What a control request brings. */
export interface ControlRequest {
  /** Values of the `:name` parts of the path. */
  params: Record<string, string>
  query: Record<string, unknown>
  /** The JSON body; an empty object when there is none. */
  body: unknown
}

/** Answer to a control request: a JSON value, with status 200 unless {@link ControlAnswer.status} says otherwise. */
export interface ControlAnswer {
  status?: number
  value: unknown
}

/** One endpoint of the control API. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/__midrun`, in Express's notation. */
  path: string
  /** One sentence for the index. */
  what: string
  /** @throws ControlError for input that does not fit; nothing has changed then */
  answer(scope: ControlScope, request: ControlRequest): ControlAnswer | Promise<ControlAnswer>
}

/** A control request that is refused; the message says what was expected, what was found and what to do. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  /** HTTP status of the answer. */
  readonly status: number

  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

/**
 * Reads input by a schema.
 * @throws ControlError that says which field does not fit
 */
export function checked<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  throw new ControlError(describeMisfit(result.error, schema, input))
}

/** ISO form of a wall instant given in ms since 1970. */
export function isoInstant(wallMs: number): string {
  return new Date(wallMs).toISOString()
}
