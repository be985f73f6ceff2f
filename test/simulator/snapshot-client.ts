import {
  type ControllerKind,
  firstAccount,
  Simulator,
  VirtualClock,
  type WireResponse,
} from '../../simulator/index.js'

/** A request of a client that is logged in. */
export type Step = [method: string, target: string, body?: unknown]

/** A client of a simulated controller, as one of its users. */
export class SnapshotClient {
  readonly clock: VirtualClock
  readonly simulator: Simulator
  readonly #kind: ControllerKind
  #fields: Record<string, string> = {}

  /** @param wallStartMs where the controller's wall clock begins, in ms since 1970 */
  constructor(kind: ControllerKind, seed: string, options: Record<string, unknown>, wallStartMs?: number) {
    this.#kind = kind
    this.clock = new VirtualClock(wallStartMs === undefined ? {} : { wallStartMs })
    this.simulator = new Simulator({ controller: kind, options, seed, clock: this.clock })
  }

  /** Logs in, as the first user unless another one is given. The status of the answer. */
  login(
    options: Record<string, unknown>,
    { username, password } = firstAccount(this.#kind, options),
  ): number {
    this.#fields = {}
    const attributes = { name: username, pwd: password }
    const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    const answers = {
      apic: () => this.send('POST', '/api/aaaLogin.json', { aaaUser: { attributes } }),
      fmc: () =>
        this.#answer('POST', '/api/fmc_platform/v1/auth/generatetoken', '', { authorization: basic }),
      apstra: () => this.send('POST', '/api/aaa/login', { username, password }),
    }
    const answer = answers[this.#kind]()
    if (answer.status < 300) this.#fields = this.#tokenIn(answer)
    return answer.status
  }

  send(method: string, target: string, body?: unknown): WireResponse {
    return this.#answer(method, target, body === undefined ? '' : JSON.stringify(body), this.#fields)
  }

  #tokenIn({ body, headers }: WireResponse): Record<string, string> {
    if (this.#kind === 'apic')
      return { cookie: `APIC-cookie=${JSON.parse(body).imdata[0].aaaLogin.attributes.token}` }
    if (this.#kind === 'apstra') return { authtoken: JSON.parse(body).token }
    const [, token = ''] = headers.find(([name]) => name.toLowerCase() === 'x-auth-access-token') ?? []
    return { 'x-auth-access-token': token }
  }

  #answer(method: string, target: string, body: string, headers: Record<string, string>): WireResponse {
    const address = '192.0.2.10'
    const outcome = this.simulator.handle({ method, target, headers, body, address, scheme: 'https' })
    if (outcome.kind !== 'reply') throw new Error(`${method} ${target} was not answered`)
    outcome.release()
    return outcome.response
  }
}
