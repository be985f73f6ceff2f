import { type FieldErrors, INVALID, REQUIRED } from '../answers.js'
import type { Json } from '../python-json.js'

/** Members of an object as they are kept. */
export type Content = Readonly<Record<string, Json>>

/** What is known of one member of an object. */
export interface Field {
  required: boolean
  /** What is kept of a value; undefined for one that does not fit. */
  read(value: Json): Json | undefined
  /** What is kept where the member is left out; nothing where this is absent. */
  fallback?: Json
}

/** Known members of an object, by name. */
export type Fields = Readonly<Record<string, Field>>

/** Members that the server makes, whatever a client sends. [L: SPEC6] */
const MADE_BY_SERVER: ReadonlySet<string> = new Set(['id', 'created_at', 'last_modified_at'])

/** A member that must be there. */
export function required(read: Field['read']): Field {
  return { required: true, read }
}

/** A member that may be left out. */
export function optional(read: Field['read'], fallback?: Json): Field {
  return { required: false, read, ...(fallback !== undefined && { fallback }) }
}

/** Any text. */
export function text(value: Json): Json | undefined {
  return typeof value === 'string' ? value : undefined
}

/** One of a few texts. */
export function oneOf(...texts: readonly string[]): Field['read'] {
  return (value) => texts.find((one) => one === value)
}

/** An object, kept as it is. */
export function object(value: Json): Json | undefined {
  return isObject(value) ? value : undefined
}

/** A list whose elements all fit. */
export function listOf(read: Field['read']): Field['read'] {
  return (value) => {
    if (!Array.isArray(value)) return undefined
    const kept = value.map(read)
    return kept.every((one) => one !== undefined) ? kept : undefined
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: Json | undefined): value is Content {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Checks a body against the known members.
 * @param keepsOthers whether members that are not known are kept as they are, instead of dropped
 * @returns what to keep, or what is wrong with each member
 */
export function readFields(
  fields: Fields,
  body: Content,
  keepsOthers: boolean,
): { content: Content } | { problems: FieldErrors } {
  const problems: FieldErrors = {}
  const known = Object.entries(fields).flatMap(([name, field]): [string, Json][] => {
    const given = Object.hasOwn(body, name) ? body[name] : undefined
    if (field.required && (given === undefined || given === '')) {
      problems[name] = REQUIRED
      return []
    }
    const kept = given === undefined ? field.fallback : field.read(given)
    if (given !== undefined && kept === undefined) problems[name] = INVALID
    return kept === undefined ? [] : [[name, kept]]
  })
  if (Object.keys(problems).length > 0) return { problems }
  const others = keepsOthers
    ? Object.entries(body).filter(([name]) => !Object.hasOwn(fields, name) && !MADE_BY_SERVER.has(name))
    : []
  return { content: Object.fromEntries([...known, ...others]) }
}
