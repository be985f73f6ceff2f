import { ApiException, unprocessable } from '../api-exception.js'
import type { ObjectContent } from './object-store.js'
import type { ObjectType } from './object-type.js'

/** Entries in one bulk request [C: DOC-215972, TF2]. */
const MAX_BULK_ENTRIES = 1000
/** [C: DOC-215972] */
const MAX_NAME_LENGTH = 64

type JsonObject = Readonly<Record<string, unknown>>

/**
 * Reads the body of a POST.
 * @throws ApiException 422 for malformed JSON, unknown members, `id`, `links` or `metadata` [C for `metadata`: SPEC]
 */
export function newObject(type: ObjectType, body: string): ObjectContent {
  return content(type, jsonObject(parsed(body)), [])
}

/**
 * Reads the body of a bulk POST.
 * @throws ApiException as {@link newObject}, and 422 when it is no array or has more than 1000 entries
 */
export function newObjects(type: ObjectType, body: string): ObjectContent[] {
  const entries = parsed(body)
  if (!Array.isArray(entries) || entries.length === 0) throw unprocessable()
  if (entries.length > MAX_BULK_ENTRIES) {
    throw new ApiException(422, `A bulk request holds at most ${MAX_BULK_ENTRIES} objects.`)
  }
  return entries.map((entry) => content(type, jsonObject(entry), []))
}

/**
 * Reads the body of a PUT.
 * @throws ApiException as {@link newObject}, and 400 when its `id` is not the one in the URL [guess]
 */
export function changedObject(type: ObjectType, body: string, id: string): ObjectContent {
  const members = jsonObject(parsed(body))
  if (typeof members.id !== 'string' || members.id.toUpperCase() !== id.toUpperCase()) {
    throw new ApiException(400, 'The id in the request body does not match the id in the URL.')
  }
  return content(type, members, ['id'])
}

function content(type: ObjectType, members: JsonObject, alsoAllowed: readonly string[]): ObjectContent {
  const known = ['name', 'type', 'description', 'overridable', ...type.own, ...alsoAllowed]
  if (Object.keys(members).some((name) => !known.includes(name))) throw unprocessable()
  const { name, description = '', overridable = false } = members
  if (typeof name !== 'string' || typeof description !== 'string') throw unprocessable()
  if (typeof overridable !== 'boolean' || (members.type ?? type.type) !== type.type) throw unprocessable()
  checkName(name)
  return { name, description: description.trim(), overridable, own: type.read(members) }
}

function checkName(name: string): void {
  if (name === '' || name.length > MAX_NAME_LENGTH || name.startsWith(' ') || name.endsWith(';')) {
    throw new ApiException(
      400,
      `The object name must have 1 to ${MAX_NAME_LENGTH} characters, no leading space and no trailing semicolon.`,
      'VALIDATION',
    )
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw unprocessable()
  }
}

function jsonObject(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unprocessable()
  return value as JsonObject
}
