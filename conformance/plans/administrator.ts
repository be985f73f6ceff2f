import type { JournalEntry, Simulator, WireRequest } from '../../simulator/index.js'
import { PLAN_ADMINISTRATOR } from './operations.js'
import type { Step } from './plan.js'

/** Where the administrator sits: another address than the client's, so that no limit counts the two together. */
const ADDRESS = '198.51.100.7'

/** Settings of web tokens as the `configure` step gives them: the token's lifetime in s, the session's maximum in h. */
export type TokenSettings = Omit<Extract<Step, { do: 'configure' }>, 'do'>

/**
 * An administrator of an APIC who has a session of its own for each change. Its requests do not pass the faults of the
 * plan, which are meant for the client's, and what they leave in the journal can be told from what the client's do.
 */
export class Administrator {
  readonly #simulator: Pick<Simulator, 'controller' | 'journal'>
  /** Of the journal entries that the administrator's requests left. */
  readonly #positions = new Set<number>()
  readonly #sessions = new Set<string>()

  constructor(simulator: Pick<Simulator, 'controller' | 'journal'>) {
    this.#simulator = simulator
  }

  /**
   * Changes the settings that are given.
   * @throws Error when the controller does not let it, with the status of the refusal
   */
  configure({ webtokenTimeoutSeconds, maximumValidityPeriod }: TokenSettings): void {
    // Property values on the wire are text; JSON leaves out what is undefined.
    const attributes = {
      webtokenTimeoutSeconds: webtokenTimeoutSeconds?.toString(),
      maximumValidityPeriod: maximumValidityPeriod?.toString(),
    }
    this.#change('/api/mo/uni/userext/pkiext/webtokendata.json', { pkiWebTokenData: { attributes } })
  }

  /**
   * Makes a tenant.
   * @throws Error when the controller does not let it, with the status of the refusal
   */
  makeTenant(name: string): void {
    this.#change('/api/mo/uni.json', { fvTenant: { attributes: { name } } })
  }

  /** Logs in, changes something, and logs out; takes no time. */
  #change(target: string, body: object): void {
    const { entries } = this.#simulator.journal
    const before = entries.length
    const { username, password } = PLAN_ADMINISTRATOR
    const reply = this.#post('/api/aaaLogin.json', {
      aaaUser: { attributes: { name: username, pwd: password } },
    }) as { imdata: [{ aaaLogin: { attributes: { token: string } } }] }
    const { token } = reply.imdata[0].aaaLogin.attributes
    this.#post(target, body, token)
    this.#post('/api/aaaLogout.json', { aaaUser: { attributes: { name: username } } }, token)
    for (const entry of this.#simulator.journal.entries.slice(before)) {
      // What the change sets off on subscriptions is the client's affair.
      if (entry.kind === 'subscription') continue
      this.#positions.add(entry.seq)
      if (entry.kind === 'session') this.#sessions.add(entry.session)
    }
  }

  /** Parts the journal into what concerns the client and what the administrator's requests left. */
  partition(journal: readonly JournalEntry[]): {
    entries: readonly JournalEntry[]
    administration: readonly JournalEntry[]
  } {
    if (this.#positions.size === 0) return { entries: journal, administration: [] }
    return {
      entries: journal.filter((entry) => !this.#left(entry)),
      administration: journal.filter((entry) => this.#left(entry)),
    }
  }

  /** A session that a logout does not end runs out later by itself. */
  #left(entry: JournalEntry): boolean {
    return this.#positions.has(entry.seq) || (entry.kind === 'session' && this.#sessions.has(entry.session))
  }

  #post(target: string, body: object, token?: string): unknown {
    const request: WireRequest = {
      method: 'POST',
      target,
      headers: token === undefined ? {} : { cookie: `APIC-cookie=${token}` },
      body: JSON.stringify(body),
      address: ADDRESS,
      scheme: 'https',
    }
    const { response, release } = this.#simulator.controller.handle(request)
    release()
    if (response.status !== 200) {
      throw new Error(`the administrator of the plan was answered with ${response.status} at ${target}`)
    }
    return JSON.parse(response.body)
  }
}
