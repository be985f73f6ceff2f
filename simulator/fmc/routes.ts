import { CataloguedException } from './api-exception.js'
import type { Domain, DomainTree } from './domains.js'
import type { Resource } from './resource.js'

/** Where the configuration of a domain is. */
export const CONFIG_PATH = '/api/fmc_config/v1/domain/{domainUUID}'
/** Where the FMC itself is. */
export const PLATFORM_PATH = '/api/fmc_platform/v1'

/** What a URL names. */
export interface Route {
  resource: Resource
  domain: Domain
  container: string | undefined
  id: string | undefined
}

/** Finds what a URL names, by its segments. */
export class Routes {
  readonly #resources: ReadonlyMap<string, Resource>
  readonly #domains: DomainTree
  readonly #unknownDomainStatus: number

  constructor(resources: readonly Resource[], domains: DomainTree, unknownDomainStatus: number) {
    this.#resources = new Map(resources.map((resource) => [resource.path, resource]))
    this.#domains = domains
    this.#unknownDomainStatus = unknownDomainStatus
  }

  /**
   * @param loginDomain domain that the session logged in to
   * @throws ApiException for an unknown URL [404] or domain [guess; option unknownDomainStatus]
   */
  find(segments: readonly string[], loginDomain: Domain): Route {
    const [api, root, version, domain, uuid, ...rest] = segments
    if (domain === 'domain' && uuid !== undefined) {
      const [area, collection, container, parts, part] = rest
      const within = `/${api}/${root}/${version}/domain/{domainUUID}/${area}/${collection}`
      const partly = parts !== undefined
      const resource = this.#resources.get(partly ? `${within}/{containerUUID}/${parts}` : within)
      const id = partly ? part : container
      if (resource !== undefined && rest.length <= 5 && (id === undefined || resource.hasMembers)) {
        return {
          resource,
          domain: this.#domain(uuid, loginDomain),
          container: partly ? container : undefined,
          id,
        }
      }
    }
    const resource = this.#resources.get(`/${segments.join('/')}`)
    if (resource === undefined || resource.path.includes('{')) {
      throw new CataloguedException('urlNotFound')
    }
    return { resource, domain: loginDomain, container: undefined, id: undefined }
  }

  #domain(segment: string, loginDomain: Domain): Domain {
    const domain = this.#domains.inUrl(segment, loginDomain)
    if (domain !== undefined) return domain
    const status = this.#unknownDomainStatus
    throw new CataloguedException(status === 403 ? 'wrongDomain' : 'unknownDomain', {}, status)
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
