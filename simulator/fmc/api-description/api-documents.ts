import { methodNotSupported } from '../api-exception.js'
import type { Answer, Resource, ResourceCall } from '../resource.js'
import { openapi3 } from './openapi3.js'
import type { Operation } from './operation.js'
import { swagger2 } from './swagger2.js'

type Writer = (operations: readonly Operation[], version: string, origin: string) => unknown

/**
 * The documents that describe what resources serve; clients fetch them with their token right after the login
 * [C: FMCAnsible]. They describe neither the login nor themselves.
 * @param version text of `info.version`
 */
export function apiDocuments(described: readonly Resource[], version: string): Resource[] {
  return [
    new ApiDocument('fmc.json', swagger2, described, version),
    new ApiDocument('fmc_oas3.json', openapi3, described, version),
  ]
}

class ApiDocument implements Resource {
  readonly area = 'info'
  readonly path: string
  readonly hasMembers = false
  readonly operations = []
  readonly #write: Writer
  readonly #described: readonly Resource[]
  readonly #version: string
  /** The text for the origin that was asked for last: most clients know one. */
  #text = { origin: '', json: '' }

  constructor(name: string, write: Writer, described: readonly Resource[], version: string) {
    this.path = `/api/api-explorer/${name}`
    this.#write = write
    this.#described = described
    this.#version = version
  }

  answer({ method, origin }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    if (origin !== this.#text.origin) {
      const operations = this.#described.flatMap((resource) => resource.operations)
      this.#text = { origin, json: JSON.stringify(this.#write(operations, this.#version, origin)) }
    }
    return { status: 200, body: this.#text.json }
  }
}
