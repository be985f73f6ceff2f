import type { z } from 'zod'
import { ApstraController } from '../../../simulator/apstra/apstra-controller.js'
import { apstraOptionsSchema } from '../../../simulator/apstra/options.js'
import { VirtualClock } from '../../../simulator/clock/virtual-clock.js'
import type { Handling, WireResponse } from '../../../simulator/controller.js'
import type { AuthDecision, ExchangeEntry, SessionEntry } from '../../../simulator/journal/entries.js'
import { Journal } from '../../../simulator/journal/journal.js'
import { RandomStream } from '../../../simulator/random.js'

/** Options as a user writes them. */
export type OptionsInput = z.input<typeof apstraOptionsSchema>

/** What a login gave. */
export interface Login {
  token: string
  id: string
}

/** An Apstra controller on a virtual clock, and the ways in which tests talk to it. */
export class ApstraBench {
  readonly clock: VirtualClock
  readonly journal: Journal
  readonly controller: ApstraController

  constructor(options: OptionsInput = {}, wallStartMs?: number) {
    this.clock = new VirtualClock(wallStartMs === undefined ? {} : { wallStartMs })
    this.journal = new Journal(this.clock)
    this.controller = new ApstraController(
      {
        clock: this.clock,
        journal: this.journal,
        random: (name) => new RandomStream(1, name),
        signWebToken: () => {
          throw new Error('Apstra signs its tokens itself')
        },
      },
      apstraOptionsSchema.parse(options),
    )
  }

  /** Sends a request with a body that is written as JSON, unless it is text already. */
  send(method: string, target: string, sent: Sent = {}): WireResponse {
    return this.handle(method, target, sent).response
  }

  /** Sends a request as {@link send} does, and tells how long the controller works on it, too. */
  handle(
    method: string,
    target: string,
    { token, body, headers = {}, address = '192.0.2.1' }: Sent = {},
  ): Handling {
    return this.controller.handle({
      method,
      target,
      headers: { ...headers, ...(token !== undefined && { authtoken: token }) },
      body: body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body),
      address,
      scheme: 'https',
    })
  }

  /** Logs in with a password that must be right. */
  login(username = 'admin', password = username === 'admin' ? 'admin' : 'midrun'): Login {
    // The one path that every generation has.
    const reply = this.send('POST', '/api/user/login', { body: { username, password } })
    if (reply.status >= 300) throw new Error(`login as ${username} was answered ${reply.status}`)
    return JSON.parse(reply.body) as Login
  }

  /** Logs in on the path that every generation has. */
  loginAnyGeneration(username = 'admin'): Login {
    const password = username === 'admin' ? 'admin' : 'midrun'
    return JSON.parse(this.send('POST', '/api/user/login', { body: { username, password } }).body) as Login
  }

  /** Status of a small read that needs a token. */
  probe(token: string): number {
    return this.send('GET', '/api/features', { token }).status
  }

  /** How the last exchange was judged. */
  get lastAuth(): AuthDecision {
    return this.entries('exchange').at(-1)!.auth
  }

  /** Causes of the sessions that ended, in order. */
  get endCauses(): string[] {
    return this.entries('session').flatMap(({ cause }) => (cause === undefined ? [] : [cause]))
  }

  /** Journal entries of one kind. */
  entries(kind: 'exchange'): ExchangeEntry[]
  entries(kind: 'session'): SessionEntry[]
  entries(kind: string): unknown[] {
    return this.journal.entries.filter((entry) => entry.kind === kind)
  }
}

interface Sent {
  token?: string | undefined
  body?: unknown
  headers?: Record<string, string>
  address?: string
}

/** A reply as text: status line, header fields, an empty line, body. */
export function transcript({ status, reason, headers, body }: WireResponse): string {
  const fields = headers.map(([name, value]) => `${name}: ${value}\n`).join('')
  return `HTTP/1.1 ${status} ${reason}\n${fields}\n${body}`
}

/** The three parts of a token, the first two decoded. */
export function decode(token: string): { header: string; payload: string; lengths: number[] } {
  const parts = token.split('.')
  const [header, payload] = parts.map((part) => Buffer.from(part, 'base64url').toString())
  return { header: header!, payload: payload!, lengths: parts.map(({ length }) => length) }
}
