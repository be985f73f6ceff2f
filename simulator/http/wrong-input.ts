import { z } from 'zod'

/** Fields whose value is not repeated. */
const SECRET_FIELD = /pass|pwd|secret|^(api)?token$/i

/**
 * One sentence about input that did not fit its schema: which field, what was expected, what was found.
 * @param schema names the known fields where an unknown one was given
 * @param input what was checked, to quote from; what stands in a field for a password or token is never quoted
 */
export function describeMisfit(error: z.ZodError, schema: z.ZodType, input: unknown): string {
  return error.issues.map((issue) => describeIssue(issue, schema, input)).join('; ')
}

function describeIssue(issue: z.core.$ZodIssue, schema: z.ZodType, input: unknown): string {
  const path = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    const at = path.length === 0 ? '' : ` in ${path.join('.')}`
    const unknown = issue.keys.map((key) => JSON.stringify(key)).join(', ')
    const known = fieldNames(schema, path)
    const expected = known.length === 0 ? 'none is expected' : `expected ${known.join(', ')}`
    return `unknown field ${unknown}${at}: ${expected}`
  }
  const subject = path.length === 0 ? '' : `${path.join('.')}: `
  if (issue.code === 'custom') return subject + issue.message
  const message = issue.message.replace(/^Invalid (input|option): /, '').replace(/, received .*$/, '')
  return `${subject}${lowerFirst(message)}, found ${quote(input, path)}`
}

function fieldNames(schema: z.ZodType, path: string[]): string[] {
  let at: unknown = schema
  for (const name of path)
    at = inside(at) instanceof z.ZodObject ? (inside(at) as z.ZodObject).shape[name] : at
  const object = inside(at)
  return object instanceof z.ZodObject ? Object.keys(object.shape) : []
}

/** The schema within defaults and optional wrappers, and before a transformation. */
function inside(schema: unknown): unknown {
  if (schema instanceof z.ZodPipe) return inside(schema.in)
  let at = schema
  while (at instanceof z.ZodDefault || at instanceof z.ZodOptional || at instanceof z.ZodPrefault)
    at = at.unwrap()
  return at
}

function quote(input: unknown, path: string[]): string {
  const value = valueAt(input, path)
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (path.some((name) => SECRET_FIELD.test(name))) return 'something else'
  const text = JSON.stringify(value)
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`
}

function valueAt(input: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    input,
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
