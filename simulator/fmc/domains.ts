/** A domain: the unit in which an FMC keeps objects and grants rights. */
export interface Domain {
  /** Lower-case UUID, as it stands in URLs. */
  uuid: string
  /** Full name with `/` between the levels, as in the `DOMAINS` header. */
  name: string
  /** Value of the `DOMAIN_ID` header: 111 for Global [C: CAP-2024]; those of child domains are a guess. */
  id: string
}

/** Names of the domains that the simulated FMC has. */
export const DOMAIN_NAMES = ['Global', 'Global/Devel'] as const

/** Name of a domain of the simulated FMC. */
export type DomainName = (typeof DOMAIN_NAMES)[number]

/** The domains by name. The UUID of Global is the same on each FMC [C: CAP-2024, all clients]. */
export const DOMAINS: Readonly<Record<DomainName, Domain>> = {
  Global: { uuid: 'e276abec-e0f2-11e3-8169-6d9ed49b625f', name: 'Global', id: '111' },
  'Global/Devel': { uuid: '61e913a3-4bd6-7bde-54b6-000000000000', name: 'Global/Devel', id: '112' },
}

const BY_UUID = new Map(Object.values(DOMAINS).map((domain) => [domain.uuid, domain]))

/**
 * The domain that a config URL names: a UUID, `global`, or `default` for the one that the session logged in to
 * [C: `default`, LAB-106; `global` likely]. Undefined when there is no such domain.
 */
export function domainInUrl(segment: string, loginDomain: Domain): Domain | undefined {
  if (segment === 'default') return loginDomain
  return segment === 'global' ? DOMAINS.Global : BY_UUID.get(segment.toLowerCase())
}

/** The name as object metadata writes it: `Global \ Devel` [C: SPEC, LAB-106]. */
export function nameInMetadata(domain: Domain): string {
  return domain.name.replaceAll('/', ' \\ ')
}

/** Whether a domain is another one or lies below it. */
export function isWithin(domain: Domain, upper: Domain): boolean {
  return domain === upper || domain.name.startsWith(`${upper.name}/`)
}
