import type { Attribute, Attributes } from '../objects/attribute.js'
import type { Model } from './operation.js'

/** A schema as Swagger 2.0 and OpenAPI 3.0 write it: what is used here is the same in both. */
export type JsonSchema = Readonly<Record<string, unknown>>

const TEXT: JsonSchema = { type: 'string' }
const INTEGER: JsonSchema = { type: 'integer' }
const LINKS: JsonSchema = { type: 'object', properties: { self: TEXT, parent: TEXT } }

/**
 * The schemas of models, of a list of each, and of what all of them share.
 * @param at prefix of references to schemas, such as `#/definitions/`
 */
export function schemasOf(models: readonly Model[], at: string): Record<string, JsonSchema> {
  const own = models.flatMap((model): [string, JsonSchema][] => [
    [model.name, modelSchema(model, at)],
    [listName(model), listSchema(model, at)],
  ])
  return { ...Object.fromEntries(own), ...sharedSchemas(at) }
}

/** Name of the schema of a list [C: FMCAnsible]. */
export function listName({ name }: Model): string {
  return `${name}ListContainer`
}

function modelSchema({ attributes }: Model, at: string): JsonSchema {
  const own = objectSchema(attributes, at)
  const common = { id: TEXT, name: TEXT, type: TEXT, links: LINKS, metadata: { type: 'object' } }
  return { ...own, properties: { ...common, ...(own.properties as object) } }
}

function listSchema({ name }: Model, at: string): JsonSchema {
  return {
    type: 'object',
    properties: {
      links: LINKS,
      items: { type: 'array', items: { $ref: at + name } },
      paging: { $ref: `${at}Paging` },
    },
  }
}

function sharedSchemas(at: string): Record<string, JsonSchema> {
  const urls = { type: 'array', items: TEXT }
  const messages = { type: 'array', items: { type: 'object', properties: { description: TEXT } } }
  const error = { type: 'object', properties: { category: TEXT, messages, severity: TEXT } }
  return {
    IReference: { type: 'object', properties: { id: TEXT, type: TEXT, name: TEXT }, required: ['id'] },
    Paging: {
      type: 'object',
      properties: { offset: INTEGER, limit: INTEGER, count: INTEGER, pages: INTEGER, prev: urls, next: urls },
    },
    ErrorMessage: error,
    ErrorResponse: { type: 'object', properties: { error: { $ref: `${at}ErrorMessage` } } },
  }
}

function objectSchema(attributes: Attributes, at: string): JsonSchema {
  const entries = Object.entries(attributes)
  const required = entries.filter(([, attribute]) => attribute.required).map(([name]) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, attribute]) => [name, schemaOf(attribute, at)])),
    // An empty list is not allowed.
    ...(required.length === 0 ? {} : { required }),
  }
}

function schemaOf(attribute: Attribute, at: string): JsonSchema {
  switch (attribute.kind) {
    case 'text':
      return attribute.oneOf === undefined ? TEXT : { type: 'string', enum: attribute.oneOf }
    case 'flag':
      return { type: 'boolean' }
    case 'number':
      return { type: 'integer', minimum: attribute.min, maximum: attribute.max }
    case 'reference':
      return { $ref: `${at}IReference` }
    case 'list':
      return { type: 'array', items: schemaOf(attribute.of, at) }
    case 'record':
      return objectSchema(attribute.members, at)
    case 'free':
      return { type: 'object' }
  }
}
