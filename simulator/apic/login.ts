import type { Clock } from '../clock/clock.js'
import type { AuthDecision } from '../journal/entries.js'
import type { Account, Accounts } from './accounts.js'
import type { Encoding } from './encoding.js'
import { ApicError, badCredentials, missingAttributes } from './errors.js'
import { Lockout } from './lockout.js'
import type { ApicOptions } from './options.js'

type BadCredentials = Extract<AuthDecision, { outcome: 'bad-credentials' }>

/** The account that a login opens, or its refusal with the account that it named, if there is one. */
export type LoginJudgement =
  | { ok: true; account: Account }
  | { ok: false; auth: BadCredentials; account: Account | undefined; error: ApicError }

/** Checks names and passwords at aaaLogin. */
export class LoginDesk {
  readonly #accounts: Accounts
  readonly #lockout: Lockout
  readonly #clock: Clock
  readonly #errorStatus: number
  readonly #lockedText: string
  readonly #deepestNesting: number

  constructor(clock: Clock, options: ApicOptions, accounts: Accounts) {
    this.#clock = clock
    this.#accounts = accounts
    this.#lockout = new Lockout(options.lockout)
    this.#errorStatus = options.loginErrorStatus
    this.#lockedText = options.lockedUserResponse
    this.#deepestNesting = options.deepestNesting
  }

  /**
   * Judges the body of a login: `{"aaaUser":{"attributes":{"name":"U","pwd":"P"}}}` [C: all clients], or in XML
   * `<aaaUser name="U" pwd="P"/>` [C: PY].
   */
  judge(body: string, encoding: Encoding): LoginJudgement {
    let attributes: Readonly<Record<string, string>>
    try {
      const tree = encoding.decode(body, this.#deepestNesting)
      if (tree.className !== 'aaaUser') throw missingAttributes()
      attributes = tree.attributes
    } catch (error) {
      if (!(error instanceof ApicError)) throw error
      const auth = { outcome: 'bad-credentials', cause: 'malformed' } as const
      return { ok: false, auth, account: undefined, error }
    }
    const { name = '', pwd } = attributes
    const { account, realm } = this.#accounts.resolve(name)
    if (account === undefined) return this.#refused('unknown-user', name, realm)
    const nowMs = this.#clock.monotonicMs()
    if (account.locked || this.#lockout.blocks(account.name, nowMs)) {
      return this.#refused('locked', account.name, realm, account)
    }
    if (pwd !== account.password) {
      this.#lockout.failed(account.name, nowMs)
      return this.#refused('password', account.name, realm, account)
    }
    this.#lockout.succeeded(account.name)
    return { ok: true, account }
  }

  /** Forgets failed logins and blocks. */
  clear(): void {
    this.#lockout.clear()
  }

  /** Wrong password and unknown user read the same [C: AN-UT, NI; unknown user and remote realms guess]. */
  #refused(cause: BadCredentials['cause'], user: string, realm: string, account?: Account): LoginJudgement {
    const refusal = badCredentials(realm, this.#errorStatus)
    const error = cause === 'locked' ? new ApicError(refusal.status, refusal.code, this.#lockedText) : refusal
    return { ok: false, auth: { outcome: 'bad-credentials', user, cause }, account, error }
  }
}
