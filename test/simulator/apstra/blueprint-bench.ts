import type { Handling, WireResponse } from '../../../simulator/controller.js'
import { ApstraBench, type OptionsInput } from './apstra-bench.js'

/** What makes a blueprint that is there as soon as its task has ended. */
export const BLUEPRINT = {
  id: 'bp',
  design: 'two_stage_l3clos',
  init_type: 'template_reference',
  label: 'DC one',
  template_id: 'L2_Virtual_EVPN',
}

const USERS = ['admin', 'operator', 'second', 'reader'] as const

/** Users of a {@link BlueprintBench}, by name. */
export type Who = (typeof USERS)[number]

/** An Apstra controller with two users who may write, an administrator and a viewer, all logged in. */
export class BlueprintBench extends ApstraBench {
  readonly tokens: Record<Who, string>
  readonly #ids: Record<Who, string>

  constructor(options: OptionsInput = {}) {
    super({
      users: [
        { username: 'admin', password: 'admin', roles: ['administrator'] },
        { username: 'operator', password: 'midrun', roles: ['user'] },
        { username: 'second', password: 'midrun', roles: ['user'] },
        { username: 'reader', password: 'midrun', roles: ['viewer'] },
      ],
      ...options,
    })
    const logins = eachUser((who) => this.loginAnyGeneration(who))
    this.tokens = eachUser((who) => logins[who].token)
    this.#ids = eachUser((who) => logins[who].id)
  }

  /** Id of a user. */
  userId(who: Who): string {
    return this.#ids[who]
  }

  /** Sends a request of a user, to a path below `/api/blueprints`. */
  as(who: Who, method: string, path: string, body?: unknown): WireResponse {
    return this.request(who, method, path, body).response
  }

  /** The same, and tells how long the controller works on it. */
  request(who: Who, method: string, path: string, body?: unknown): Handling {
    return this.handle(method, `/api/blueprints${path}`, { token: this.tokens[who], body })
  }

  /** What a user reads there. */
  read<T = Record<string, unknown>>(path: string, who: Who = 'operator'): T {
    const reply = this.as(who, 'GET', path)
    if (reply.status !== 200) throw new Error(`${path} was answered ${reply.status} ${reply.body}`)
    return JSON.parse(reply.body) as T
  }

  /** Makes the blueprint `bp`, and waits until it is there. */
  async create(who: Who = 'operator'): Promise<void> {
    const reply = this.as(who, 'POST', '', BLUEPRINT)
    if (reply.status !== 201) throw new Error(`creation was answered ${reply.status} ${reply.body}`)
    await this.clock.advance(2000)
  }
}

function eachUser<T>(make: (who: Who) => T): Record<Who, T> {
  return Object.fromEntries(USERS.map((who) => [who, make(who)])) as Record<Who, T>
}
