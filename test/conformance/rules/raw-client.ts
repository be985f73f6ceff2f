import { OPERATIONS } from '../../../conformance/plans/operations.js'
import { type Circumstances, type Recording, recordingOf } from '../../../conformance/rules/recording.js'
import { apicSampleUsers } from '../../../simulator/fixtures.js'
import {
  type ControllerKind,
  openSocket,
  Simulator,
  VirtualClock,
  type WireResponse,
} from '../../../simulator/index.js'

/** How long each request is on its way, and how long its answer, in ms. */
const LATENCY_MS = 5

const FMC_AUTH = '/api/fmc_platform/v1/auth'

/** A request as a test writes it. */
export interface RawRequest {
  method: string
  target: string
  headers?: Record<string, string>
  body?: string
}

/** A session as a test keeps it: fields of calls and of refreshes. */
export interface RawSession {
  fields: Record<string, string>
  refreshFields: Record<string, string>
}

/** Drives a simulator by single requests in virtual time, as well or as badly as a test wants. */
export class RawClient {
  readonly simulator: Simulator
  readonly clock = new VirtualClock()
  readonly #kind: ControllerKind
  #calls = 0
  #forgotten = 0
  readonly #captured: object[] = []

  constructor(kind: ControllerKind, options: Record<string, unknown> = {}) {
    this.#kind = kind
    this.simulator = new Simulator({
      controller: kind,
      options: kind === 'apic' ? { users: apicSampleUsers(), ...options } : options,
      seed: 1,
      clock: this.clock,
    })
  }

  /** Lets time pass, in ms. */
  async wait(ms: number): Promise<void> {
    await this.clock.advance(ms)
  }

  /** Sends one request and waits for its answer; undefined when none comes. */
  async send(request: RawRequest): Promise<WireResponse | undefined> {
    await this.wait(LATENCY_MS)
    const { response, leave } = this.#arrive(request)
    leave()
    await this.wait(LATENCY_MS)
    return response
  }

  /** Lets requests arrive in one instant. */
  async together(...requests: readonly RawRequest[]): Promise<(WireResponse | undefined)[]> {
    await this.wait(LATENCY_MS)
    const arrived = requests.map((request) => this.#arrive(request))
    await this.wait(LATENCY_MS)
    for (const { leave } of arrived) leave()
    return arrived.map(({ response }) => response)
  }

  /** @throws Error when no token came */
  async login(password = 'midrun', user = 'operator'): Promise<RawSession> {
    const session = this.sessionIn(await this.send(this.loginRequest(password, user)))
    if (session === undefined) throw new Error('the login brought no session')
    return session
  }

  async refresh(session: RawSession): Promise<RawSession> {
    const refreshed = this.sessionIn(await this.send(this.refreshRequest(session)))
    if (refreshed === undefined) throw new Error('the refresh brought no token')
    return refreshed
  }

  /** Reads something that the user may read; a new target each time. */
  read(session?: RawSession): Promise<WireResponse | undefined> {
    return this.send(this.readRequest(session))
  }

  logout(session: RawSession): Promise<WireResponse | undefined> {
    const target = { apic: '/api/aaaLogout.json', fmc: `${FMC_AUTH}/revokeaccess`, apstra: '/api/aaa/logout' }
    return this.send({ method: 'POST', target: target[this.#kind], headers: session.fields })
  }

  loginRequest(password = 'midrun', user = 'operator'): RawRequest {
    switch (this.#kind) {
      case 'apic': {
        const body = JSON.stringify({ aaaUser: { attributes: { name: user, pwd: password } } })
        return { method: 'POST', target: '/api/aaaLogin.json', body }
      }
      case 'fmc': {
        const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
        return { method: 'POST', target: `${FMC_AUTH}/generatetoken`, headers: { authorization } }
      }
      case 'apstra':
        return {
          method: 'POST',
          target: '/api/aaa/login',
          body: JSON.stringify({ username: user, password }),
        }
    }
  }

  refreshRequest({ refreshFields }: RawSession): RawRequest {
    return this.#kind === 'fmc'
      ? { method: 'POST', target: `${FMC_AUTH}/refreshtoken`, headers: refreshFields }
      : { method: 'GET', target: '/api/aaaRefresh.json', headers: refreshFields }
  }

  readRequest(session?: RawSession): RawRequest {
    return this.#operation('read', session)
  }

  writeRequest(session?: RawSession): RawRequest {
    return this.#operation('write', session)
  }

  deniedRequest(session?: RawSession): RawRequest {
    return this.#operation('denied', session)
  }

  /** Loses the answer to the next request of a purpose. */
  loseReply(purpose: 'login' | 'refresh' | 'call'): void {
    this.simulator.faults.arm({ type: 'drop-reply', purpose })
  }

  /** Opens a websocket of an APIC session. */
  async openSocket({ fields }: RawSession): Promise<void> {
    const token = fields.cookie!.slice('APIC-cookie='.length)
    const request = { method: 'GET', target: `/socket${token}`, headers: {}, body: '' }
    openSocket(
      this.simulator,
      { ...request, address: '192.0.2.10', scheme: 'https' },
      { send: () => {}, close: () => {} },
    )
    await this.wait(LATENCY_MS)
  }

  /** All requests and answers as a HAR 1.2 file, secrets included. */
  har(): string {
    const creator = { name: 'test', version: '1' }
    return JSON.stringify({ log: { version: '1.2', creator, entries: this.#captured } })
  }

  /** From here on the journal is as if it began now. */
  forgetJournal(): void {
    this.#forgotten = this.simulator.journal.entries.length
  }

  /** What the journal holds so far. */
  recording(circumstances: Circumstances = {}): Recording {
    return recordingOf(this.#kind, this.simulator.journal.entries.slice(this.#forgotten), circumstances)
  }

  /** The session that an answer to a login or a refresh brought. */
  sessionIn(response: WireResponse | undefined): RawSession | undefined {
    if (response === undefined || response.status >= 300) return undefined
    switch (this.#kind) {
      case 'apic': {
        const { token } = JSON.parse(response.body).imdata[0].aaaLogin.attributes
        return plain({ cookie: `APIC-cookie=${token}` })
      }
      case 'fmc': {
        const field = (name: string) => response.headers.find(([key]) => key.toLowerCase() === name)![1]
        const access = { 'x-auth-access-token': field('x-auth-access-token') }
        return {
          fields: access,
          refreshFields: { ...access, 'x-auth-refresh-token': field('x-auth-refresh-token') },
        }
      }
      case 'apstra':
        return plain({ authtoken: JSON.parse(response.body).token })
    }
  }

  #capture({ method, target, headers = {}, body }: RawRequest, response: WireResponse | undefined): void {
    const fields = (pairs: [string, string][]) => pairs.map(([name, value]) => ({ name, value }))
    this.#captured.push({
      startedDateTime: new Date(this.clock.wallMs() - LATENCY_MS).toISOString(),
      time: 2 * LATENCY_MS,
      request: {
        method,
        url: `https://controller.example${target}`,
        headers: fields(Object.entries(headers)),
        postData: { mimeType: 'application/json', text: body },
      },
      response: {
        status: response?.status ?? 0,
        statusText: response?.reason ?? '',
        headers: fields(response?.headers ?? []),
        content: { mimeType: 'application/json', text: response?.body ?? '' },
      },
    })
  }

  #operation(name: 'read' | 'write' | 'denied', session: RawSession | undefined): RawRequest {
    const { method, path, body } = OPERATIONS[this.#kind][name](++this.#calls)
    return {
      method,
      target: path,
      headers: session?.fields ?? {},
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
  }

  #arrive({ method, target, headers = {}, body = '' }: RawRequest): {
    response: WireResponse | undefined
    leave: () => void
  } {
    const address = '192.0.2.10'
    const outcome = this.simulator.handle({ method, target, headers, body, address, scheme: 'https' })
    this.#capture({ method, target, headers, body }, outcome.kind === 'reply' ? outcome.response : undefined)
    if (outcome.kind !== 'reply') return { response: undefined, leave: () => {} }
    return { response: outcome.response, leave: outcome.release }
  }
}

function plain(fields: Record<string, string>): RawSession {
  return { fields, refreshFields: fields }
}
