import type { Clock } from '../clock/clock.js'
import type { Account } from './accounts.js'
import { resolveDn } from './model/distinguished-name.js'
import { type ObjectStore, timestamp } from './model/object-store.js'
import type { SessionAction, Settings } from './model/settings.js'
import type { ApicOptions } from './options.js'

/** Record ids of the product are a little above 2^32 [C: SYSLOG]. */
const FIRST_ID = 2 ** 32 + 1

/** Whom an attempt concerns that names nobody known: the name that was tried is not kept (guess). */
const NOBODY = 'uni/userext'

/**
 * Writes aaaSessionLR objects, newest last: who logged in, refreshed or logged out, from where, and whether it worked.
 * Their DN (`subj-[uni/userext/user-admin]/sess-4295783931`), trig (`refresh,session`), severity and descr are
 * [C: SYSLOG], that `user` is empty where nobody is known [L: VIEWER]; the other values are a guess.
 */
export class SessionRecords {
  readonly #clock: Clock
  readonly #most: number
  readonly #store: ObjectStore
  readonly #settings: Settings
  /** DNs, oldest first. */
  readonly #kept = new Set<string>()
  #nextId = FIRST_ID

  constructor(
    clock: Clock,
    options: Pick<ApicOptions, 'sessionRecords'>,
    store: ObjectStore,
    settings: Settings,
  ) {
    this.#clock = clock
    this.#most = options.sessionRecords
    this.#store = store
    this.#settings = settings
  }

  /**
   * Records what an account did or, where that did not work, tried.
   * @param account undefined when nobody has the name
   * @param address from which it came
   */
  note(action: SessionAction, account: Account | undefined, address: string, worked = true): void {
    if (this.#most === 0 || !this.#settings.recordsSessions(action)) return
    const user = account?.name ?? ''
    const id = this.#nextId++
    const dn = `subj-[${affectedBy(account)}]/sess-${id}`
    const wallMs = this.#clock.wallMs()
    const shown = {
      created: timestamp(wallMs),
      descr: `[user ${user}] From-${address}-client-type-REST-${worked ? 'Success' : 'Failure'}`,
      trig: `${action},session`,
      user,
    }
    this.#store.put(resolveDn(dn), { shown }, wallMs, account?.unixUserId ?? 0)
    this.#kept.add(dn)
    if (this.#kept.size > this.#most) this.#forgetOldest()
  }

  /** The id that the next record gets. */
  get nextId(): number {
    return this.#nextId
  }

  /** Goes on with the records in the store. @param nextId id that the next one gets */
  restore(nextId: number): void {
    this.#kept.clear()
    for (const { dn } of this.#store.ofClass('aaaSessionLR')) this.#kept.add(dn)
    this.#nextId = nextId
  }

  /** Begins anew, after the store was emptied. */
  clear(): void {
    this.#kept.clear()
    this.#nextId = FIRST_ID
  }

  #forgetOldest(): void {
    for (const dn of this.#kept) {
      this.#kept.delete(dn)
      this.#store.remove(dn)
      return
    }
  }
}

/** DN of the user that a record is about; users of a remote realm have no object of their own [L: EXABEAM]. */
function affectedBy(account: Account | undefined): string {
  if (account === undefined) return NOBODY
  return account.remote ? `uni/userext/remoteuser-${account.name}` : account.dn
}
