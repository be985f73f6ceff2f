import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OBJECT_TYPES, UNION_TYPES } from '../../../simulator/fmc/objects/object-types.js'
import { errorText } from './fmc-bench.js'
import { CONFIG, jsonClient } from './json-client.js'

const SWAGGER = '/api/api-explorer/fmc.json'
const OPENAPI = '/api/api-explorer/fmc_oas3.json'
const METHODS = ['get', 'post', 'put', 'delete'] as const
const ABSENT = '005056A4-7E46-0ed3-0000-000000000001'

interface Described {
  operationId: string
  parameters: { $ref?: string; name?: string; in?: string; required?: boolean; type?: string }[]
  responses: Record<string, { description: string }>
}

interface Document {
  paths: Record<string, Record<string, Described>>
  parameters: Record<string, { name: string; in: string; type: string; required: boolean }>
}

function begin() {
  const client = jsonClient('admin', { version: '7.4.1 (build 1)' })
  const policy = client.create(`${CONFIG}/policy/accesspolicies`, {
    name: 'p',
    defaultAction: { action: 'BLOCK' },
  })
  const document = client.call('GET', SWAGGER).json as Document
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  /** Status and text of a request that reaches the endpoint and is refused there, or succeeds in reading. */
  const reach = (method: string, path: string) => {
    const target = path
      .replace('{domainUUID}', 'default')
      .replace('{containerUUID}', policy.id)
      .replace('{objectId}', ABSENT)
    const query = method === 'delete' && !path.endsWith('{objectId}') ? '?bulk=true' : ''
    const { status, response } = client.call(method.toUpperCase(), target + query, '')
    return { status, text: status >= 400 ? errorText(response) : '' }
  }
  return { ...client, document, operations, reach }
}

/** Values of each `$ref` in a document. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' ? [member as string] : referencesIn(member),
  )
}

function resolves(document: unknown, reference: string): boolean {
  const steps = reference.replace('#/', '').split('/')
  return (
    steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document) !==
    undefined
  )
}

describe('the API description', () => {
  it.each([SWAGGER, OPENAPI])('%s needs a token', (target) => {
    const { send } = jsonClient()
    expect(send('GET', target).status).toBe(401)
    expect(jsonClient('reader').call('GET', target).status).toBe(200)
    expect(jsonClient().call('POST', target, {}).status).toBe(405)
  })

  it.each([SWAGGER, OPENAPI])('%s refers only to what is in it', (target) => {
    const { json } = jsonClient().call('GET', target)
    const references = [...new Set(referencesIn(json))]
    expect(references.length).toBeGreaterThan(20)
    expect(references.filter((reference) => !resolves(json, reference))).toEqual([])
  })

  it('is of the form that its format asks for', () => {
    const { call, document, operations } = begin()
    expect(document).toMatchObject({
      swagger: '2.0',
      host: 'fmc.example',
      schemes: ['https'],
      info: { version: '7.4.1 (build 1)' },
    })
    expect(call('GET', OPENAPI).json).toMatchObject({
      openapi: '3.0.1',
      servers: [{ url: 'https://fmc.example' }],
    })
    const ids = operations.map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { path, operation } of operations) {
      const parameters = operation.parameters.map(({ $ref, ...own }) =>
        $ref === undefined ? own : document.parameters[$ref.split('/').at(-1)!]!,
      )
      const inPath = parameters.filter((parameter) => parameter.in === 'path')
      expect(inPath.map(({ name }) => `{${name}}`).sort()).toEqual([...(path.match(/\{\w+\}/g) ?? [])].sort())
      expect(inPath.every(({ required }) => required === true)).toBe(true)
      const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      expect(new Set(keys).size).toBe(keys.length)
      for (const parameter of parameters) if (parameter.in !== 'body') expect(parameter.type).toBeDefined()
      for (const { description } of Object.values(operation.responses)) expect(description).not.toBe('')
    }
  })

  it('describes the same operations in both formats', () => {
    const { call, document } = begin()
    const listed = ({ paths }: Document) =>
      Object.entries(paths).map(([path, methods]) => [
        path,
        Object.entries(methods).map(([method, { operationId }]) => [method, operationId]),
      ])
    expect(listed(call('GET', OPENAPI).json)).toEqual(listed(document))
  })

  it('has the operations under the names that clients know', () => {
    const ids = begin().operations.map(({ operation }) => operation.operationId)
    for (const id of [
      'getAllHostObject',
      'createMultipleHostObject',
      'getHostObject',
      'updateHostObject',
      'deleteHostObject',
    ]) {
      expect(ids).toContain(id)
    }
    expect(ids).toContain('createMultipleAccessRule')
    expect(ids).toContain('getAllDomain')
  })

  it('has a list and a member of each type', () => {
    const { document } = begin()
    for (const { path } of [...OBJECT_TYPES, ...UNION_TYPES]) {
      const list = `/api/fmc_config/v1/domain/{domainUUID}/${path}`
      expect(document.paths[list]?.get).toBeDefined()
      expect(document.paths[`${list}/{objectId}`]?.get).toBeDefined()
    }
  })

  it('tells the truth: what it describes is served, and nothing else is at its paths', () => {
    const { document, operations, reach } = begin()
    expect(operations.length).toBeGreaterThan(80)
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(document.paths)),
        fc.constantFrom(...METHODS),
        (path, method) => {
          const { status, text } = reach(method, path)
          const served = status !== 405 && text !== 'The requested resource was not found'
          return served === (document.paths[path]![method] !== undefined)
        },
      ),
      { numRuns: 1000 },
    )
  })
})
