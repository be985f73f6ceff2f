import { z } from 'zod'
import { FAULT_TYPES, faultSpecSchema } from '../../faults/fault-board.js'
import { ControlError, checked, emptySchema, jsonRoute } from './route.js'
import type { ControllerView, ControlScope } from './scope.js'

/** A fault that waits for its requests. */
export const armedFaultSchema = faultSpecSchema.extend({
  id: z.string(),
  struck: z.number().int().describe('requests that it has struck so far'),
})
const faultTypeSchema = z.object({
  type: z.string(),
  title: z.string(),
  options: z.record(z.string(), z.unknown()).describe('JSON Schema of its options'),
})
const faultListSchema = z.object({ armed: z.array(armedFaultSchema), types: z.array(faultTypeSchema) })

/** Faults that are armed, and those that there are. */
export type FaultList = z.output<typeof faultListSchema>

const disarmedSchema = z.object({ disarmed: z.number().int().describe('how many there were') })

/** A request that waits for somebody to let it go on. */
export const heldRequestSchema = z.object({
  id: z.string(),
  fault: z.string().describe('the fault that holds it'),
  at: z.enum(['request', 'reply']),
  request: z.object({ method: z.string(), target: z.string() }),
  sinceMs: z.number().describe('monotonic ms'),
  since: z.iso.datetime(),
})

/** Shows the faults of a controller. */
export const faultReadRoutes = [
  jsonRoute({
    method: 'GET',
    path: '/faults',
    what: 'Faults that are armed, and every kind of fault with its options.',
    reply: faultListSchema,
    answer: (view: ControllerView) => ({ armed: view.armed(), types: faultTypes() }),
  }),
  jsonRoute({
    method: 'GET',
    path: '/held',
    what: 'Requests that a fault of type hold keeps waiting, oldest first.',
    reply: z.object({ held: z.array(heldRequestSchema) }),
    answer: (view: ControllerView) => ({ held: view.held() }),
  }),
]

/** Arms faults and takes them back. */
export const faultRoutes = [
  jsonRoute({
    method: 'POST',
    path: '/faults',
    what: 'Arms a fault, such as {"type":"latency","options":{"delayMs":2000},"purpose":"refresh","times":1}.',
    body: faultSpecSchema,
    status: 201,
    reply: armedFaultSchema,
    answer({ simulator }: ControlScope, { body: spec }) {
      const type = FAULT_TYPES.get(spec.type)
      if (type === undefined) {
        throw new ControlError(
          `type: expected one of ${[...FAULT_TYPES.keys()].join(', ')}, found ${JSON.stringify(spec.type)}`,
        )
      }
      const options: unknown = checked(z.object({ options: type.options }), spec).options
      return simulator.faults.arm({ ...spec, options: options as Record<string, unknown> })
    },
  }),
  jsonRoute({
    method: 'DELETE',
    path: '/faults',
    what: 'Takes all faults back.',
    reply: disarmedSchema,
    answer: ({ simulator }: ControlScope) => ({ disarmed: simulator.faults.disarm() }),
  }),
  jsonRoute({
    method: 'DELETE',
    path: '/faults/:id',
    what: 'Takes one fault back.',
    reply: disarmedSchema,
    answer({ simulator }: ControlScope, { params }) {
      const id = params.id!
      if (simulator.faults.disarm(id) === 0) {
        throw new ControlError(
          `expected the id of an armed fault, found ${JSON.stringify(id)}; GET faults lists them`,
          404,
        )
      }
      return { disarmed: 1 }
    },
  }),
  jsonRoute({
    method: 'POST',
    path: '/held/:id/release',
    what: 'Lets a request go on that waits.',
    body: emptySchema,
    reply: z.object({ released: z.string() }),
    answer({ simulator }: ControlScope, { params }) {
      const id = params.id!
      if (!simulator.faults.held.release(id)) {
        throw new ControlError(
          `expected the id of a request that waits, found ${JSON.stringify(id)}; GET held lists them`,
          404,
        )
      }
      return { released: id }
    },
  }),
]

function faultTypes(): z.output<typeof faultTypeSchema>[] {
  return [...FAULT_TYPES.values()].map(({ type, title, options }) => ({
    type,
    title,
    options: z.toJSONSchema(options, { io: 'input' }),
  }))
}
