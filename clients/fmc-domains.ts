import { ClientError } from './errors.js'

/** A domain that the user may enter. */
export interface FmcDomain {
  /** As it stands in URLs, lower case. */
  uuid: string
  /** Full name from the top, such as `Global/Devel`. */
  name: string
}

/** The user may enter no domain of that name or UUID. */
export class UnknownDomainError extends ClientError {
  override name = 'UnknownDomainError'
  /** The domains that there are for this user. */
  readonly known: readonly FmcDomain[]

  constructor(wanted: string, known: readonly FmcDomain[]) {
    const names = known.map(({ name }) => name).join(', ')
    super(`domain: expected the name or UUID of one of ${names}; found "${wanted}"`)
    this.known = known
  }
}

/** Reads the value of the `DOMAINS` field, a JSON array with members in any order [C: CAP-2024, fireREST]. */
export function parseDomains(text: string): FmcDomain[] {
  try {
    return toDomains(JSON.parse(text))
  } catch {
    return []
  }
}

/** The domains among the items of a list, which has other members too. */
export function toDomains(items: unknown): FmcDomain[] {
  if (!Array.isArray(items)) return []
  return items.flatMap((item: Partial<FmcDomain> | null) =>
    typeof item?.uuid === 'string' && typeof item.name === 'string'
      ? [{ uuid: item.uuid, name: item.name }]
      : [],
  )
}

/**
 * The domain of that UUID or full name. The name may also be written as object metadata do, `Global \ Devel`
 * [C: SPEC, LAB-106].
 * @throws UnknownDomainError
 */
export function findDomain(known: readonly FmcDomain[], wanted: string): FmcDomain {
  const name = wanted.replaceAll(' \\ ', '/')
  const uuid = wanted.toLowerCase()
  const found = known.find((domain) => domain.name === name || domain.uuid.toLowerCase() === uuid)
  if (found === undefined) throw new UnknownDomainError(wanted, known)
  return found
}
