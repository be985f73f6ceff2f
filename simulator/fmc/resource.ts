import type { Account } from './accounts.js'
import type { Operation } from './api-description/operation.js'
import type { Domain } from './domains.js'
import type { Query } from './request-target.js'
import type { Area } from './roles.js'

/** A call that has passed authentication and authorisation. */
export interface ResourceCall {
  /** Upper case. */
  method: string
  /** Scheme, host and port that the client used: what absolute links start with. */
  origin: string
  account: Account
  /** The domain in the URL; the one that the session logged in to where a URL names none. */
  domain: Domain
  /** Id of the object whose parts the URL names, where it does. */
  container: string | undefined
  /** Last segment of a URL that names one member of a collection. */
  id: string | undefined
  query: Query
  body: string
}

/** What a resource answers: always JSON. */
export interface Answer {
  status: number
  /** JSON text. */
  body: string
  /** URL of what was made. */
  location?: string
}

/** Something at a URL. Made once for each controller, and found by its path. */
export interface Resource {
  readonly area: Area
  /** Path with names in braces, such as `/api/fmc_config/v1/domain/{domainUUID}/object/hosts`. */
  readonly path: string
  /** Whether its members have URLs, with their id as last segment. */
  readonly hasMembers: boolean
  /** What it answers, for the API description. */
  readonly operations: readonly Operation[]
  /** @throws ApiException for what the client is to be told */
  answer(call: ResourceCall): Answer
}
