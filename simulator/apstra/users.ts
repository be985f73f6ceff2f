import type { Clock } from '../clock/clock.js'
import type { RandomStream } from '../random.js'
import type { ApstraOptions } from './options.js'
import type { Json } from './python-json.js'
import { permits, type Role, type RoleDirectory } from './roles.js'

/** A page that a user marked. [L: SPEC6] */
export type Favorite = { id: string; label: string; url: string }

/** A setting of the user interface. [L: SPEC6] */
export type Preference = { id: string; key: string; value: Json }

/** A local user. */
export interface User {
  /** UUID that a login replies with; the same for each login. [C: SPEC6, APY] */
  readonly id: string
  readonly username: string
  password: string
  /** Monotonic instant, in ms, from which the password is as old as it is. */
  passwordSetMs: number
  /** Passwords before this one, the newest first. */
  formerPasswords: readonly string[]
  firstName: string
  lastName: string
  email: string
  roles: readonly Role[]
  active: boolean
  favorites: Favorite[]
  preferences: Preference[]
  /**
   * Session id that every token of the user names. A new one makes all of them worthless. [C that logins share it;
   * L that this is how a logout works]
   */
  userSession: string
}

/** The local users of a controller, by name and by id. */
export class UserDirectory {
  readonly #initial: readonly { id: string; username: string; password: string; roles: readonly Role[] }[]
  readonly #clock: Clock
  readonly #random: RandomStream
  readonly #byName = new Map<string, User>()
  readonly #byId = new Map<string, User>()

  constructor(users: ApstraOptions['users'], roles: RoleDirectory, clock: Clock, random: RandomStream) {
    this.#clock = clock
    this.#random = random
    this.#initial = users.map((user) => ({
      ...user,
      id: random.uuid(),
      roles: roles.allLabelled(user.roles)!,
    }))
    this.reset()
  }

  /** The user of that name. */
  named(username: string): User | undefined {
    return this.#byName.get(username)
  }

  /** The user of that id. */
  withId(id: string): User | undefined {
    return this.#byId.get(id)
  }

  /** All users, oldest first. */
  all(): User[] {
    return [...this.#byName.values()]
  }

  /** Adds a user, whose name must be free. */
  add(user: Pick<User, 'username' | 'password' | 'roles'> & Partial<User>): User {
    const added: User = {
      id: this.#random.uuid(),
      passwordSetMs: this.#clock.monotonicMs(),
      formerPasswords: [],
      firstName: '',
      lastName: '',
      email: '',
      active: true,
      favorites: [],
      preferences: [],
      userSession: this.#random.uuid(),
      ...user,
    }
    this.#byName.set(added.username, added)
    this.#byId.set(added.id, added)
    return added
  }

  /** Takes these users in the place of all, each with a new session id. */
  replaceAll(users: readonly Omit<User, 'userSession'>[]): void {
    this.#byName.clear()
    this.#byId.clear()
    for (const user of users) this.add(user)
  }

  /** Removes a user. */
  remove(user: User): void {
    this.#byName.delete(user.username)
    this.#byId.delete(user.id)
  }

  /** Gives a user a new password. */
  setPassword(user: User, password: string): void {
    user.formerPasswords = [user.password, ...user.formerPasswords]
    user.password = password
    user.passwordSetMs = this.#clock.monotonicMs()
  }

  /** A new id for what belongs to a user. */
  newId(): string {
    return this.#random.uuid()
  }

  /** Gives a user a new session id. */
  rotateSession(user: User): void {
    user.userSession = this.#random.uuid()
  }

  /** Back to the first users, with their ids and with new session ids. */
  reset(): void {
    this.#byName.clear()
    this.#byId.clear()
    for (const user of this.#initial) this.add(user)
  }
}

/** A user as the interface shows it. [C: SPEC6] */
export function describeUser(user: User): Json {
  return {
    username: user.username,
    id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    email: user.email,
    roles: roleLabels(user),
    favorites: user.favorites,
    preferences: user.preferences,
    is_active: user.active,
  }
}

/** Labels of the roles of a user. */
export function roleLabels({ roles }: User): string[] {
  return roles.map(({ label }) => label)
}

/** Whether a user may see and change what belongs to `owner`: its own things, and an administrator's everybody's. */
export function mayActFor(user: User, owner: User): boolean {
  return user === owner || permits(user.roles, 'administer')
}
