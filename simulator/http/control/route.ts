import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { ControllerKind } from '../../journal/entries.js'
import { describeMisfit } from '../wrong-input.js'
import type { ControllerView } from './scope.js'

/** The controllers that can be seen, and driven where they are live, at one address. */
export interface ControlSite<Scope extends ControllerView = ControllerView> {
  /** Whether the controllers run; false for recorded ones, which can only be read. */
  live: boolean
  /** In the order in which they are listed; `url` is where each one is reached, the asked address unless given. */
  controllers: readonly { scope: Scope; url?: string }[]
  routes: readonly ControlRoute<Scope>[]
}

/** What a control request brings, as it came. */
export interface ControlRequest {
  /** Values of the `:name` parts of the path. */
  params: Record<string, string>
  query: Record<string, unknown>
  /** The JSON body; an empty object when there is none. */
  body: unknown
  headers: IncomingHttpHeaders
  /** Scheme and host that were asked. */
  origin: string
  /** The controller whose address was asked. */
  own: ControllerKind
  site: ControlSite
}

/** Answer to a control request. */
export type ControlAnswer =
  | { form: 'json'; status: number; value: unknown }
  /** Text in parts, which are made as they are sent. */
  | { form: 'text'; contentType: string; headers: Record<string, string>; parts: Iterable<string> }
  /** Goes on until the client leaves. */
  | { form: 'stream'; run(response: ServerResponse): void }

/** One endpoint of the control API. */
export interface ControlRoute<Scope extends ControllerView = ControllerView> {
  method: 'GET' | 'POST' | 'DELETE'
  /** Below `/__midrun`, in Express's notation. */
  path: string
  /** One sentence for the index. */
  what: string
  /** What it takes in its query; nothing of it is looked at unless given. */
  query?: z.ZodType
  /** What it takes in its body; nothing of it is looked at unless given. */
  body?: z.ZodType
  /** What it answers when it carries the request out. */
  reply: { status: number; contentType: string; schema: z.ZodType }
  /** @throws ControlError for input that does not fit; nothing has changed then */
  perform(scope: Scope, request: ControlRequest): ControlAnswer | Promise<ControlAnswer>
}

/** A control request whose query and body were read by the schemas of its route. */
interface CheckedRequest<Query extends z.ZodType, Body extends z.ZodType>
  extends Omit<ControlRequest, 'query' | 'body'> {
  query: z.output<Query>
  body: z.output<Body>
}

interface RouteParts<Query extends z.ZodType, Body extends z.ZodType>
  extends Pick<ControlRoute, 'method' | 'path' | 'what'> {
  query?: Query
  body?: Body
}

/** An endpoint that answers in JSON, with status 200 unless `status` is given. */
export function jsonRoute<
  Scope extends ControllerView,
  Reply extends z.ZodType,
  Query extends z.ZodType = z.ZodType<Record<string, unknown>>,
  Body extends z.ZodType = z.ZodType,
>(
  parts: RouteParts<Query, Body> & {
    status?: number
    reply: Reply
    answer(scope: Scope, request: CheckedRequest<Query, Body>): z.output<Reply> | Promise<z.output<Reply>>
  },
): ControlRoute<Scope> {
  const { answer, reply, status = 200, ...rest } = parts
  return {
    ...rest,
    reply: { status, contentType: 'application/json', schema: reply },
    async perform(scope, request) {
      return { form: 'json', status, value: await answer(scope, checkedRequest(parts, request)) }
    },
  }
}

/** An endpoint that answers with a text, in parts. */
export function textRoute<
  Scope extends ControllerView,
  Query extends z.ZodType = z.ZodType<Record<string, unknown>>,
>(
  parts: RouteParts<Query, z.ZodType> & {
    contentType: string
    /** Of the text where it is JSON. */
    schema?: z.ZodType
    headers?(scope: Scope): Record<string, string>
    answer(
      scope: Scope,
      request: CheckedRequest<Query, z.ZodType>,
    ): Iterable<string> | Promise<Iterable<string>>
  },
): ControlRoute<Scope> {
  const { answer, headers, contentType, schema = z.string(), ...rest } = parts
  return {
    ...rest,
    reply: { status: 200, contentType, schema },
    async perform(scope, request) {
      const text = await answer(scope, checkedRequest(parts, request))
      return { form: 'text', contentType, headers: headers?.(scope) ?? {}, parts: text }
    },
  }
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

/** A body in which nothing is expected. */
export const emptySchema = z.strictObject({})

/** ISO form of a wall instant given in ms since 1970. */
export function isoInstant(wallMs: number): string {
  return new Date(wallMs).toISOString()
}

function checkedRequest<Query extends z.ZodType, Body extends z.ZodType>(
  { query, body }: { query?: Query; body?: Body },
  request: ControlRequest,
): CheckedRequest<Query, Body> {
  return {
    ...request,
    query: (query === undefined
      ? request.query
      : checked(query, withLists(query, request.query))) as z.output<Query>,
    body: (body === undefined ? request.body : checked(body, request.body)) as z.output<Body>,
  }
}

/** A query in which a field that may be repeated is a list also where it stands once. */
function withLists(schema: z.ZodType, query: Record<string, unknown>): Record<string, unknown> {
  if (!(schema instanceof z.ZodObject)) return query
  const isList = (name: string) => {
    const field: unknown = schema.shape[name]
    return field instanceof z.ZodOptional && field.unwrap() instanceof z.ZodArray
  }
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, isList(name) ? [value].flat() : value]),
  )
}
