import { empty, errors, json, readObject, UNREADABLE } from './answers.js'
import { type IpPools, readPool } from './ip-pools.js'
import type { ApstraOptions } from './options.js'
import type { RouteTable } from './routes.js'

/** Adds the IPv4 pools below /api/resources/ip-pools. [C: PYEZ, GOSDK, SPEC6] */
export function addIpPoolEndpoints(routes: RouteTable, options: ApstraOptions, pools: IpPools): void {
  const notFound = errors(404, options.messages.notFound)

  routes.add('/api/resources/ip-pools', {
    GET: { access: 'read', answer: () => ({ status: 200, body: pools.readAll() }) },
    OPTIONS: { access: 'read', answer: () => json(200, { items: pools.ids() }) },
    POST: {
      access: 'write',
      answer: ({ request }) => {
        const fields = readObject(request.body)
        if (fields === undefined) return errors(422, UNREADABLE)
        const pool = readPool(fields)
        if ('problems' in pool) return errors(422, pool.problems)
        const id = typeof fields.id === 'string' && fields.id !== '' ? fields.id : undefined
        if (id !== undefined && pools.has(id)) {
          return errors(409, { id: 'IP pool with this id already exists' })
        }
        return json(options.poolCreateStatus, { id: pools.create(pool.content, id) })
      },
    },
  })

  routes.add('/api/resources/ip-pools/{id}', {
    GET: {
      access: 'read',
      answer: ({ parameters }) => {
        const body = pools.read(parameters[0]!)
        return body === undefined ? notFound : { status: 200, body }
      },
    },
    PUT: {
      access: 'write',
      answer: ({ request, parameters }) => {
        const id = parameters[0]!
        if (!pools.has(id)) return notFound
        const fields = readObject(request.body)
        if (fields === undefined) return errors(422, UNREADABLE)
        const pool = readPool(fields)
        if ('problems' in pool) return errors(422, pool.problems)
        pools.replace(id, pool.content)
        return empty(204)
      },
    },
    DELETE: {
      access: 'write',
      answer: ({ parameters }) => (pools.remove(parameters[0]!) ? empty(204) : notFound),
    },
  })
}
