import { listOperation } from './api-description/operation.js'
import { methodNotSupported } from './api-exception.js'
import { text } from './objects/attribute.js'
import type { FmcOptions } from './options.js'
import { listBody, requestedPage } from './paging.js'
import type { Answer, Resource, ResourceCall } from './resource.js'

const INFO_PATH = '/api/fmc_platform/v1/info'

/** `info/serverversion`: what most clients ask right after the login [C: fmcapi, go-fmc, fireREST]. */
export class ServerVersion implements Resource {
  readonly area = 'info'
  readonly path = `${INFO_PATH}/serverversion`
  readonly hasMembers = false
  readonly operations = [
    listOperation(this.path, 'getAllServerVersion', 'System Information', {
      name: 'ServerVersion',
      attributes: {
        serverVersion: text(),
        geoVersion: text(),
        vdbVersion: text(),
        sruVersion: text(),
        lspVersion: text(),
      },
    }),
  ]
  readonly #version: string
  /** Its JSON for the origin that was asked for last: most clients know one. */
  #item = { origin: '', json: '' }

  /** @param version in the form `X.Y.Z (build N)` */
  constructor(version: string) {
    this.#version = version
  }

  answer({ method, origin, query }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    const page = requestedPage(query)
    if (origin !== this.#item.origin) this.#item = { origin, json: this.#render(origin) }
    const items = page.offset === 0 ? [this.#item.json] : []
    return { status: 200, body: listBody(`${origin}${INFO_PATH}/serverversion`, query, page, items, 1) }
  }

  /** The form of the version is C: fmcapi, go-fmc; the values beside it, `id` and `name` are a guess. */
  #render(origin: string): string {
    return JSON.stringify({
      serverVersion: this.#version,
      geoVersion: '2023-05-08-101',
      vdbVersion: 'build 365 ( 2023-03-28 13:47:16 )',
      sruVersion: '2023-05-08-001-vrt',
      lspVersion: 'lsp-rel-20230508-1730',
      type: 'ServerVersion',
      id: '0',
      name: 'ServerVersion',
      links: { self: `${origin}${INFO_PATH}/serverversion/0` },
    })
  }
}

/** Domains in one reply before paging of them was mended, whatever the limit that is asked for [L: TF2]. */
const MOST_DOMAINS = 40

/** `info/domain`: the domains that the account may enter [C: go-fmc, fmcapi, SSOT]. */
export class DomainInfo implements Resource {
  readonly area = 'info'
  readonly path = `${INFO_PATH}/domain`
  readonly hasMembers = false
  readonly operations = [
    listOperation(this.path, 'getAllDomain', 'System Information', {
      name: 'Domain',
      attributes: { uuid: text() },
    }),
  ]
  readonly #paging: FmcOptions['domainPaging']

  constructor(paging: FmcOptions['domainPaging']) {
    this.#paging = paging
  }

  answer({ method, origin, query, account }: ResourceCall): Answer {
    if (method !== 'GET') throw methodNotSupported(method)
    const page = requestedPage(query)
    const start = this.#paging === 'offset-ignored' ? 0 : page.offset
    const most = this.#paging === 'works' ? page.limit : Math.min(page.limit, MOST_DOMAINS)
    const items = account.domains
      .slice(start, start + most)
      .map(({ uuid, name }) => JSON.stringify({ uuid, name, type: 'Domain' }))
    return {
      status: 200,
      body: listBody(`${origin}${INFO_PATH}/domain`, query, page, items, account.domains.length),
    }
  }
}
