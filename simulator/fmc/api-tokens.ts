import type { ControllerContext, SessionView } from '../controller.js'
import { type SessionRules, SessionTable, type TokenJudgement } from '../sessions.js'
import type { FmcOptions } from './options.js'

/** API tokens never expire [C: SCC]. */
const FOR_EVER: SessionRules = {
  deadlines: () => ({}),
  end: () => ({ atMs: Number.POSITIVE_INFINITY, cause: 'terminated' }),
  refreshesLeft: () => null,
}

/**
 * The API tokens of a cloud-delivered FMC: they are made elsewhere, never expire, and are good until an administrator
 * revokes them [C: SCC]. The session of a token begins with its first use, and is as long as the token's life.
 */
export class ApiTokens {
  readonly #table: SessionTable
  readonly #owners: ReadonlyMap<string, string>

  constructor(context: ControllerContext, { users }: FmcOptions) {
    this.#table = new SessionTable(context, 'fmc', FOR_EVER)
    this.#owners = new Map(
      users.flatMap(({ name, apiToken }) => (apiToken === undefined ? [] : [[apiToken, name]])),
    )
  }

  /** Says whether an API token is accepted now. */
  judge(apiToken: string | undefined): TokenJudgement {
    const judgement = this.#table.judge(apiToken)
    if (judgement.ok || judgement.cause !== 'unknown') return judgement
    const user = this.#owners.get(apiToken!)
    if (user === undefined) return judgement
    const session = this.#table.open(user, apiToken!, Number.POSITIVE_INFINITY)
    return { ok: true, session, token: session.token }
  }

  /** Revokes the token of a session for good; false when there is no such session, or its token is revoked already. */
  terminate(id: string): boolean {
    const session = this.#table.find(id)
    if (session !== undefined) this.#table.end(session, 'terminated')
    return session !== undefined
  }

  /** Forgets uses and revocations, without a word in the journal. */
  clear(): void {
    this.#table.clear()
  }

  /** Tokens that were used, in the order of their first use, revoked ones first. */
  views(): SessionView[] {
    return this.#table.views()
  }
}
