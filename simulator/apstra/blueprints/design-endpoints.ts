import { errors, json, readObject, UNREADABLE } from '../answers.js'
import { type Content, listOf, readFields, required, text } from '../collections/fields.js'
import type { ApstraOptions } from '../options.js'
import type { RouteTable } from '../routes.js'
import type { ForBlueprint } from './blueprint-endpoints.js'
import { stage } from './blueprint-state.js'
import type { Blueprints } from './blueprints.js'
import { queryOf } from './call-details.js'

/** Members of a node that a client cannot change. [guess] */
const FIXED_MEMBERS = ['id', 'type', 'role']

/** Adds the parts of a design: its nodes, and the pools that it draws on. [paths C: GOSDK, APY] */
export function addDesignEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  blueprints: Blueprints,
  forBlueprint: ForBlueprint,
): void {
  const notFound = errors(404, options.messages.notFound)

  routes.add('/api/blueprints/{id}/nodes', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }, call) => {
        const type = queryOf(call).get('node_type')
        const nodes = [...state.staged.design.nodes].filter(([, node]) => type === null || node.type === type)
        return json(200, { nodes: Object.fromEntries(nodes) })
      }),
    },
  })
  routes.add('/api/blueprints/{id}/nodes/{node}', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }, { parameters }) => {
        const node = state.staged.design.nodes.get(parameters[1]!)
        return node === undefined ? notFound : json(200, node)
      }),
    },
    PATCH: {
      access: 'write',
      answer: forBlueprint((blueprint, call) => {
        const id = call.parameters[1]!
        if (!blueprint.state.staged.design.nodes.has(id)) return notFound
        const body = readObject(call.request.body)
        if (body === undefined) return errors(422, UNREADABLE)
        const changes = Object.entries(body).filter(([name]) => !FIXED_MEMBERS.includes(name))
        return blueprints.alter(blueprint, call, {
          type: 'blueprint.node.update',
          duration: 'change',
          change: stage(call.caller.id, (design) => {
            const node = Object.fromEntries([...Object.entries(design.nodes.get(id) ?? {}), ...changes])
            return { ...design, nodes: new Map(design.nodes).set(id, node as Content) }
          }),
          answer: ({ staged }) => ({ status: 200, value: staged.design.nodes.get(id)! }),
        })
      }),
    },
  })

  routes.add('/api/blueprints/{id}/resource_groups', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }) => json(200, { items: [...state.staged.design.resources.values()] })),
    },
  })
  routes.add('/api/blueprints/{id}/resource_groups/{type}/{name}', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }, { parameters }) => {
        const group = state.staged.design.resources.get(groupKey(parameters))
        return group === undefined ? notFound : json(200, group)
      }),
    },
    PUT: {
      access: 'write',
      answer: forBlueprint((blueprint, call) => {
        const key = groupKey(call.parameters)
        const group = blueprint.state.staged.design.resources.get(key)
        if (group === undefined) return notFound
        const body = readObject(call.request.body)
        if (body === undefined) return errors(422, UNREADABLE)
        const read = readFields({ pool_ids: required(listOf(text)) }, body as Content, false)
        if ('problems' in read) return errors(422, read.problems)
        const ids = read.content.pool_ids as readonly string[]
        return blueprints.alter(blueprint, call, {
          type: 'blueprint.resource_group.update',
          duration: 'change',
          change: stage(call.caller.id, (design) =>
            blueprints.havePools(String(group.type), ids)
              ? { ...design, resources: new Map(design.resources).set(key, { ...group, pool_ids: ids }) }
              : { status: 422, problem: { pool_ids: 'Pool does not exist' } },
          ),
          answer: () => ({ status: 202, value: { id: blueprint.origin.id } }),
        })
      }),
    },
  })
}

function groupKey([, type, name]: readonly string[]): string {
  return `${type}/${name}`
}
