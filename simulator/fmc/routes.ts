import { ApiException } from './api-exception.js'
import { type Domain, domainInUrl } from './domains.js'
import type { Resource } from './resource.js'

/** What a URL names. */
export interface Route {
  resource: Resource
  domain: Domain
  id: string | undefined
}

/** Finds what a URL names, by its segments. */
export class Routes {
  readonly #platform: ReadonlyMap<string, Resource>
  readonly #config: ReadonlyMap<string, Resource>
  readonly #unknownDomainStatus: number

  /**
   * @param platform resources below `/api/fmc_platform/v1/`, by the path that follows
   * @param config resources below `/api/fmc_config/v1/domain/{uuid}/`, by the two segments that follow
   */
  constructor(
    platform: ReadonlyMap<string, Resource>,
    config: ReadonlyMap<string, Resource>,
    unknownDomainStatus: number,
  ) {
    this.#platform = platform
    this.#config = config
    this.#unknownDomainStatus = unknownDomainStatus
  }

  /**
   * @param loginDomain domain that the session logged in to
   * @throws ApiException for an unknown URL [404, text: guess] or domain [guess; option unknownDomainStatus]
   */
  find(segments: readonly string[], loginDomain: Domain): Route {
    const [api, root, version, ...rest] = segments
    if (api === 'api' && version === 'v1') {
      if (root === 'fmc_platform') {
        const resource = this.#platform.get(rest.join('/'))
        if (resource !== undefined) return { resource, domain: loginDomain, id: undefined }
      }
      if (root === 'fmc_config' && rest[0] === 'domain' && rest.length <= 5) {
        const [, domainSegment, area, collection, id] = rest
        const resource = this.#config.get(`${area}/${collection}`)
        if (resource !== undefined) return { resource, domain: this.#domain(domainSegment!, loginDomain), id }
      }
    }
    throw new ApiException(404, 'The requested resource was not found')
  }

  #domain(segment: string, loginDomain: Domain): Domain {
    const domain = domainInUrl(segment, loginDomain)
    if (domain !== undefined) return domain
    const status = this.#unknownDomainStatus
    throw new ApiException(
      status,
      status === 403
        ? 'The user is not authorized to access this domain.'
        : 'The domain in the URL was not found.',
    )
  }
}

/** Whether a request would create, update or delete configuration; logins and refreshes do not. */
export function isWrite(method: string, segments: readonly string[]): boolean {
  return (
    segments[1] === 'fmc_config' &&
    segments[0] === 'api' &&
    (method === 'POST' || method === 'PUT' || method === 'DELETE')
  )
}
