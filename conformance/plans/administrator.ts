import type { JournalEntry, Simulator, WireRequest, WireResponse } from '../../simulator/index.js'
import { LISTED_PATH, PLAN_ADMINISTRATOR } from './operations.js'
import type { Step } from './plan.js'

/** Where the administrator sits: another address than the client's, so that no limit counts the two together. */
const ADDRESS = '198.51.100.7'

/** Where the client of a plan sits. */
const CLIENT_ADDRESS = '127.0.0.1'
/** Tries of a neighbour after which no controller lets it go on. */
const MOST_TRIES = 100
/** How many objects a list has that is worth reading in pages. */
const LISTED = 240
const FMC_AUTH = '/api/fmc_platform/v1/auth'

/** Settings of web tokens as the `configure` step gives them: the token's lifetime in s, the session's maximum in h. */
export type TokenSettings = Omit<Extract<Step, { do: 'configure' }>, 'do'>

/**
 * Whoever else is at work on the controller: an administrator, who has a session of its own for each change, and a
 * neighbour who knows no password. Their requests do not pass the faults of the plan, which are meant for the client's,
 * and what they leave in the journal can be told from what the client's do.
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

  /**
   * Makes some hundreds of networks on an FMC.
   * @returns the names of all networks that are there then
   * @throws Error when the controller does not let it, with the status of the refusal
   */
  makeNetworks(): string[] {
    return this.#asOther(() => {
      const { username, password } = PLAN_ADMINISTRATOR
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
      const login = this.#send({
        method: 'POST',
        target: `${FMC_AUTH}/generatetoken`,
        headers: { authorization },
      })
      const [, token = ''] = login.headers.find(([name]) => name === 'X-auth-access-token') ?? []
      const headers = { 'x-auth-access-token': token }
      const networks = Array.from({ length: LISTED }, (_unused, index) => ({
        name: `network-${index}`,
        type: 'Network',
        value: `10.${index}.0.0/16`,
      }))
      this.#send({
        method: 'POST',
        target: `${LISTED_PATH}?bulk=true`,
        headers,
        body: JSON.stringify(networks),
      })
      const list = this.#send({ method: 'GET', target: `${LISTED_PATH}?limit=1000`, headers })
      this.#send({ method: 'POST', target: `${FMC_AUTH}/revokeaccess`, headers })
      return (JSON.parse(list.body) as { items: { name: string }[] }).items.map(({ name }) => name)
    })
  }

  /** Tries wrong passwords on an Apstra, from the client's own address, until that is banned. */
  tryWrongPasswords(): void {
    this.#asOther(() => {
      const body = JSON.stringify({ username: 'neighbour', password: 'wrong' })
      const target = '/api/aaa/login'
      const login = { method: 'POST', target, headers: { 'content-type': 'application/json' }, body }
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        if (this.#handle({ ...login, address: CLIENT_ADDRESS }).status !== 401) return
      }
    })
  }

  /** Logs in, changes something, and logs out; takes no time. */
  #change(target: string, body: object): void {
    this.#asOther(() => {
      const { username, password } = PLAN_ADMINISTRATOR
      const reply = this.#post('/api/aaaLogin.json', {
        aaaUser: { attributes: { name: username, pwd: password } },
      }) as { imdata: [{ aaaLogin: { attributes: { token: string } } }] }
      const { token } = reply.imdata[0].aaaLogin.attributes
      this.#post(target, body, token)
      this.#post('/api/aaaLogout.json', { aaaUser: { attributes: { name: username } } }, token)
    })
  }

  /** Does something that is no business of the client's. */
  #asOther<T>(work: () => T): T {
    const before = this.#simulator.journal.entries.length
    const result = work()
    for (const entry of this.#simulator.journal.entries.slice(before)) {
      // What the change sets off on subscriptions is the client's affair.
      if (entry.kind === 'subscription') continue
      this.#positions.add(entry.seq)
      if (entry.kind === 'session') this.#sessions.add(entry.session)
    }
    return result
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
    const headers: WireRequest['headers'] = token === undefined ? {} : { cookie: `APIC-cookie=${token}` }
    return JSON.parse(this.#send({ method: 'POST', target, headers, body: JSON.stringify(body) }).body)
  }

  #send(request: Omit<WireRequest, 'address' | 'scheme' | 'body'> & { body?: string }): WireResponse {
    const response = this.#handle({ ...request, address: ADDRESS })
    if (response.status >= 300) {
      throw new Error(
        `the administrator of the plan was answered with ${response.status} at ${request.target}`,
      )
    }
    return response
  }

  #handle(request: Omit<WireRequest, 'scheme' | 'body'> & { body?: string }): WireResponse {
    const { response, release } = this.#simulator.controller.handle({ body: '', ...request, scheme: 'https' })
    release()
    return response
  }
}
