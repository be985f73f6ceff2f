import { z } from 'zod'
import { packageVersion } from '../version.js'
import { CONTROL_COOKIE } from './access.js'
import { controllerJournalPartSchema } from './events.js'
import { journalPartSchema } from './journal.js'
import { type ControlRoute, type ControlSite, jsonRoute } from './route.js'
import type { ControllerView } from './scope.js'
import { controllerStateSchema } from './state.js'

const descriptionSchema = z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })

/** A description of the control API, as OpenAPI 3.1. */
export type OpenApiDescription = z.output<typeof descriptionSchema>

const REFUSAL = { $ref: '#/components/responses/Refusal' }

/** The description of the control API. */
export const openApiRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/openapi.json',
    what: 'Describes all of this as OpenAPI 3.1.',
    reply: descriptionSchema,
    answer: (_view: ControllerView, { site }) => openApiOf(site),
  }),
]

/** Describes the endpoints of a site as OpenAPI 3.1, from the schemas that check what they take. */
export function openApiOf({ routes, controllers }: ControlSite): OpenApiDescription {
  const kinds = controllers.map(({ scope }) => scope.kind)
  return {
    openapi: '3.1.0',
    info: {
      title: 'Midrun control API',
      version: packageVersion,
      description: 'Drives simulated controllers, and shows what they did and why.',
    },
    servers: [
      { url: '/__midrun', description: 'The controller whose address it is' },
      {
        url: '/__midrun/controllers/{controller}',
        description: 'Any controller of the same server',
        variables: { controller: { enum: kinds, default: kinds[0] } },
      },
    ],
    security: [{}, { bearer: [] }, { cookie: [] }],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The control token, where one is asked for' },
        cookie: { type: 'apiKey', in: 'cookie', name: CONTROL_COOKIE },
      },
      responses: {
        Refusal: {
          description: 'Refused: nothing has changed, and one sentence says why.',
          content: json(schemaOf(z.object({ error: z.string() }), 'output')),
        },
      },
      schemas: {
        StateEvent: schemaOf(controllerStateSchema, 'output'),
        EntriesEvent: schemaOf(journalPartSchema, 'output'),
        ControllerEntriesEvent: schemaOf(controllerJournalPartSchema, 'output'),
      },
    },
  }
}

function pathsOf(routes: readonly ControlRoute[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = operationOf(route)
  }
  return paths
}

function operationOf({ method, path, what, query, body, reply }: ControlRoute): unknown {
  return {
    operationId: [method.toLowerCase(), ...path.split(/[/:.-]+/).filter(Boolean)].join('_'),
    summary: what,
    parameters: [
      ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string' },
      })),
      ...queryParameters(query),
    ],
    ...(body === undefined ? {} : { requestBody: { content: json(schemaOf(body, 'input')) } }),
    responses: {
      [reply.status]: {
        description: 'Done.',
        content: { [reply.contentType]: { schema: schemaOf(reply.schema, 'output') } },
      },
      '4XX': REFUSAL,
    },
  }
}

function queryParameters(query: z.ZodType | undefined): unknown[] {
  if (query === undefined) return []
  const { properties = {}, required = [] } = schemaOf(query, 'input')
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): z.core.JSONSchema.BaseSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

function json(schema: unknown): unknown {
  return { 'application/json': { schema } }
}
