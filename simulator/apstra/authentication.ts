import type { ControllerContext, WireRequest } from '../controller.js'
import type { AuthDecision, EndCause, RefusalCause } from '../journal/entries.js'
import type { RandomStream } from '../random.js'
import { type Session, SessionTable } from '../sessions.js'
import { type Timeout, type TimeoutValues, timeoutInSeconds } from '../timeouts.js'
import {
  type Accepted,
  type Answer,
  errors,
  type FieldErrors,
  json,
  REQUIRED,
  readObject,
  UNREADABLE,
} from './answers.js'
import { LoginRate } from './limits/login-rate.js'
import type { PasswordLimiter } from './limits/password-limiter.js'
import { MicrosecondClock } from './microseconds.js'
import type { ApstraOptions } from './options.js'
import type { PasswordRules } from './password-rules.js'
import { permits } from './roles.js'
import type { User, UserDirectory } from './users.js'
import { WebTokenSigner } from './web-token.js'

/** Bytes of the secret behind the signatures. */
const SECRET_BYTES = 64

/** Who sent a request: a user with a live token, or the answer that turns the request away. */
export type Identity =
  | { ok: true; user: User; session: Session | undefined; auth: Accepted }
  | { ok: false; answer: Answer; auth: AuthDecision }

interface Credentials {
  username: string
  password: string
}

/**
 * Logins, tokens and what ends them.
 *
 * A request's token is looked up among those given out instead of being verified. That decides the same: a token is
 * found there only if this controller signed exactly these bytes; a session in the table ends when its user's
 * user_session changes; and the end that the table holds is the `exp` of the token, turned into a monotonic instant
 * at login so that later steps of the wall clock do not move it. A token is good while the instant is before `exp`,
 * and no longer at `exp` itself. [guess for the edge]
 */
export class Authentication {
  readonly sessions: SessionTable
  readonly #context: ControllerContext
  readonly #options: ApstraOptions
  readonly #users: UserDirectory
  readonly #passwordRules: PasswordRules
  readonly #limiter: PasswordLimiter
  readonly #rate: LoginRate
  readonly #signer: WebTokenSigner
  readonly #microseconds: MicrosecondClock
  readonly #secrets: RandomStream
  readonly #elsewhere = new WeakSet<Session>()
  #secret: Buffer

  constructor(
    context: ControllerContext,
    options: ApstraOptions,
    users: UserDirectory,
    passwordRules: PasswordRules,
    limiter: PasswordLimiter,
  ) {
    this.#context = context
    this.#options = options
    this.#users = users
    this.#passwordRules = passwordRules
    this.#limiter = limiter
    this.#rate = new LoginRate(context.clock, options.loginRate)
    this.#signer = new WebTokenSigner(options)
    this.#microseconds = new MicrosecondClock(context.clock, context.random('logins'))
    this.#secrets = context.random('secret')
    this.#secret = this.#secrets.bytes(SECRET_BYTES)
    this.sessions = new SessionTable(context, 'apstra', {
      // The 24 h are the token's and the session's at once: nothing prolongs either.
      deadlines: ({ token }) => ({ token: token.endsMs, absolute: token.endsMs }),
      end: ({ token }) => ({ atMs: token.endsMs, cause: 'token-expired' }),
      refreshesLeft: () => 0,
    })
  }

  /** Answers `{"username", "password"}` with a new token and the id of the user. */
  login(request: WireRequest): Answer {
    const { loginStatus } = this.#options
    const { address } = request
    const banned = this.refuseBanned(address)
    if (banned !== undefined && this.#options.passwordLimiter.refusesRightPassword) return banned
    if (!this.#rate.admits(address)) return this.#tooMany('login-rate', this.#rate.admitsInMs(address))
    const credentials = this.#credentials(request.body)
    if ('answer' in credentials) return credentials.answer
    if (this.#options.loginRejectsDeadToken && request.headers.authtoken) {
      const identity = this.identify(request)
      if (!identity.ok) return { ...identity.answer, auth: identity.auth }
    }
    const checked = this.#check(credentials, address, banned)
    if ('answer' in checked) return checked.answer
    const session = this.#open(checked.user)
    return {
      ...json(loginStatus, { token: session.token.value, id: checked.user.id }),
      auth: { outcome: 'logged-in', user: session.user, session: session.id },
    }
  }

  /** 429 for an address that is banned for wrong passwords; undefined when it is not. */
  refuseBanned(address: string): Answer | undefined {
    if (!this.#limiter.bans(address)) return undefined
    return this.#tooMany('password-attempts', this.#limiter.releasesInMs(address))
  }

  /** Finds out who sent a request, from its AuthToken field. Other schemes, such as bearer, do not count. */
  identify(request: WireRequest): Identity {
    const value = request.headers.authtoken || undefined
    const judged = this.sessions.judge(value)
    const token = value === undefined ? {} : { token: this.#context.journal.redaction.fingerprint(value) }
    if (!judged.ok) {
      const anybody = this.#options.authenticationEnabled ? undefined : this.#firstAdministrator()
      if (anybody !== undefined) {
        const auth = { outcome: 'accepted', how: 'none', user: anybody.username } as const
        return { ok: true, user: anybody, session: undefined, auth }
      }
      return {
        ok: false,
        answer: errors(401, this.#text(judged.cause)),
        auth: {
          outcome: 'refused',
          cause: judged.cause,
          ...(judged.session && { session: judged.session.id }),
          ...token,
        },
      }
    }
    const { session } = judged
    this.sessions.touch(session)
    return {
      ok: true,
      // A user's sessions end with the user, so a live one always has its user.
      user: this.#users.named(session.user)!,
      session,
      auth: { outcome: 'accepted', how: 'token', user: session.user, session: session.id, ...token },
    }
  }

  /** Ends what a logout from this session ends: all tokens of its user, or its own. */
  logout(session: Session): void {
    this.#end(session, 'logout')
  }

  /** Ends every token of a user. */
  endAll(user: User, cause: EndCause): void {
    this.#users.rotateSession(user)
    this.sessions.endAll(cause, user.username)
  }

  /** Ends a live session, and with logout scope `user` its sisters; false when there is none of that id. */
  terminate(id: string): boolean {
    const session = this.sessions.find(id)
    if (session === undefined) return false
    this.#end(session, 'terminated')
    return true
  }

  /** Opens another session of a user; false for one that is unknown or inactive. */
  loginElsewhere(username: string): boolean {
    const user = this.#users.named(username)
    if (!user?.active) return false
    this.#elsewhere.add(this.#open(user))
    return true
  }

  /**
   * Another client of a user logs out. With logout scope `user` that ends all tokens of the user; with scope `token`
   * only that client's own, the oldest one opened by {@link loginElsewhere}.
   */
  logoutElsewhere(username: string): boolean {
    const user = this.#users.named(username)
    if (user === undefined) return false
    if (this.#options.logoutScope === 'user') this.endAll(user, 'logout')
    else {
      const other = this.sessions.ofUser(username).find((session) => this.#elsewhere.has(session))
      if (other !== undefined) this.sessions.end(other, 'logout')
    }
    return true
  }

  /** The services restart: counters start anew [guess], and tokens die if the options say so. */
  restart(): void {
    this.#limiter.forget()
    this.#rate.forget()
    if (this.#options.restart === 'keep') return
    this.#secret = this.#secrets.bytes(SECRET_BYTES)
    for (const user of this.#users.all()) this.endAll(user, 'restart')
  }

  /** Lifetimes that can be set, by the names of their options. */
  timeouts(): Timeout[] {
    return [
      timeoutInSeconds('tokenTtlSeconds', 'Lifetime of a token, and of its session', this.#signer.ttlSeconds),
    ]
  }

  /** Sets them for tokens that are given out from now on. */
  setTimeouts({ tokenTtlSeconds = this.#signer.ttlSeconds }: TimeoutValues): void {
    this.#signer.ttlSeconds = tokenTtlSeconds
  }

  /** Forgets all sessions and counters, with a new secret and the lifetimes of the options. */
  reset(): void {
    this.#signer.ttlSeconds = this.#options.tokenTtlSeconds
    this.#rate.forget()
    this.#secret = this.#secrets.bytes(SECRET_BYTES)
    this.sessions.clear()
  }

  #firstAdministrator(): User | undefined {
    return this.#users.all().find(({ roles, active }) => active && permits(roles, 'administer'))
  }

  #open(user: User): Session {
    const { value, expSeconds } = this.#signer.sign(
      {
        username: user.username,
        userSession: user.userSession,
        createdUs: this.#microseconds.nowUs(),
      },
      this.#secret,
    )
    return this.sessions.open(user.username, value, expSeconds * 1000 - this.#context.clock.wallMs())
  }

  #end(session: Session, cause: EndCause): void {
    const user = this.#users.named(session.user)
    if (user !== undefined && this.#options.logoutScope === 'user') this.endAll(user, cause)
    else this.sessions.end(session, cause)
  }

  /** The user of right credentials, or the refusal of wrong ones; from a banned address they are not counted. */
  #check(
    { username, password }: Credentials,
    address: string,
    banned: Answer | undefined,
  ): { user: User } | { answer: Answer } {
    const { messages, expiredPasswordStatus } = this.#options
    const user = this.#users.named(username)
    if (user?.password !== password || !user.active) {
      if (banned !== undefined) return { answer: banned }
      this.#limiter.countFailure(address)
      const cause = user === undefined ? 'unknown-user' : user.active ? 'password' : 'locked'
      const auth = { outcome: 'bad-credentials', ...(user && { user: username }), cause } as const
      return { answer: { ...errors(401, messages.badCredentials), auth } }
    }
    if (this.#passwordRules.isExpired(user)) {
      const auth = { outcome: 'bad-credentials', user: username, cause: 'locked' } as const
      return { answer: { ...errors(expiredPasswordStatus, messages.expiredPassword), auth } }
    }
    return { user }
  }

  #credentials(body: string): Credentials | { answer: Answer } {
    const fields = readObject(body)
    const problems: FieldErrors = {}
    const { username, password } = fields ?? {}
    if (typeof username !== 'string') problems.username = REQUIRED
    if (typeof password !== 'string') problems.password = REQUIRED
    if (typeof username === 'string' && typeof password === 'string') return { username, password }
    return {
      answer: {
        ...errors(this.#options.malformedLoginStatus, fields === undefined ? UNREADABLE : problems),
        auth: { outcome: 'bad-credentials', cause: 'malformed' },
      },
    }
  }

  #tooMany(limit: string, waitMs: number): Answer {
    const { tooManyRequestsStatus, retryAfter, messages } = this.#options
    return {
      ...errors(tooManyRequestsStatus, messages.tooManyRequests),
      ...(retryAfter && { retryAfterSeconds: Math.ceil(waitMs / 1000) }),
      auth: { outcome: 'throttled', limit },
    }
  }

  #text(cause: RefusalCause): string {
    const { missingToken, expiredToken, invalidToken } = this.#options.messages
    if (cause === 'missing') return missingToken
    return cause === 'token-expired' ? expiredToken : invalidToken
  }
}
