import { type ClientOptions, ControllerClient, parseJson, type ReplyClass } from './controller-client.js'
import type { HttpReply } from './http.js'
import type { Grant } from './session-keeper.js'

/** How an {@link ApstraClient} is made. */
export interface ApstraClientOptions extends ClientOptions {
  /** Login path: `aaa` from AOS 2.1 on, `user` before and still served after it. `aaa` unless given. */
  loginPath?: 'aaa' | 'user'
  /** Lifetime of a token in ms where it cannot be read from the token itself. 24 h unless given [C: LAB]. */
  tokenMs?: number
  /**
   * End the session on the controller at close. True unless given. A controller may end all sessions of the user with
   * it, those of other programs too.
   */
  logoutOnClose?: boolean
}

/** Factory lifetime of a token. [C: twelve captured tokens; LAB 4.2.0, 5.0.0] */
const TOKEN_MS = 86_400_000

/**
 * Client for the REST API of a Juniper (HPE) Apstra that never loses its session mid-run. Apstra has no refresh: the
 * client logs in anew before the token's `exp`. It takes only the token's length from it, never the instant, so it
 * needs no synchronised clock.
 */
export class ApstraClient extends ControllerClient<string> {
  readonly #paths: string
  readonly #tokenMs: number
  readonly #logoutOnClose: boolean

  constructor(options: ApstraClientOptions) {
    super(options)
    this.#paths = `/api/${options.loginPath ?? 'aaa'}`
    this.#tokenMs = options.tokenMs ?? TOKEN_MS
    this.#logoutOnClose = options.logoutOnClose ?? true
  }

  /** Reads; `path` with query from the leading slash. */
  get(path: string): Promise<unknown> {
    return this.request({ method: 'GET', path })
  }

  /** Creates. */
  post(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'POST', path, body })
  }

  /** Replaces. */
  put(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'PUT', path, body })
  }

  /** Changes what the body names. */
  patch(path: string, body: unknown): Promise<unknown> {
    return this.request({ method: 'PATCH', path, body })
  }

  /** Deletes. */
  delete(path: string): Promise<unknown> {
    return this.request({ method: 'DELETE', path })
  }

  protected async openSession(): Promise<Grant<string>> {
    const { username, password } = this.options
    const reply = await this.sendLogin(
      {
        method: 'POST',
        path: `${this.#paths}/login`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      },
      (answer) => tokenOf(answer) !== undefined,
    )
    const token = tokenOf(reply)!
    return {
      token,
      lifetimeMs: lifetimeOf(token) ?? this.#tokenMs,
      renewalsLeft: 0,
      sessionMs: Number.POSITIVE_INFINITY,
    }
  }

  /** There is no refresh endpoint: a new login is the only renewal [C: TF #996]. */
  protected async renewSession(): Promise<undefined> {
    return undefined
  }

  protected async closeSession(token: string): Promise<void> {
    if (!this.#logoutOnClose) return
    await this.send({ method: 'POST', path: `${this.#paths}/logout`, headers: this.tokenHeaders(token) })
  }

  protected tokenHeaders(token: string): Record<string, string> {
    return { AuthToken: token }
  }

  protected classify(reply: HttpReply): ReplyClass {
    switch (reply.status) {
      case 401:
        return 'session'
      case 403:
        return 'permission'
      case 429:
      case 503:
        return 'throttled'
      default:
        return 'other'
    }
  }

  protected errorText(reply: HttpReply): { text: string } {
    const errors = (parseJson(reply) as { errors?: unknown } | undefined)?.errors
    if (errors === undefined) return { text: '' }
    return { text: typeof errors === 'string' ? errors : JSON.stringify(errors) }
  }
}

function tokenOf(reply: HttpReply): string | undefined {
  if (reply.status >= 300) return undefined
  const token = (parseJson(reply) as { token?: unknown } | undefined)?.token
  return typeof token === 'string' ? token : undefined
}

/**
 * How long a token lives, in ms, from its own claims: `exp` (s since 1970) minus `created_at` (UTC without a zone,
 * rounded down as the controller does). Undefined when they cannot be read.
 */
function lifetimeOf(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: number
      created_at?: string
    }
    const createdMs = Math.floor(Date.parse(`${claims.created_at}Z`) / 1000) * 1000
    const lifetimeMs = (claims.exp ?? Number.NaN) * 1000 - createdMs
    return lifetimeMs > 0 ? lifetimeMs : undefined
  } catch {
    return undefined
  }
}
