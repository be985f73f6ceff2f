import { describedPaths, modelsOf, pathParameters } from './described-paths.js'
import { listName, schemasOf } from './json-schema.js'
import { type Operation, PAGING, type QueryParameter } from './operation.js'

const AT = '#/definitions/'
/** Parameters that stand in one place and are referred to: clients know just these [C: FMCAnsible]. */
const SHARED = new Set(['domainUUID', ...PAGING.map(({ name }) => name)])

/**
 * The description of operations in Swagger 2.0.
 * @param version text of `info.version`
 * @param origin scheme, host and port that the client used
 */
export function swagger2(operations: readonly Operation[], version: string, origin: string): unknown {
  const [scheme, host] = origin.split('://')
  return {
    swagger: '2.0',
    info: { title: 'Firewall Management Center API', version },
    host,
    schemes: [scheme],
    consumes: ['application/json'],
    produces: ['application/json'],
    securityDefinitions: { token: { type: 'apiKey', name: 'X-auth-access-token', in: 'header' } },
    security: [{ token: [] }],
    paths: describedPaths(operations, describe),
    parameters: {
      domainUUID: inPath({ name: 'domainUUID', description: 'UUID of the domain.' }),
      ...Object.fromEntries(PAGING.map((parameter) => [parameter.name, inQuery(parameter)])),
    },
    definitions: schemasOf(modelsOf(operations), AT),
  }
}

function describe(operation: Operation): unknown {
  const { operationId, tag, summary, query, model, body, reply } = operation
  const schema = { $ref: AT + (reply.list ? listName(model) : model.name) }
  const bodyParameter = { in: 'body', name: 'body', required: true, schema: { $ref: AT + model.name } }
  return {
    tags: [tag],
    summary,
    description: summary,
    operationId,
    parameters: [
      ...pathParameters(operation).map((parameter) => shared(parameter.name) ?? inPath(parameter)),
      ...(body ? [bodyParameter] : []),
      ...query.map((parameter) => shared(parameter.name) ?? inQuery(parameter)),
    ],
    responses: {
      [reply.status]: { description: 'Success', schema },
      default: { description: 'Error', schema: { $ref: `${AT}ErrorResponse` } },
    },
  }
}

function shared(name: string): unknown {
  return SHARED.has(name) ? { $ref: `#/parameters/${name}` } : undefined
}

function inPath({ name, description }: { name: string; description: string }): unknown {
  return { name, in: 'path', description, required: true, type: 'string' }
}

function inQuery({ name, description, type }: QueryParameter): unknown {
  return { name, in: 'query', description, required: false, type }
}
