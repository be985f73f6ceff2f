import type { AuthDecision } from '../journal/entries.js'
import { type Json, pythonJson } from './python-json.js'

/** What an endpoint answers, before it is dressed as a reply on the wire. */
export interface Answer {
  status: number
  /** JSON text, or empty. */
  body: string
  /** How long the work took that the call waited for, in ms; nothing worth counting where this is absent. */
  processingMs?: number
  /** Value of the `Allow` field. */
  allow?: string
  /** Value of the `Location` field. */
  location?: string
  /** Value of the `Retry-After` field, in s. */
  retryAfterSeconds?: number
  /** Who the request came from, where that differs from what the access check found. */
  auth?: AuthDecision
}

/** That a request was made with a live token. */
export type Accepted = Extract<AuthDecision, { outcome: 'accepted' }>

/** Texts of one body's problems, by field. */
export type FieldErrors = Record<string, string>

/** What is wrong with a request: a text, several, or texts by field, which may be nested. [C: TF, GOSDK, APY] */
export type Problem = string | readonly string[] | { readonly [field: string]: Problem }

/** An answer with a JSON body. */
export function json(status: number, value: Json): Answer {
  return { status, body: pythonJson(value) }
}

/** An answer without a body. */
export function empty(status: number): Answer {
  return { status, body: '' }
}

/** An answer in the error envelope, whose one member is `errors`. [C: TF, GOSDK, APY] */
export function errors(status: number, problem: Problem): Answer {
  return { status, body: pythonJson({ errors: problem }) }
}

/** Marks an answer as a refusal for lack of permission, whatever its status: a new login would not help. */
export function forbidden({ user, session, token }: Accepted, answer: Answer): Answer {
  return {
    ...answer,
    auth: { outcome: 'forbidden', user, ...(session && { session }), ...(token && { token }) },
  }
}

/** 422 for a body that is not a JSON object. [status C: SPEC6; text guess] */
export const UNREADABLE = 'Body must be a JSON object'

/** Text for a field that must be there. [guess] */
export const REQUIRED = 'Required field'

/** Text for a field of the wrong type or form. [guess] */
export const INVALID = 'Invalid value'

/** How deep the values of a body may be nested. [guess] */
const DEEPEST = 100

/** A body as a JSON object; undefined when it is none, or is nested too deep to be written back. */
export function readObject(body: string): Record<string, Json> | undefined {
  try {
    const value = JSON.parse(body) as Json
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject && isWithin(value, DEEPEST) ? (value as Record<string, Json>) : undefined
  } catch {
    return undefined
  }
}

/** Answers for a body that is a JSON object, and with 422 for any other. */
export function withObject(body: string, answer: (fields: Record<string, Json>) => Answer): Answer {
  const fields = readObject(body)
  return fields === undefined ? errors(422, UNREADABLE) : answer(fields)
}

function isWithin(value: Json | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((member) => isWithin(member, levels - 1))
}
