import type { Clock } from '../clock/clock.js'
import type { RandomStream } from '../random.js'
import type { Domain, DomainTree } from './domains.js'
import type { FmcOptions } from './options.js'
import type { Role } from './roles.js'

/** UUID of the account that each FMC is delivered with [likely: XSOAR test data]. */
const BUILT_IN_ADMIN_UUID = '68d03c42-d9bd-11dc-89f2-b7961d42c462'

/** An account, without its password. */
export interface Account {
  name: string
  /** UUID version 1, sent as `USER_UUID` [C: CAP-2024]. */
  uuid: string
  role: Role
  /** Domains that it may enter; the first one is where it logs in. */
  domains: readonly [Domain, ...Domain[]]
}

/** Whether a login is right, and the true reason where it is not. */
export type CredentialJudgement =
  | { ok: true; account: Account }
  | { ok: false; user?: string; cause: 'password' | 'locked' | 'unknown-user' | 'malformed' }

interface Entry {
  account: Account
  password: string
  /** Wrong passwords in a row that lock it. */
  maxFailures: number
  failures: number
  /** Monotonic ms at which the lock ends. */
  lockedUntilMs: number
}

/** The accounts of one FMC: who they are, their passwords, and the lock after too many wrong ones. */
export class Accounts {
  readonly #clock: Clock
  readonly #lockout: FmcOptions['lockout']
  readonly #entries = new Map<string, Entry>()

  /** @param tree has each domain that an account may enter */
  constructor(clock: Clock, random: RandomStream, tree: DomainTree, { users, lockout }: FmcOptions) {
    this.#clock = clock
    this.#lockout = lockout
    for (const { name, password, role, domains, maxFailedAttempts } of users) {
      const account: Account = {
        name,
        uuid: name === 'admin' ? BUILT_IN_ADMIN_UUID : timeUuid(random),
        role,
        domains: domains.map((domain) => tree.named(domain)) as [Domain, ...Domain[]],
      }
      const maxFailures = maxFailedAttempts ?? lockout.maxFailedAttempts
      this.#entries.set(name, { account, password, maxFailures, failures: 0, lockedUntilMs: 0 })
    }
  }

  /** The account of that name. */
  find(name: string): Account | undefined {
    return this.#entries.get(name)?.account
  }

  /** Judges the value of an `Authorization` header and counts wrong passwords. */
  judge(authorization: string | undefined): CredentialJudgement {
    const credentials = basicCredentials(authorization)
    if (credentials === undefined) return { ok: false, cause: 'malformed' }
    const { user, password } = credentials
    const entry = this.#entries.get(user)
    if (entry === undefined) return { ok: false, user, cause: 'unknown-user' }
    const nowMs = this.#clock.monotonicMs()
    if (nowMs < entry.lockedUntilMs) return { ok: false, user, cause: 'locked' }
    if (entry.password === password) {
      entry.failures = 0
      return { ok: true, account: entry.account }
    }
    entry.failures++
    if (entry.failures === entry.maxFailures) {
      entry.failures = 0
      entry.lockedUntilMs = nowMs + (this.#lockout.durationSec ?? Number.POSITIVE_INFINITY) * 1000
    }
    return { ok: false, user, cause: 'password' }
  }

  /** UUIDs of all accounts, by name. */
  uuids(): Map<string, string> {
    return new Map([...this.#entries.values()].map(({ account: { name, uuid } }) => [name, uuid]))
  }

  /** Gives accounts other UUIDs; names without an account are passed over. */
  restoreUuids(uuids: ReadonlyMap<string, string>): void {
    for (const [name, uuid] of uuids) {
      const entry = this.#entries.get(name)
      if (entry !== undefined) entry.account.uuid = uuid
    }
  }

  /** Forgets wrong passwords and locks. */
  unlock(): void {
    for (const entry of this.#entries.values()) {
      entry.failures = 0
      entry.lockedUntilMs = 0
    }
  }
}

/** Name and password in an `Authorization: Basic` value; undefined when it is missing or malformed. */
export function basicCredentials(
  authorization: string | undefined,
): { user: string; password: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) }
}

/** A UUID in the form of version 1; its time is as random as the rest. */
function timeUuid(random: RandomStream): string {
  const uuid = random.uuid()
  return `${uuid.slice(0, 14)}1${uuid.slice(15)}`
}
