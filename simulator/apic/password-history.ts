import { passwordHistory } from './errors.js'
import type { ObjectStore, ObjectValues, StoredObject } from './model/object-store.js'
import type { ApicOptions } from './options.js'

/** The passwords that users had, so that none is set again: the present one neither [C: AN-IT]. */
export class PasswordHistory {
  readonly #length: number
  readonly #store: ObjectStore
  /** Earlier passwords of each user, oldest first; they go with the object. */
  readonly #earlier = new WeakMap<StoredObject, readonly string[]>()

  /** @param store in which users are objects with the secret `pwd` */
  constructor({ passwordHistory }: Pick<ApicOptions, 'passwordHistory'>, store: ObjectStore) {
    this.#length = passwordHistory
    this.#store = store
  }

  /**
   * Checks a password that is to be set.
   * @throws ApicError 400 with code 1 when the user has it or had it lately
   */
  check(dn: string, { secret = {}, shown }: ObjectValues): void {
    const user = this.#store.get(dn)
    if (user === undefined || this.#length === 0 || secret.pwd === undefined) return
    const earlier = shown.clearPwdHistory === 'yes' ? [] : this.#passwordsOf(user)
    if (earlier.includes(secret.pwd)) throw passwordHistory(user.attributes.name!, this.#length)
  }

  /** Remembers the password that a user has, before another one is set. */
  remember(dn: string, { secret = {}, shown }: ObjectValues): void {
    const user = this.#store.get(dn)
    if (user === undefined || this.#length === 0 || secret.pwd === undefined) return
    if (shown.clearPwdHistory === 'yes') this.#earlier.delete(user)
    else this.#earlier.set(user, this.#passwordsOf(user).slice(-this.#length))
  }

  /** Passwords that a user had before the present one, oldest first. */
  earlierOf(user: StoredObject): readonly string[] {
    return this.#earlier.get(user) ?? []
  }

  /** Takes passwords that a user had, oldest first. */
  restore(user: StoredObject, earlier: readonly string[]): void {
    this.#earlier.set(user, earlier)
  }

  #passwordsOf(user: StoredObject): readonly string[] {
    const { pwd } = user.secrets
    const known = [...this.earlierOf(user), ...(pwd === undefined ? [] : [pwd])]
    return known.slice(-this.#length)
  }
}
