import type { ControllerKind, HeaderRecord, Purpose } from '../../simulator/index.js'

/** A request of a HAR file with its answer, taken apart. Names of fields are in lower case. */
export interface HarExchange {
  method: string
  /** Path and query. */
  target: string
  headers: HeaderRecord
  body: string
  status: number
  responseHeaders: [string, string][]
  responseBody: string
}

/** What a login or a refresh brought, as far as its answer tells. */
export interface HarGrant {
  token: string
  /** Lifetime of the token from its issue, in ms. */
  lifetimeMs: number
}

/** How one controller's protocol shows in requests and answers alone. */
export interface HarProtocol {
  purposeOf(request: Pick<HarExchange, 'method' | 'target'>): Purpose
  /** The token that a request carried. */
  tokenOf(exchange: HarExchange): string | undefined
  /** User name of a login. */
  userOf(exchange: HarExchange): string | undefined
  /** What a login or a refresh brought; undefined where it was refused. */
  grantIn(exchange: HarExchange): HarGrant | undefined
  /** Whether an answer refuses the session, as opposed to what the user wanted. */
  refusesSession(exchange: HarExchange): boolean
  /** Whether a login ends the sessions that its user had before. */
  oneSession: boolean
}

/** Lifetime of an FMC's access token, of which it tells its clients nothing, in ms [C: QSG, LAB-102]. */
const FMC_TOKEN_MS = 1_800_000

const apic: HarProtocol = {
  oneSession: false,
  purposeOf: ({ target }) =>
    purposeByPath(target, /\/api\/aaaLogin\./, /\/api\/aaaRefresh\./, /\/api\/aaaLogout\./),
  tokenOf: ({ headers }) =>
    /(?:^|;)\s*apic-cookie=([^;]+)/i.exec(headers.cookie ?? '')?.[1]?.trim() ?? headers.devcookie,
  userOf: ({ body }) => namedValue(body, 'name'),
  grantIn({ status, responseBody }) {
    const token = status < 300 ? namedValue(responseBody, 'token') : undefined
    if (token === undefined) return undefined
    return { token, lifetimeMs: Number(namedValue(responseBody, 'refreshTimeoutSeconds') ?? 600) * 1000 }
  },
  refusesSession: ({ status, responseBody }) =>
    status === 401 || (status === 403 && /token was invalid|need a valid webtoken/i.test(responseBody)),
}

const fmc: HarProtocol = {
  oneSession: true,
  purposeOf: ({ target }) =>
    purposeByPath(target, /\/auth\/generatetoken\b/, /\/auth\/refreshtoken\b/, /\/auth\/revokeaccess\b/),
  tokenOf: ({ headers }) => headers['x-auth-access-token'],
  userOf: ({ headers }) => {
    const [, encoded] = /^basic\s+(\S+)/i.exec(headers.authorization ?? '') ?? []
    return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString().split(':')[0]
  },
  grantIn({ status, responseHeaders }) {
    const token = responseHeaders.find(([name]) => name.toLowerCase() === 'x-auth-access-token')?.[1]
    return status < 300 && token !== undefined ? { token, lifetimeMs: FMC_TOKEN_MS } : undefined
  },
  refusesSession: ({ status }) => status === 401,
}

const apstra: HarProtocol = {
  oneSession: false,
  purposeOf: ({ target }) =>
    purposeByPath(target, /\/(?:user|aaa)\/login\b/, undefined, /\/(?:user|aaa)\/logout\b/),
  tokenOf: ({ headers }) => headers.authtoken,
  userOf: ({ body }) => namedValue(body, 'username'),
  grantIn({ status, responseBody }) {
    const token = status < 300 ? namedValue(responseBody, 'token') : undefined
    return token === undefined ? undefined : { token, lifetimeMs: claimedMs(token) }
  },
  refusesSession: ({ status }) => status === 401,
}

/** The protocols by controller. */
export const HAR_PROTOCOLS: Readonly<Record<ControllerKind, HarProtocol>> = { apic, fmc, apstra }

function purposeByPath(target: string, login: RegExp, refresh: RegExp | undefined, logout: RegExp): Purpose {
  const [path = ''] = target.split('?')
  if (login.test(path)) return 'login'
  if (refresh?.test(path)) return 'refresh'
  return logout.test(path) ? 'logout' : 'call'
}

/** Value of a member or an attribute, in JSON or XML. */
function namedValue(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}"?\\s*[:=]\\s*"([^"]*)"`).exec(text)?.[1]
}

/** From created_at to exp of an Apstra token, in ms; a day where it cannot be read [C: 12 tokens, LAB]. */
function claimedMs(token: string): number {
  try {
    const { exp, created_at } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const lifetimeMs = exp * 1000 - Date.parse(`${created_at}Z`)
    if (Number.isFinite(lifetimeMs)) return lifetimeMs
  } catch {
    // Of another form: the default is as good a reading as any.
  }
  return 86_400_000
}
