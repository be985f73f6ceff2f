import type { ObjectStore, StoredObject } from './model/object-store.js'
import type { ApicOptions, ApicUser } from './options.js'

/** A user of the controller, as the objects describe it at the moment. */
export interface Account extends Omit<ApicUser, 'certificates'> {
  /** Its own object. */
  readonly dn: string
  readonly unixUserId: number
  /** Whether a remote realm knows the user. */
  readonly remote: boolean
  /** Whether the account is active, so that its certificates verify. */
  readonly active: boolean
}

/** The account that a login name leads to, if any, and the realm that was asked. */
export interface LoginName {
  account: Account | undefined
  realm: string
}

const WITH_DOMAIN = /^apic[:#]([^\\]+)\\(.*)$/s
const USERS_DN = 'uni/userext'

/**
 * The users of one controller: aaaUser and aaaAppUser objects with the security domains and roles below them, so that
 * what is posted holds from the next request on. A user and an app user of one name are two accounts.
 */
export class Accounts {
  readonly #store: ObjectStore
  /** Login domains of those users that a remote realm knows, by user name. */
  readonly #remoteDomains: ReadonlyMap<string, string>
  readonly #known = new Map<string, Account>()
  #revision = -1

  constructor(store: ObjectStore, { users }: Pick<ApicOptions, 'users'>) {
    this.#store = store
    this.#remoteDomains = new Map(
      users.flatMap(({ name, loginDomain }) => (loginDomain === undefined ? [] : [[name, loginDomain]])),
    )
  }

  /** The account of that bare user name. */
  find(user: string): Account | undefined {
    return this.at(`${USERS_DN}/user-${user}`)
  }

  /** The account whose object has that DN: a user or an app user. */
  at(dn: string): Account | undefined {
    if (this.#revision !== this.#store.revision) {
      this.#revision = this.#store.revision
      this.#known.clear()
    }
    const known = this.#known.get(dn)
    if (known !== undefined) return known
    const object = this.#store.get(dn)
    if (object === undefined || !isUser(object)) return undefined
    const account = this.#account(object)
    this.#known.set(dn, account)
    return account
  }

  /**
   * Resolves the name of a login: `user`, `apic:domain\user` or `apic#domain\user` [C: BLOG, AG]. A local account is
   * reached with no domain and through each domain of realm local, another one through its own domain only.
   */
  resolve(loginName: string): LoginName {
    const match = WITH_DOMAIN.exec(loginName)
    if (match === null) return { account: this.#member(loginName, undefined, 'local'), realm: 'local' }
    const [, domain = '', user = ''] = match
    const realm = this.#realmOf(domain)
    if (realm === undefined) return { account: undefined, realm: 'local' }
    return { account: this.#member(user, domain, realm), realm }
  }

  #realmOf(loginDomain: string): string | undefined {
    return this.#store.get(`${USERS_DN}/logindomain-${loginDomain}/domainauth`)?.attributes.realm
  }

  #member(user: string, domain: string | undefined, realm: string): Account | undefined {
    const account = this.find(user)
    if (account === undefined) return undefined
    const reached = account.remote ? account.loginDomain === domain : realm === 'local'
    return reached ? account : undefined
  }

  #account({ dn, attributes, secrets, children }: StoredObject): Account {
    const name = attributes.name!
    const loginDomain = this.#remoteDomains.get(name)
    const remote = loginDomain !== undefined && this.#realmOf(loginDomain) !== 'local'
    return {
      dn,
      name,
      password: secrets.pwd ?? '',
      firstName: attributes.firstName!,
      lastName: attributes.lastName!,
      domains: [...children.values()].filter(isUserDomain).map(securityDomain),
      // Nobody can log in with a password that was never set.
      locked: attributes.accountStatus !== 'active' || secrets.pwd === undefined,
      active: attributes.accountStatus === 'active',
      unixUserId: Number(attributes.unixUserId),
      remote,
      ...(loginDomain === undefined ? {} : { loginDomain }),
    }
  }
}

const isUser = ({ cls }: StoredObject) => cls.name === 'aaaUser' || cls.name === 'aaaAppUser'
const isUserDomain = ({ cls }: StoredObject) => cls.name === 'aaaUserDomain'

function securityDomain({ attributes, children }: StoredObject): ApicUser['domains'][number] {
  return {
    name: attributes.name!,
    roles: [...children.values()]
      .filter(({ cls }) => cls.name === 'aaaUserRole')
      .map(({ attributes }) => ({
        name: attributes.name!,
        privilege: attributes.privType === 'writePriv' ? ('write' as const) : ('read' as const),
      })),
  }
}
