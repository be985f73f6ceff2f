import type { Clock } from '../clock/clock.js'
import type { WireRequest } from '../controller.js'
import type { AuthDecision, RefusalCause } from '../journal/entries.js'
import type { Journal } from '../journal/journal.js'
import type { Session, TokenJudgement } from '../sessions.js'
import type { Account, Accounts } from './accounts.js'
import { presentedCredentials } from './credentials.js'
import {
  type ApicError,
  challengeMissing,
  lifetimeOver,
  noCredentials,
  tokenInvalid,
  tokenTimeout,
  unknownCertificate,
} from './errors.js'
import type { ObjectStore } from './model/object-store.js'
import type { ApicOptions } from './options.js'
import { parameter } from './query-string.js'
import { SignatureVerifier } from './signatures.js'
import type { WebSessions } from './web-sessions.js'

type Accepted = Extract<AuthDecision, { outcome: 'accepted' }>
type Refused = Extract<AuthDecision, { outcome: 'refused' }>

/** Who sent a request, or why nobody knows: the decision for the journal and, at a refusal, what goes out. */
export type Identity =
  | { ok: true; auth: Accepted; account: Account; session: Session | undefined }
  | { ok: false; auth: Refused; error: ApicError }

/** Decides who sent a request: by token, or else by certificate signature [precedence guess]. */
export class Authenticator {
  readonly #sessions: WebSessions
  readonly #accounts: Accounts
  readonly #clock: Clock
  readonly #journal: Journal
  readonly #signatures: SignatureVerifier
  readonly #duplicateCookie: ApicOptions['duplicateCookie']

  constructor(
    { clock, journal }: { clock: Clock; journal: Journal },
    options: ApicOptions,
    accounts: Accounts,
    sessions: WebSessions,
    store: ObjectStore,
  ) {
    this.#clock = clock
    this.#journal = journal
    this.#accounts = accounts
    this.#sessions = sessions
    this.#signatures = new SignatureVerifier(store, options)
    this.#duplicateCookie = options.duplicateCookie
  }

  /** Identifies the sender of a request. @param query of its target, without `?` */
  identify(request: WireRequest, query: string): Identity {
    const { tokens, signature } = presentedCredentials(request.headers)
    const byToken = tokens.length === 0 ? undefined : this.#byTokens(tokens, request, query)
    if (byToken?.ok || signature === undefined) {
      return byToken ?? { ok: false, auth: { outcome: 'refused', cause: 'missing' }, error: noCredentials() }
    }
    const judgement = this.#signatures.judge(request, signature, this.#clock.wallMs())
    if (!judgement.ok) {
      return { ok: false, auth: { outcome: 'refused', cause: judgement.cause }, error: judgement.error }
    }
    const account = this.#accounts.at(judgement.userDn)!
    // The certificates of an inactive user are treated as if they were not there (guess).
    if (!account.active) {
      return {
        ok: false,
        auth: { outcome: 'refused', cause: 'unknown-certificate' },
        error: unknownCertificate(),
      }
    }
    return {
      ok: true,
      auth: { outcome: 'accepted', how: 'signature', user: account.name },
      account,
      session: undefined,
    }
  }

  #byTokens(tokens: readonly string[], request: WireRequest, query: string): Identity {
    const { value, judgement } = this.#choose(tokens)
    const token = this.#journal.redaction.fingerprint(value)
    if (!judgement.ok) {
      const { cause, session } = judgement
      const named = session === undefined ? {} : { session: session.id }
      return { ok: false, auth: { outcome: 'refused', cause, ...named, token }, error: refusalOf(cause) }
    }
    const { session } = judgement
    const challenge = this.#sessions.challengeOf(session)
    if (challenge !== undefined && !presentsChallenge(challenge, request, query)) {
      return {
        ok: false,
        auth: { outcome: 'refused', cause: 'challenge', session: session.id, token },
        error: challengeMissing(),
      }
    }
    this.#sessions.touch(session)
    const account = this.#sessions.accountOf(session)
    return {
      ok: true,
      auth: { outcome: 'accepted', how: 'token', user: session.user, session: session.id, token },
      // Roles hold as they are now, whatever they were at login (guess).
      account: this.#accounts.at(account.dn) ?? account,
      session,
    }
  }

  /** Of several tokens the one that counts; where any may, the first valid one, or else one that was known once. */
  #choose(tokens: readonly string[]): { value: string; judgement: TokenJudgement } {
    if (tokens.length === 1 || this.#duplicateCookie !== 'any') {
      const value = this.#duplicateCookie === 'last' ? tokens.at(-1)! : tokens[0]!
      return { value, judgement: this.#sessions.judge(value) }
    }
    const judged = tokens.map((value) => ({ value, judgement: this.#sessions.judge(value) }))
    return (
      judged.find(({ judgement }) => judgement.ok) ??
      judged.find(({ judgement }) => !judgement.ok && judgement.cause !== 'unknown') ??
      judged[0]!
    )
  }
}

/** What is told to a client whose token is not good. */
function refusalOf(cause: RefusalCause): ApicError {
  if (cause === 'token-expired' || cause === 'idle') return tokenTimeout()
  return cause === 'absolute' ? lifetimeOver() : tokenInvalid()
}

/** Whether a request carries the challenge token, in the header or as a parameter [C: RG, GUI, CO]. */
function presentsChallenge(challenge: string, { headers }: WireRequest, query: string): boolean {
  const presented =
    headers['apic-challenge'] ?? parameter(query, 'challenge') ?? parameter(query, 'url-token')
  return presented === challenge
}
