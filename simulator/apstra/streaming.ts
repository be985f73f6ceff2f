import type { RandomStream } from '../random.js'
import { empty, errors, INVALID, json, REQUIRED, withObject } from './answers.js'
import type { ApstraOptions } from './options.js'
import type { Json } from './python-json.js'
import type { RouteTable } from './routes.js'

/** Fields of a receiver with what each may hold: one of these texts, any text, or a port. [C: SPEC6, GOSDK] */
const FIELDS: Readonly<Record<string, readonly string[] | 'text' | 'port'>> = {
  hostname: 'text',
  port: 'port',
  protocol: ['protoBufOverTcp'],
  streaming_type: ['alerts', 'events', 'perfmon'],
  sequencing_mode: ['sequenced', 'unsequenced'],
}

/**
 * Receivers to which the controller streams. They belong to nobody: one goes on after the token that asked for it has
 * run out or its user has logged out, until it is deleted. [unbound L: GOSDK, SPEC6] Nothing is sent.
 */
export class StreamingConfigs {
  readonly #random: RandomStream
  readonly #byId = new Map<string, Record<string, Json>>()

  constructor(random: RandomStream) {
    this.#random = random
  }

  /** All receivers, oldest first. */
  all(): Json[] {
    return [...this.#byId.values()]
  }

  /** The receiver of that id. */
  withId(id: string): Json | undefined {
    return this.#byId.get(id)
  }

  /** Adds a receiver and gives its id. */
  add(fields: Record<string, Json>): string {
    const id = this.#random.uuid()
    this.#byId.set(id, { ...fields, id })
    return id
  }

  /** Removes a receiver; false when there is none of that id. */
  remove(id: string): boolean {
    return this.#byId.delete(id)
  }

  /** Takes these receivers in the place of all. */
  replaceAll(receivers: readonly Record<string, Json>[]): void {
    this.#byId.clear()
    for (const receiver of receivers) this.#byId.set(String(receiver.id), receiver)
  }

  /** Removes all receivers. */
  reset(): void {
    this.#byId.clear()
  }
}

/** Adds the receivers below /api/streaming-config. [C: SPEC6, GOSDK; status of a deletion guess] */
export function addStreamingEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  configs: StreamingConfigs,
): void {
  const notFound = errors(404, options.messages.notFound)
  routes.add('/api/streaming-config', {
    GET: { access: 'read', answer: () => json(200, { items: configs.all() }) },
    POST: {
      access: 'write',
      answer: ({ request }) =>
        withObject(request.body, (fields) => {
          const problems = Object.keys(FIELDS).flatMap((name) => {
            const problem = problemOf(name, fields[name])
            return problem === undefined ? [] : [[name, problem] as const]
          })
          if (problems.length > 0) return errors(422, Object.fromEntries(problems))
          const known = Object.keys(FIELDS).map((name) => [name, fields[name]!] as const)
          return json(201, { id: configs.add(Object.fromEntries(known)) })
        }),
    },
  })
  routes.add('/api/streaming-config/{id}', {
    GET: {
      access: 'read',
      answer: ({ parameters }) => {
        const config = configs.withId(parameters[0]!)
        return config === undefined ? notFound : json(200, config)
      },
    },
    DELETE: {
      access: 'write',
      answer: ({ parameters }) => (configs.remove(parameters[0]!) ? empty(204) : notFound),
    },
  })
}

function problemOf(name: string, value: Json | undefined): string | undefined {
  if (value === undefined) return REQUIRED
  const allowed = FIELDS[name]!
  if (allowed === 'text') return typeof value === 'string' && value !== '' ? undefined : INVALID
  if (allowed === 'port') return isPort(value) ? undefined : INVALID
  return typeof value === 'string' && allowed.includes(value) ? undefined : INVALID
}

function isPort(value: Json): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65_535
}
