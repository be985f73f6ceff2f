import { describedPaths, modelsOf, pathParameters } from './described-paths.js'
import { listName, schemasOf } from './json-schema.js'
import type { Operation } from './operation.js'

const AT = '#/components/schemas/'

/**
 * The description of operations in OpenAPI 3.0.
 * @param version text of `info.version`
 * @param origin scheme, host and port that the client used
 */
export function openapi3(operations: readonly Operation[], version: string, origin: string): unknown {
  return {
    openapi: '3.0.1',
    info: { title: 'Firewall Management Center API', version },
    servers: [{ url: origin }],
    security: [{ token: [] }],
    paths: describedPaths(operations, describe),
    components: {
      securitySchemes: { token: { type: 'apiKey', name: 'X-auth-access-token', in: 'header' } },
      schemas: schemasOf(modelsOf(operations), AT),
    },
  }
}

function describe(operation: Operation): unknown {
  const { operationId, tag, summary, query, model, body, reply } = operation
  return {
    tags: [tag],
    summary,
    operationId,
    parameters: [
      ...pathParameters(operation).map(({ name, description }) => ({
        name,
        in: 'path',
        description,
        required: true,
        schema: { type: 'string' },
      })),
      ...query.map(({ name, description, type }) => ({ name, in: 'query', description, schema: { type } })),
    ],
    ...(body ? { requestBody: { required: true, content: content(model.name) } } : {}),
    responses: {
      [reply.status]: { description: 'Success', content: content(reply.list ? listName(model) : model.name) },
      default: { description: 'Error', content: content('ErrorResponse') },
    },
  }
}

function content(name: string): unknown {
  return { 'application/json': { schema: { $ref: AT + name } } }
}
