import type { ApicOptions, ApicUser } from './options.js'

/** Numeric user id of the first account [C: captures show 15374 for admin]; the others count up from it (guess). */
const FIRST_UNIX_USER_ID = 15374

/** A user of the controller. */
export interface Account extends ApicUser {
  readonly unixUserId: number
  /** Whether a remote realm knows the user. */
  readonly remote: boolean
}

/** The account that a login name leads to, if any, and the realm that was asked. */
export interface LoginName {
  account: Account | undefined
  realm: string
}

const WITH_DOMAIN = /^apic[:#]([^\\]+)\\(.*)$/s

/** The users of one controller. */
export class Accounts {
  readonly #byName = new Map<string, Account>()
  readonly #realms: ReadonlyMap<string, string>

  constructor({ users, loginDomains }: Pick<ApicOptions, 'users' | 'loginDomains'>) {
    this.#realms = new Map(loginDomains.map(({ name, realm }) => [name, realm]))
    users.forEach((user, index) => {
      const realm = user.loginDomain === undefined ? 'local' : this.#realms.get(user.loginDomain)
      this.#byName.set(user.name, {
        ...user,
        unixUserId: FIRST_UNIX_USER_ID + index,
        remote: realm !== 'local',
      })
    })
  }

  /** The account of that bare user name. */
  find(user: string): Account | undefined {
    return this.#byName.get(user)
  }

  /**
   * Resolves the name of a login: `user`, `apic:domain\user` or `apic#domain\user` [C: BLOG, AG]. A local account is
   * reached with no domain and through each domain of realm local, another one through its own domain only.
   */
  resolve(loginName: string): LoginName {
    const match = WITH_DOMAIN.exec(loginName)
    if (match === null) return { account: this.#member(loginName, undefined, 'local'), realm: 'local' }
    const [, domain = '', user = ''] = match
    const realm = this.#realms.get(domain)
    if (realm === undefined) return { account: undefined, realm: 'local' }
    return { account: this.#member(user, domain, realm), realm }
  }

  #member(user: string, domain: string | undefined, realm: string): Account | undefined {
    const account = this.#byName.get(user)
    if (account === undefined) return undefined
    const reached = account.remote ? account.loginDomain === domain : realm === 'local'
    return reached ? account : undefined
  }
}
