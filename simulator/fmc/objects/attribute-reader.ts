import { ApiException, unprocessable } from '../api-exception.js'
import type { Attribute, Attributes, TextAttribute } from './attribute.js'

/** JSON that is an object. */
export type JsonObject = Readonly<Record<string, unknown>>

/** How deep JSON without rules may go. */
const MAX_DEPTH = 32

/**
 * Takes the members that `attributes` describe from a request, in wire order and with their defaults.
 * @param missingStatus HTTP status when a required one is missing
 * @throws ApiException 422 when a member is of the wrong JSON type, 400 when a text has not the right form [guess]
 */
export function readAttributes(
  attributes: Attributes,
  members: JsonObject,
  missingStatus: number,
): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [name, attribute] of Object.entries(attributes)) {
    const given = members[name]
    if (given === undefined && attribute.required) {
      throw missingStatus === 422
        ? unprocessable()
        : new ApiException(missingStatus, `The member ${name} is required.`, 'VALIDATION')
    }
    const value =
      given === undefined ? defaultOf(attribute) : readValue(name, attribute, given, missingStatus)
    if (value !== undefined) read[name] = value
  }
  return read
}

/** @throws ApiException 422 unless the value is a JSON object */
export function jsonObject(value: unknown): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unprocessable()
  return value as JsonObject
}

/** @throws ApiException 422 for malformed JSON [L: LAB-105, fmcapi] */
export function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw unprocessable()
  }
}

/** @throws ApiException 422 unless the body is a JSON object */
export function jsonBody(body: string): JsonObject {
  return jsonObject(parsedJson(body))
}

function defaultOf(attribute: Attribute): unknown {
  return 'default' in attribute ? attribute.default : undefined
}

function readValue(name: string, attribute: Attribute, value: unknown, missingStatus: number): unknown {
  switch (attribute.kind) {
    case 'text':
      return readText(name, attribute, value)
    case 'flag':
      if (typeof value !== 'boolean') throw unprocessable()
      return value
    case 'number':
      if (!Number.isInteger(value)) throw unprocessable()
      if ((value as number) < attribute.min || (value as number) > attribute.max) {
        throw invalid(name, String(value), `a whole number from ${attribute.min} to ${attribute.max}`)
      }
      return value
    case 'reference':
      return readReference(value)
    case 'list':
      if (!Array.isArray(value) || value.length < (attribute.minLength ?? 0)) throw unprocessable()
      return value.map((item) => readValue(name, attribute.of, item, missingStatus))
    case 'record': {
      const members = jsonObject(value)
      // The id is the FMC's to give: one that a client sends back is not taken.
      const known = attribute.identified ? { ...attribute.members, id: attribute } : attribute.members
      if (Object.keys(members).some((key) => !Object.hasOwn(known, key))) throw unprocessable()
      return readAttributes(attribute.members, members, missingStatus)
    }
    case 'free':
      if (isDeeper(value, MAX_DEPTH)) throw unprocessable()
      return value
  }
}

function readText(name: string, { form, oneOf }: TextAttribute, value: unknown): string {
  if (typeof value !== 'string') throw unprocessable()
  if (form?.fits(value) === false) throw invalid(name, value, form.expected)
  if (oneOf?.includes(value) === false) throw invalid(name, value, `one of ${oneOf.join(', ')}`)
  return value
}

function readReference(value: unknown): { id: string } {
  const { id } = jsonObject(value)
  if (typeof id !== 'string') throw unprocessable()
  return { id: id.toUpperCase() }
}

function invalid(name: string, value: string, expected: string): ApiException {
  return new ApiException(
    400,
    `The value ${value} is not valid for ${name}: expected ${expected}.`,
    'VALIDATION',
  )
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1))
}
