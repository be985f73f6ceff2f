import { request } from 'undici'
import type { ClientCall, ClientEnvironment } from '../client-under-test.js'

/** A session as a script keeps it. */
export interface ScriptSession {
  /** Header fields of each request. */
  headers: Record<string, string>
  /** Header fields of a refresh. */
  refreshHeaders: Record<string, string>
  /** How long the controller says, or its manual, that the token lives, in ms. */
  lifetimeMs: number
  /** How long the whole session lives, in ms. */
  sessionMs: number
  /** Refreshes that are allowed. */
  refreshesLeft: number
  /** `exp` of the token in ms since 1970, where it has one. */
  expiresAtMs: number
}

/** What came back. */
export interface ScriptAnswer {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** No session was to be had. */
export class LoginFailed extends Error {
  override name = 'LoginFailed'
  /** Status of the answer. */
  readonly status: number

  constructor(status: number) {
    super(`the login was answered with ${status}`)
    this.status = status
  }
}

const FMC_AUTH = '/api/fmc_platform/v1/auth'

/** The few requests that a provisioning script knows by heart, for each controller. */
export class Wire {
  readonly #environment: ClientEnvironment

  constructor(environment: ClientEnvironment) {
    this.#environment = environment
  }

  /** Whether the controller has a refresh. */
  get refreshes(): boolean {
    return this.#environment.controller !== 'apstra'
  }

  /** @throws LoginFailed */
  async login(): Promise<ScriptSession> {
    const { controller, username, password } = this.#environment
    switch (controller) {
      case 'apic': {
        const body = { aaaUser: { attributes: { name: username, pwd: password } } }
        return this.#apicSession(await this.send({ method: 'POST', path: '/api/aaaLogin.json', body }))
      }
      case 'fmc': {
        const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
        return this.#fmcSession(await this.#post(`${FMC_AUTH}/generatetoken`, { authorization }), 3)
      }
      case 'apstra': {
        const body = { username, password }
        return this.#apstraSession(await this.send({ method: 'POST', path: '/api/aaa/login', body }))
      }
    }
  }

  /** @throws LoginFailed when the controller refuses */
  async refresh(session: ScriptSession): Promise<ScriptSession> {
    switch (this.#environment.controller) {
      case 'apic': {
        const answer = await this.send(
          { method: 'GET', path: '/api/aaaRefresh.json' },
          session.refreshHeaders,
        )
        return this.#apicSession(answer)
      }
      case 'fmc':
        return this.#fmcSession(
          await this.#post(`${FMC_AUTH}/refreshtoken`, session.refreshHeaders),
          session.refreshesLeft - 1,
        )
      case 'apstra':
        return this.login()
    }
  }

  /** Sends one request and reads the answer, within the request time-out. */
  async send(call: ClientCall, headers: Record<string, string> = {}): Promise<ScriptAnswer> {
    const { clock, dispatcher, url, requestTimeoutMs } = this.#environment
    const abort = new AbortController()
    const timer = clock.setTimer(requestTimeoutMs, () => abort.abort())
    try {
      const {
        statusCode,
        headers: fields,
        body,
      } = await request(url + call.path, {
        method: call.method,
        dispatcher,
        signal: abort.signal,
        headers: call.body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      })
      return { status: statusCode, headers: fields, body: await body.text() }
    } finally {
      timer.cancel()
    }
  }

  #post(path: string, headers: Record<string, string>): Promise<ScriptAnswer> {
    return this.send({ method: 'POST', path }, headers)
  }

  #apicSession({ status, body }: ScriptAnswer): ScriptSession {
    if (status !== 200) throw new LoginFailed(status)
    const { attributes } = JSON.parse(body).imdata[0].aaaLogin
    const headers = { cookie: `APIC-cookie=${attributes.token}` }
    return {
      headers,
      refreshHeaders: headers,
      lifetimeMs: Number(attributes.refreshTimeoutSeconds) * 1000,
      sessionMs: Number(attributes.maximumLifetimeSeconds) * 1000,
      refreshesLeft: Number.POSITIVE_INFINITY,
      expiresAtMs: Number.POSITIVE_INFINITY,
    }
  }

  #fmcSession({ status, headers: fields }: ScriptAnswer, refreshesLeft: number): ScriptSession {
    if (status !== 204) throw new LoginFailed(status)
    const {
      accessTokenMs = 1_800_000,
      browserSessionMs = 3_600_000,
      browserSessionKind,
    } = this.#environment.known
    const headers = { 'X-auth-access-token': String(fields['x-auth-access-token']) }
    return {
      headers,
      refreshHeaders: { ...headers, 'X-auth-refresh-token': String(fields['x-auth-refresh-token']) },
      lifetimeMs: Math.min(accessTokenMs, browserSessionMs),
      sessionMs: browserSessionKind === 'absolute' ? browserSessionMs : Number.POSITIVE_INFINITY,
      refreshesLeft,
      expiresAtMs: Number.POSITIVE_INFINITY,
    }
  }

  #apstraSession({ status, body }: ScriptAnswer): ScriptSession {
    if (status >= 300) throw new LoginFailed(status)
    const { token } = JSON.parse(body) as { token: string }
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
    const expiresAtMs = claims.exp * 1000
    const lifetimeMs = expiresAtMs - Math.floor(Date.parse(`${claims.created_at}Z`) / 1000) * 1000
    const headers = { AuthToken: token }
    return {
      headers,
      refreshHeaders: headers,
      lifetimeMs,
      sessionMs: Number.POSITIVE_INFINITY,
      refreshesLeft: 0,
      expiresAtMs,
    }
  }
}
