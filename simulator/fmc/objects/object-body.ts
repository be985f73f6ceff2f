import { ApiException, unprocessable } from '../api-exception.js'
import { type JsonObject, jsonBody, jsonObject, parsedJson, readAttributes } from './attribute-reader.js'
import type { ObjectOptions } from './object-options.js'
import type { ObjectContent } from './object-store.js'
import type { ObjectType } from './object-type.js'

/** Entries in one bulk request [C: DOC-215972, TF2]. */
const MAX_BULK_ENTRIES = 1000
/** [C: DOC-215972] */
const MAX_NAME_LENGTH = 64
/** Members that replies have and clients are to leave out. */
const ECHOED = ['links', 'metadata']

/** Reads objects out of request bodies. */
export class ObjectBodies {
  readonly #missingStatus: number
  readonly #ignored: readonly string[]

  constructor({ missingMemberStatus, echoedMembers }: ObjectOptions) {
    this.#missingStatus = missingMemberStatus
    this.#ignored = echoedMembers === 'ignore' ? ECHOED : []
  }

  /**
   * Reads the body of a POST.
   * @throws ApiException 422 for malformed JSON, unknown members, `id`, `links` or `metadata` [C for `metadata`: SPEC]
   */
  one(type: ObjectType, body: string): ObjectContent {
    return this.#content(type, jsonBody(body), [])
  }

  /**
   * The entries of a bulk POST, to be read one after the other.
   * @throws ApiException 422 when the body is no array, or has none or more than 1000 entries; while reading as {@link one}
   */
  many(type: ObjectType, body: string): (() => ObjectContent)[] {
    const entries = parsedJson(body)
    if (!Array.isArray(entries) || entries.length === 0) throw unprocessable()
    if (entries.length > MAX_BULK_ENTRIES) {
      throw new ApiException(422, `A bulk request holds at most ${MAX_BULK_ENTRIES} objects.`)
    }
    return entries.map((entry) => () => this.#content(type, jsonObject(entry), []))
  }

  /**
   * Reads the body of a PUT.
   * @throws ApiException as {@link one}, and 400 when its `id` is not the one in the URL [guess]
   */
  changed(type: ObjectType, body: string, id: string): ObjectContent {
    const members = jsonBody(body)
    if (typeof members.id !== 'string' || members.id.toUpperCase() !== id.toUpperCase()) {
      throw new ApiException(400, 'The id in the request body does not match the id in the URL.')
    }
    return this.#content(type, members, ['id'])
  }

  #content(type: ObjectType, members: JsonObject, alsoAllowed: readonly string[]): ObjectContent {
    const allowed = new Set(['name', 'type', ...commonMembers(type), ...alsoAllowed, ...this.#ignored])
    for (const member of Object.keys(members)) {
      if (!allowed.has(member) && !Object.hasOwn(type.attributes, member)) throw unprocessable()
    }
    const { name, description = '', overridable = false } = members
    if (typeof name !== 'string' || typeof description !== 'string') throw unprocessable()
    if (typeof overridable !== 'boolean' || (members.type ?? type.type) !== type.type) throw unprocessable()
    checkName(name)
    const own = readAttributes(type.attributes, members, this.#missingStatus)
    return { name, description: description.trim(), overridable, own }
  }
}

/** Names of the members that a type shares with most others. */
export function commonMembers({ overridable, described }: ObjectType): readonly string[] {
  if (overridable) return ['overridable', 'description']
  return described ? ['description'] : []
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
