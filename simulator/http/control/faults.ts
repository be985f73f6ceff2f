import { z } from 'zod'
import { FAULT_TYPES, faultSpecSchema } from '../../faults/fault-board.js'
import { ControlError, type ControlRoute, checked } from './route.js'

/** Arms faults and takes them back. */
export const faultRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/faults',
    what: 'Faults that are armed, and every kind of fault with its options.',
    answer: ({ simulator }) => ({ value: { armed: simulator.faults.list(), types: faultTypes() } }),
  },
  {
    method: 'POST',
    path: '/faults',
    what: 'Arms a fault, such as {"type":"latency","options":{"delayMs":2000},"purpose":"refresh","times":1}.',
    answer({ simulator }, { body }) {
      const spec = checked(faultSpecSchema, body)
      const type = FAULT_TYPES.get(spec.type)
      if (type === undefined) {
        throw new ControlError(
          `type: expected one of ${[...FAULT_TYPES.keys()].join(', ')}, found ${JSON.stringify(spec.type)}`,
        )
      }
      const options: unknown = checked(z.object({ options: type.options }), spec).options
      return {
        status: 201,
        value: simulator.faults.arm({ ...spec, options: options as Record<string, unknown> }),
      }
    },
  },
  {
    method: 'DELETE',
    path: '/faults',
    what: 'Takes all faults back.',
    answer: ({ simulator }) => ({ value: { disarmed: simulator.faults.disarm() } }),
  },
  {
    method: 'DELETE',
    path: '/faults/:id',
    what: 'Takes one fault back.',
    answer({ simulator }, { params }) {
      const id = params.id!
      if (simulator.faults.disarm(id) === 0) {
        throw new ControlError(
          `expected the id of an armed fault, found ${JSON.stringify(id)}; GET faults lists them`,
          404,
        )
      }
      return { value: { disarmed: 1 } }
    },
  },
]

function faultTypes(): unknown[] {
  return [...FAULT_TYPES.values()].map(({ type, title, options }) => ({
    type,
    title,
    options: z.toJSONSchema(options, { io: 'input' }),
  }))
}
