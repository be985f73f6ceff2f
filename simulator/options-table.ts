import { z } from 'zod'
import { CONTROLLER_OPTIONS } from './catalogue.js'
import type { ControllerKind } from './journal/entries.js'

/** One option of a controller, as a person reads it. */
export interface OptionRow {
  /** Dotted path, as `--set` takes it. */
  name: string
  /** Values that it takes. */
  values: string
  /** Default as JSON; empty where there is none. */
  default: string
  meaning: string
}

interface JsonSchema {
  type?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  items?: JsonSchema
  default?: unknown
  description?: string
  minimum?: number
  exclusiveMinimum?: number
}

/** Every option of a controller, with its default and meaning, from the schema that checks them. */
export function optionRows(controller: ControllerKind): OptionRow[] {
  const schema = z.toJSONSchema(CONTROLLER_OPTIONS[controller], { io: 'input', unrepresentable: 'any' })
  return rowsOf(schema as JsonSchema, '', {})
}

function rowsOf(
  { properties = {} }: JsonSchema,
  prefix: string,
  defaults: Record<string, unknown>,
): OptionRow[] {
  return Object.entries(properties).flatMap(([key, property]) => {
    const value = property.default ?? defaults[key]
    if (property.properties !== undefined) {
      return rowsOf(property, `${prefix}${key}.`, (value ?? {}) as Record<string, unknown>)
    }
    return [
      {
        name: prefix + key,
        values: valuesOf(property),
        default: value === undefined ? '' : JSON.stringify(value),
        meaning: property.description ?? '',
      },
    ]
  })
}

function valuesOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf !== undefined) return schema.anyOf.map(valuesOf).join(' or ')
  if (schema.type === 'object') {
    return `{${Object.keys(schema.properties ?? {})
      .map((key) => `"${key}"`)
      .join(', ')}}`
  }
  if (schema.type === 'array') return `list of ${valuesOf(schema.items ?? {})}`
  return schema.type ?? 'any'
}
