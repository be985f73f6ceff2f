import { z } from 'zod'
import type { Clock } from '../clock/clock.js'
import type { Controller, WireRequest } from '../controller.js'
import type { Journal } from '../journal/journal.js'
import type { Outcome } from '../outcome.js'
import { dropReply } from './drop-reply.js'
import { dropRequest } from './drop-request.js'
import type { FaultType } from './fault-type.js'
import { HeldRequests } from './held-requests.js'
import { hold } from './hold.js'
import { latency } from './latency.js'
import { reset } from './reset.js'
import { restart } from './restart.js'
import { status } from './status.js'
import { truncate } from './truncate.js'

/** Every kind of fault, by name. */
export const FAULT_TYPES: ReadonlyMap<string, FaultType<never>> = new Map(
  [dropReply, dropRequest, hold, latency, reset, restart, status, truncate].map((type) => [
    type.type,
    type as FaultType<never>,
  ]),
)

/** A fault as it is asked for: what, for which requests, how often. */
export const faultSpecSchema = z.strictObject({
  type: z.string().describe('kind of fault'),
  options: z.record(z.string(), z.unknown()).default({}).describe('options of that kind'),
  purpose: z
    .enum(['login', 'refresh', 'logout', 'call'])
    .optional()
    .describe('strike only requests of this purpose'),
  method: z.string().optional().describe('strike only requests of this method'),
  path: z.string().optional().describe('strike only requests whose target contains this text'),
  skip: z.number().int().nonnegative().default(0).describe('matching requests to let pass first'),
  times: z.number().int().positive().default(1).describe('how many requests to strike'),
})

/** A fault as it is asked for. */
export type FaultSpec = z.input<typeof faultSpecSchema>

/** A fault that waits for its requests. */
export interface ArmedFault extends z.output<typeof faultSpecSchema> {
  id: string
  /** Requests that it has struck so far. */
  struck: number
}

interface Entry {
  fault: ArmedFault
  type: FaultType<never>
  options: never
  skipped: number
}

/** Faults armed on one controller. Each strikes the requests that it matches, then leaves. */
export class FaultBoard {
  /** Requests that wait for somebody to let them go on. */
  readonly held: HeldRequests
  readonly #controller: Controller
  readonly #clock: Clock
  readonly #journal: Journal
  #entries: Entry[] = []
  #armed = 0

  constructor(controller: Controller, journal: Journal, clock: Clock) {
    this.#controller = controller
    this.#journal = journal
    this.#clock = clock
    this.held = new HeldRequests(journal, clock)
  }

  /**
   * Arms a fault.
   * @throws z.ZodError when the specification or the fault's own options do not fit
   */
  arm(spec: FaultSpec): ArmedFault {
    const parsed = faultSpecSchema.parse(spec)
    const type = FAULT_TYPES.get(parsed.type)
    if (type === undefined) {
      throw new z.ZodError([
        {
          code: 'custom',
          path: ['type'],
          input: parsed.type,
          message: `expected one of ${[...FAULT_TYPES.keys()].join(', ')}, found ${JSON.stringify(parsed.type)}`,
        },
      ])
    }
    const options = type.options.parse(parsed.options)
    const fault: ArmedFault = {
      ...parsed,
      options: options as Record<string, unknown>,
      id: `fault-${++this.#armed}`,
      struck: 0,
    }
    this.#entries.push({ fault, type, options, skipped: 0 })
    this.#journal.write({ kind: 'fault', event: 'armed', fault: fault.id, type: fault.type })
    return fault
  }

  /** Faults that still wait for requests, in the order in which they were armed. */
  list(): ArmedFault[] {
    return this.#entries.map(({ fault }) => ({ ...fault }))
  }

  /** Takes one fault back, or all of them; gives how many there were. */
  disarm(id?: string): number {
    const gone = this.#entries.filter(({ fault }) => id === undefined || fault.id === id)
    this.#entries = this.#entries.filter((entry) => !gone.includes(entry))
    for (const { fault } of gone) {
      this.#journal.write({ kind: 'fault', event: 'disarmed', fault: fault.id, type: fault.type })
    }
    return gone.length
  }

  /** Lets the faults that match a request have it; the first one armed is the outermost. */
  apply(request: WireRequest, answer: () => Outcome): Outcome {
    if (this.#entries.length === 0) return answer()
    const striking = this.#entries.filter((entry) => this.#takes(entry, request))
    this.#record(striking, request)
    return striking.reduceRight<() => Outcome>(
      (inner, { type, options, fault }) =>
        () =>
          type.strike(options, {
            request,
            controller: this.#controller,
            clock: this.#clock,
            answer: inner,
            hold: (at, waiting) => this.held.hold(fault.id, at, request, waiting),
          }),
      answer,
    )()
  }

  #takes(entry: Entry, request: WireRequest): boolean {
    const { fault } = entry
    if (fault.method !== undefined && fault.method.toUpperCase() !== request.method) return false
    if (fault.path !== undefined && !request.target.includes(fault.path)) return false
    if (fault.purpose !== undefined && fault.purpose !== this.#controller.purposeOf(request)) return false
    if (entry.skipped < fault.skip) {
      entry.skipped++
      return false
    }
    fault.struck++
    if (fault.struck >= fault.times) this.#entries = this.#entries.filter((other) => other !== entry)
    return true
  }

  /** A reply that is only late or held is still for the faults behind to decide about. */
  #record(striking: readonly Entry[], request: WireRequest): void {
    const { redaction } = this.#journal
    let isDecided = false
    for (const { fault, type, options } of striking) {
      const reply = type.replyOf(options)
      this.#journal.write({
        kind: 'fault',
        event: 'fired',
        fault: fault.id,
        type: fault.type,
        request: {
          method: request.method,
          target: redaction.target(request.target),
          purpose: this.#controller.purposeOf(request),
          body: redaction.text(request.body),
        },
        ...(isDecided || reply === undefined ? {} : { reply }),
      })
      isDecided ||= reply !== undefined && reply.became !== 'late'
    }
  }
}
