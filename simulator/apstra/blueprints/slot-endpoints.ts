import { errors, json, readObject, UNREADABLE } from '../answers.js'
import type { Content } from '../collections/fields.js'
import type { ApstraOptions } from '../options.js'
import type { RouteTable } from '../routes.js'
import type { ForBlueprint } from './blueprint-endpoints.js'
import { stage } from './blueprint-state.js'
import type { Blueprints } from './blueprints.js'

/**
 * Adds the slots of a blueprint, which AOS 1.x has in place of a graph. A bare list in 1.0, in `items` from 1.1 on.
 * [C: PYEZ; statuses, and that a patch is merged: guess]
 */
export function addSlotEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  blueprints: Blueprints,
  forBlueprint: ForBlueprint,
): void {
  const notFound = errors(404, options.messages.notFound)
  const isBareList = options.version === '1.0' || options.version.startsWith('1.0.')

  /** Writes a slot, from its value and what was sent. */
  const write = (next: (value: Content, sent: Content) => Content) =>
    forBlueprint((blueprint, call) => {
      const name = call.parameters[1]!
      if (!blueprint.state.staged.design.resources.has(name)) return notFound
      const body = readObject(call.request.body) as Content | undefined
      if (body === undefined) return errors(422, UNREADABLE)
      return blueprints.alter(blueprint, call, {
        type: 'blueprint.slot.update',
        duration: 'change',
        change: stage(call.caller.id, (design) => {
          const value = next(design.resources.get(name) ?? {}, body)
          return { ...design, resources: new Map(design.resources).set(name, value) }
        }),
        answer: ({ staged }) => ({ status: 200, value: staged.design.resources.get(name)! }),
      })
    })

  routes.add('/api/blueprints/{id}/slots', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }) => {
        const slots = [...state.staged.design.resources.keys()].map((name) => ({ name }))
        return json(200, isBareList ? slots : { items: slots })
      }),
    },
  })
  routes.add('/api/blueprints/{id}/slots/{name}', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }, { parameters }) => {
        const value = state.staged.design.resources.get(parameters[1]!)
        return value === undefined ? notFound : json(200, value)
      }),
    },
    PUT: { access: 'write', answer: write((_value, sent) => sent) },
    PATCH: { access: 'write', answer: write((value, sent) => ({ ...value, ...sent })) },
  })
}
