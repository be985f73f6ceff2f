import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { ApicController } from '../../../simulator/apic/apic-controller.js'
import { apicOptionsSchema } from '../../../simulator/apic/options.js'
import { VirtualClock } from '../../../simulator/clock/index.js'
import type { WireRequest, WireResponse } from '../../../simulator/controller.js'
import type { AuthDecision, ExchangeEntry, SessionEntry } from '../../../simulator/journal/entries.js'
import { Journal } from '../../../simulator/journal/journal.js'
import { RandomStream } from '../../../simulator/random.js'

/** Options as a user writes them. */
export type Options = z.input<typeof apicOptionsSchema>

/** A controller on a virtual clock, and short ways to talk to it. */
export class ApicUnderTest {
  readonly clock: VirtualClock
  readonly journal: Journal
  readonly controller: ApicController

  constructor(options: Options = {}, wallStartMs?: number) {
    this.clock = new VirtualClock(wallStartMs === undefined ? {} : { wallStartMs })
    this.journal = new Journal(this.clock)
    this.controller = new ApicController(
      {
        clock: this.clock,
        journal: this.journal,
        random: (name) => new RandomStream(1, name),
        signWebToken: (input) => createHash('sha256').update(input).digest('base64url'),
      },
      apicOptionsSchema.parse(options),
    )
  }

  send(method: string, target: string, rest: Partial<WireRequest> = {}): WireResponse {
    const request = { headers: {}, body: '', address: '192.0.2.7', scheme: 'https' as const, ...rest }
    return this.controller.handle({ method, target, ...request }).response
  }

  /** Sends with a token in the usual cookie. */
  as(token: string, method: string, target: string, body: unknown = ''): WireResponse {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return this.send(method, target, { headers: { cookie: `APIC-cookie=${token}` }, body: text })
  }

  tryLogin(name: string, pwd: string, target = '/api/aaaLogin.json'): WireResponse {
    return this.send('POST', target, { body: JSON.stringify({ aaaUser: { attributes: { name, pwd } } }) })
  }

  /** Logs in and gives the token. */
  login(name = 'admin', pwd = 'midrun'): string {
    return tokenOf(this.tryLogin(name, pwd))
  }

  refresh(token: string): WireResponse {
    return this.as(token, 'GET', '/api/aaaRefresh.json')
  }

  /** A small read with a token; gives the status. */
  read(token: string): number {
    return this.as(token, 'GET', '/api/mo/uni/tn-common.json').status
  }

  /** What the journal says about the sender of the latest request. */
  lastAuth(): AuthDecision {
    return (this.journal.entries.findLast(({ kind }) => kind === 'exchange') as ExchangeEntry).auth
  }

  /** Causes of the ends of sessions so far. */
  ends(): (string | undefined)[] {
    const isEnd = (entry: { kind: string }) => entry.kind === 'session'
    return (this.journal.entries.filter(isEnd) as SessionEntry[])
      .filter(({ event }) => event === 'ended')
      .map(({ cause }) => cause)
  }
}

/** Attributes of the first object of a reply. */
export function attributesOf(response: WireResponse): Record<string, string> {
  const first = JSON.parse(response.body).imdata[0]
  return first[Object.keys(first)[0]!].attributes
}

/** The token that a login or refresh reply hands out. */
export function tokenOf(response: WireResponse): string {
  return attributesOf(response).token!
}

/** `status code text` of an error reply. */
export function errorOf(response: WireResponse): string {
  const { code, text } = attributesOf(response)
  return `${response.status} ${code} ${text}`
}

/** DNs in a reply, in its order. */
export function dnsOf(response: WireResponse): string[] {
  return JSON.parse(response.body).imdata.map(
    (object: Record<string, { attributes: { dn: string } }>) => Object.values(object)[0]!.attributes.dn,
  )
}
