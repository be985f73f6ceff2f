import { z } from 'zod'
import { CONTROLLER_KINDS } from '../../simulator/index.js'
import type { ClientCall, ClientEnvironment } from '../client-under-test.js'

/** Version of the protocol of docs/driver-protocol.md. */
export const PROTOCOL = 1

/** What the harness tells a driver, without the clocks that go with each message. */
export type HarnessMessage =
  | { type: 'hello'; protocol: typeof PROTOCOL }
  | ({ type: 'create'; id: number; seed: number } & Omit<
      ClientEnvironment,
      'clock' | 'dispatcher' | 'connectSocket' | 'random' | 'standStill'
    >)
  | ({ type: 'request'; id: number } & ClientCall)
  | { type: 'snapshot' | 'close'; id: number }
  | { type: 'response'; id: number; status: number; headers: HeaderFields; body: string }
  | { type: 'error'; id: number; kind: 'timeout' | 'connection'; message: string }
  | { type: 'woke'; id: number }

/** What the clocks of the client's machine show, in ms; they stand still until the driver is idle. */
export interface ClockReadings {
  monotonicMs: number
  wallMs: number
}

/** Header fields by name; a list where a field is there more than once. */
type HeaderFields = Record<string, string | string[] | undefined>

/** A number that the driver chose for an exchange or a sleep. */
const id = z.number().int()
const fieldName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'expected the name of a header field')
const fieldValue = z.string().regex(/^[^\r\n\0]*$/, 'expected one line')
const headerFields = z.record(fieldName, z.union([fieldValue, z.array(fieldValue)]))

const driverMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    protocol: z.literal(PROTOCOL),
    controllers: z.array(z.enum(CONTROLLER_KINDS)).min(1).optional(),
    snapshot: z.boolean().default(false),
  }),
  z.strictObject({
    type: z.literal('send'),
    id,
    method: z.string().regex(/^[A-Z]+$/, 'expected a method in capitals'),
    target: z.string().regex(/^\/[^\s#]*$/, 'expected path and query, from the leading slash'),
    headers: headerFields.default({}),
    body: z.string().nullable().default(null),
    timeoutMs: z.number().min(1).optional(),
  }),
  z.strictObject({ type: z.literal('sleep'), id, ms: z.number() }),
  z.strictObject({ type: z.literal('cancel'), id }),
  z.strictObject({
    type: z.literal('done'),
    id,
    status: z.number().int().min(100).max(599).optional(),
    body: z.string().default(''),
    state: z.unknown().optional(),
  }),
  z.strictObject({
    type: z.literal('failed'),
    id,
    error: z.string().regex(/^[\w.:-]{1,80}$/, 'expected the name of an error'),
  }),
  z.strictObject({ type: z.literal('idle') }),
])

/** What a driver tells the harness. */
export type DriverMessage = z.output<typeof driverMessageSchema>

/**
 * What is wrong with a line of a driver, in words, or its message.
 * @param line without its end
 */
export function readDriverLine(line: string): DriverMessage | { wrong: string } {
  let content: unknown
  try {
    content = JSON.parse(line)
  } catch {
    return { wrong: `expected a JSON object, found ${JSON.stringify(line.slice(0, 80))}` }
  }
  const read = driverMessageSchema.safeParse(content)
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  const type = (content as { type?: unknown } | null)?.type
  const what = typeof type === 'string' ? `message ${JSON.stringify(type)}: ` : ''
  return { wrong: `${what}${issue.path.join('.') || 'message'}: ${issue.message}` }
}
