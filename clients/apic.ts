import { type CertificateIdentity, RequestSigner } from './certificate-signature.js'
import {
  type CallOptions,
  type ClientOptions,
  ControllerClient,
  parseJson,
  type ReplyClass,
} from './controller-client.js'
import type { HttpReply, HttpRequest } from './http.js'
import type { Grant } from './session-keeper.js'

/** How an {@link ApicClient} is made. */
export interface ApicClientOptions extends Omit<ClientOptions, 'password'> {
  /** Needed unless there is a `certificate`. */
  password?: string
  /** Login domain of the user, when it is not the default one: the login name becomes `apic:<loginDomain>\<user>`. */
  loginDomain?: string
  /** Sign each request with this identity in place of logging in. */
  certificate?: CertificateIdentity
  /** Ask for a challenge token at login, which then travels with every request. False unless given. */
  challenge?: boolean
}

/** One managed object as the controller writes it: its class, and under that attributes and children. */
export type ManagedObject = Record<string, { attributes: Record<string, string>; children?: ManagedObject[] }>

/** What the controller answers to a query or a configuration. */
export interface ApicReply {
  /** Objects that match, however many of them this page holds. */
  totalCount: number
  imdata: ManagedObject[]
}

interface ApicToken {
  /** Header fields that carry it, made once: a long string is dear to put together for each request. */
  headers: Record<string, string>
  challenge: string | undefined
}

/** Words with which an APIC refuses a session; any other 403 is about permission. [C: BOOK, SBX] */
const SESSION_REFUSAL = /^token was invalid|^need a valid webtoken cookie/i

/** Words with which it refuses a signature; an unknown certificate gets none at all. [C: terraform-provider-aci; L+: AG] */
const SIGNATURE_REFUSAL = /^(?:bad signature|invalid padding|padding check failed)?$/i

/**
 * Client for the REST API of a Cisco APIC that never loses its session mid-run: it refreshes the token before
 * `refreshTimeoutSeconds` and logs in anew before `maximumLifetimeSeconds` are over. With a certificate it signs each
 * request and has no session at all.
 */
export class ApicClient extends ControllerClient<ApicToken> {
  readonly #loginName: string
  readonly #challenge: boolean
  readonly #signer: RequestSigner | undefined

  constructor(options: ApicClientOptions) {
    super({ ...options, password: options.password ?? '' })
    const { loginDomain, username, certificate } = options
    this.#loginName = loginDomain === undefined ? username : `apic:${loginDomain}\\${username}`
    this.#challenge = options.challenge ?? false
    this.#signer = certificate === undefined ? undefined : new RequestSigner(certificate)
  }

  /** Reads; `path` with query from the leading slash, such as `/api/class/fvTenant.json`. */
  async get(path: string): Promise<ApicReply> {
    return this.#call({ method: 'GET', path })
  }

  /** Creates or changes the objects in `body`. */
  async post(path: string, body: ManagedObject): Promise<ApicReply> {
    return this.#call({ method: 'POST', path, body })
  }

  /** Deletes the object at `path` with all below it. */
  async delete(path: string): Promise<ApicReply> {
    return this.#call({ method: 'DELETE', path })
  }

  /** Logs in now, if there is no good session; with a certificate there is nothing to do. */
  override async login(): Promise<void> {
    if (this.#signer === undefined) await super.login()
  }

  async #call(call: CallOptions): Promise<ApicReply> {
    const { totalCount, imdata } = (await this.request(call)) as {
      totalCount: string
      imdata: ManagedObject[]
    }
    return { totalCount: Number(totalCount), imdata }
  }

  protected override async attempt(request: HttpRequest, believe: boolean): Promise<HttpReply> {
    if (this.#signer === undefined) return super.attempt(request, believe)
    return this.send({ ...request, headers: { ...request.headers, cookie: this.#signer.cookie(request) } })
  }

  protected async openSession(): Promise<Grant<ApicToken>> {
    const reply = await this.sendLogin(
      {
        method: 'POST',
        path: `/api/aaaLogin.json${this.#challenge ? '?gui-token-request=yes' : ''}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          aaaUser: { attributes: { name: this.#loginName, pwd: this.options.password } },
        }),
      },
      (answer) => loginAttributes(answer) !== undefined,
    )
    return toGrant(loginAttributes(reply)!, undefined)
  }

  protected async renewSession(token: ApicToken): Promise<Grant<ApicToken> | undefined> {
    const reply = await this.send({
      method: 'GET',
      path: '/api/aaaRefresh.json',
      headers: this.tokenHeaders(token),
    }).catch(() => undefined)
    const attributes = reply && loginAttributes(reply)
    return attributes && toGrant(attributes, token.challenge)
  }

  protected async closeSession(token: ApicToken): Promise<void> {
    await this.send({
      method: 'POST',
      path: '/api/aaaLogout.json',
      headers: { ...this.tokenHeaders(token), 'content-type': 'application/json' },
      body: JSON.stringify({ aaaUser: { attributes: { name: this.options.username } } }),
    })
  }

  protected tokenHeaders({ headers }: ApicToken): Record<string, string> {
    return headers
  }

  protected classify(reply: HttpReply): ReplyClass {
    if (reply.status < 400) return 'other'
    if (reply.status === 429 || reply.status === 503) return 'throttled'
    const { text, code } = this.errorText(reply)
    if (reply.status === 403) {
      if (this.#signer !== undefined) return SIGNATURE_REFUSAL.test(text) ? 'credentials' : 'permission'
      return SESSION_REFUSAL.test(text) ? 'session' : 'permission'
    }
    return code === '170' ? 'permission' : 'other'
  }

  protected errorText(reply: HttpReply): { text: string; code?: string | undefined } {
    const parsed = parseJson(reply) as { imdata?: ManagedObject[] } | undefined
    const attributes = parsed?.imdata?.[0]?.error?.attributes
    return { text: attributes?.text ?? '', code: attributes?.code }
  }
}

/** Attributes of the session that a login or refresh reply gives; the wrapper is `aaaLogin` in both [C: PY, TK, AP]. */
function loginAttributes(reply: HttpReply): Record<string, string> | undefined {
  if (reply.status !== 200) return undefined
  const parsed = parseJson(reply) as { imdata?: ManagedObject[] } | undefined
  const first = parsed?.imdata?.[0]
  const attributes = (first?.aaaLogin ?? first?.aaaRefresh)?.attributes
  return attributes?.token === undefined ? undefined : attributes
}

function toGrant(attributes: Record<string, string>, known: string | undefined): Grant<ApicToken> {
  const cookie = `APIC-cookie=${attributes.token}`
  const challenge = attributes.urlToken ?? known
  return {
    token: {
      headers: challenge === undefined ? { cookie } : { cookie, 'APIC-challenge': challenge },
      challenge,
    },
    lifetimeMs: seconds(attributes.refreshTimeoutSeconds, 600),
    renewalsLeft: Number.POSITIVE_INFINITY,
    sessionMs: seconds(attributes.maximumLifetimeSeconds, 86_400),
  }
}

function seconds(text: string | undefined, otherwise: number): number {
  const value = Number(text)
  return (value > 0 ? value : otherwise) * 1000
}
