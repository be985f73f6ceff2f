/** A domain: the unit in which an FMC keeps objects and grants rights. */
export interface Domain {
  /** Lower-case UUID, as it stands in URLs. */
  uuid: string
  /** Full name with `/` between the levels, as in the `DOMAINS` header. */
  name: string
  /** Value of the `DOMAIN_ID` header: 111 for Global [C: CAP-2024]; those of child domains are a guess. */
  id: string
}

/** The domains that each FMC has. The UUID of Global is the same everywhere [C: CAP-2024, all clients]. */
export const DOMAINS = {
  Global: { uuid: 'e276abec-e0f2-11e3-8169-6d9ed49b625f', name: 'Global', id: '111' },
} as const satisfies Record<string, Domain>

/** The domains of one FMC: Global and those below it. */
export class DomainTree {
  readonly #byName: ReadonlyMap<string, Domain>
  readonly #byUuid: ReadonlyMap<string, Domain>

  /** @param children names of the domains below Global, such as `Global/Devel` */
  constructor(children: readonly string[]) {
    const domains = [DOMAINS.Global, ...children.map(childDomain)]
    this.#byName = new Map(domains.map((domain) => [domain.name, domain]))
    this.#byUuid = new Map(domains.map((domain) => [domain.uuid, domain]))
  }

  /** The domain of that full name. */
  named(name: string): Domain | undefined {
    return this.#byName.get(name)
  }

  /**
   * The domain that a config URL names: a UUID, `global`, or `default` for the one that the session logged in to
   * [C: `default`, LAB-106; `global` likely]. Undefined when there is no such domain.
   */
  inUrl(segment: string, loginDomain: Domain): Domain | undefined {
    if (segment === 'default') return loginDomain
    return segment === 'global' ? DOMAINS.Global : this.#byUuid.get(segment.toLowerCase())
  }
}

/** The form of the UUID is that of a child domain in a client's documentation [C: fireREST]; the number is [G]. */
function childDomain(name: string, index: number): Domain {
  const uuid = `61e913a3-4bd6-7bde-54b6-${String(index).padStart(12, '0')}`
  return { uuid, name, id: String(Number(DOMAINS.Global.id) + 1 + index) }
}

/** The name as object metadata writes it: `Global \ Devel` [C: SPEC, LAB-106]. */
export function nameInMetadata(domain: Domain): string {
  return domain.name.replaceAll('/', ' \\ ')
}

/** Whether a domain is another one or lies below it. */
export function isWithin(domain: Domain, upper: Domain): boolean {
  return domain === upper || domain.name.startsWith(`${upper.name}/`)
}
