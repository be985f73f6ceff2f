import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import type { WireRequest, WireResponse } from '../../../simulator/controller.js'
import { FmcController } from '../../../simulator/fmc/fmc-controller.js'
import { fmcOptionsSchema } from '../../../simulator/fmc/options.js'
import type { ExchangeEntry, JournalEntry } from '../../../simulator/journal/entries.js'
import { Journal } from '../../../simulator/journal/journal.js'
import { RandomStream } from '../../../simulator/random.js'

/** A simulated FMC on a virtual clock, and a plain client of it. */
export function startFmc(options: Record<string, unknown> = {}) {
  const clock = new VirtualClock()
  const journal = new Journal(clock)
  const fmc = new FmcController(
    { clock, journal, random: (name) => new RandomStream(1, name), signWebToken: () => '' },
    fmcOptionsSchema.parse(options),
  )

  /** Sends a request whose reply leaves only when `release` is called. */
  const begin = (method: string, target: string, headers = {}, body = '', address = '192.0.2.1') => {
    const request: WireRequest = {
      method,
      target,
      headers: { host: 'fmc.example', ...headers },
      body,
      address,
      scheme: 'https',
    }
    return fmc.handle(request)
  }
  const send = (...request: Parameters<typeof begin>): WireResponse => {
    const { response, release } = begin(...request)
    release()
    return response
  }
  const login = (user = 'admin', password = 'midrun') => tokensOf(send('POST', LOGIN, basic(user, password)))
  const refresh = (tokens: Tokens) => send('POST', REFRESH, bothTokens(tokens))
  const get = (tokens: Tokens, target = VERSION) => send('GET', target, accessToken(tokens))
  const lastAuth = () => {
    const exchanges = journal.entries.filter((entry): entry is ExchangeEntry => entry.kind === 'exchange')
    return exchanges.at(-1)!.auth
  }
  const ends = () =>
    journal.entries.flatMap((entry: JournalEntry) =>
      entry.kind === 'session' && entry.event === 'ended'
        ? [{ cause: entry.cause, endedMs: entry.endedMs }]
        : [],
    )
  return { clock, journal, fmc, begin, send, login, refresh, get, lastAuth, ends }
}

/** The two tokens of a login or refresh. */
export interface Tokens {
  access: string
  refresh: string
}

/** Target of a login. */
export const LOGIN = '/api/fmc_platform/v1/auth/generatetoken'
/** Target of a refresh. */
export const REFRESH = '/api/fmc_platform/v1/auth/refreshtoken'
/** Target of a revocation. */
export const REVOKE = '/api/fmc_platform/v1/auth/revokeaccess'
/** The read that most clients begin with. */
export const VERSION = '/api/fmc_platform/v1/info/serverversion'
/** The domains that an account may enter. */
export const DOMAINS = '/api/fmc_platform/v1/info/domain'
/** Hosts of the Global domain. */
export const HOSTS = '/api/fmc_config/v1/domain/default/object/hosts'
/** Networks of the Global domain. */
export const NETWORKS = '/api/fmc_config/v1/domain/default/object/networks'

/** `Authorization` field of a login. */
export function basic(user: string, password: string) {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

/** Field of an ordinary call. */
export function accessToken({ access }: Tokens) {
  return { 'x-auth-access-token': access }
}

/** Fields of a refresh. */
export function bothTokens({ access, refresh }: Tokens) {
  return { 'x-auth-access-token': access, 'x-auth-refresh-token': refresh }
}

/** Value of a response field, its name spelled as on the wire. */
export function header(response: WireResponse, name: string): string | undefined {
  return response.headers.find(([found]) => found === name)?.[1]
}

/** The pair that a login or refresh gave out. */
export function tokensOf(response: WireResponse): Tokens {
  return {
    access: header(response, 'X-auth-access-token')!,
    refresh: header(response, 'X-auth-refresh-token')!,
  }
}

/** The description in a wrapped error. */
export function errorText(response: WireResponse): string {
  return JSON.parse(response.body).error.messages[0].description
}

/** A reply as it stands on the wire, line by line, without what belongs to the connection. */
export function transcript({ status, reason, headers, body }: WireResponse): string {
  const lines = [`HTTP/1.1 ${status} ${reason}`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return `${lines.join('\n')}\n\n${body === '' ? '' : `${body}\n`}`
}
